import { z } from "zod";
import { hasProtocol } from "./address-rules.ts";
import { parseHeaderList } from "./header-list.ts";
import { variable } from "./variable.ts";

const text = z.string();
const seconds = text.regex(/^\d{1,3}$/).transform(Number);
const secondsAllowed = "a whole number from 0 to 999";
const httpUrl = text.refine((value) => hasProtocol(value, ["http:", "https:"]));

/** How a server stops, and who looks on while it runs. */
export const operatingVariables = {
  DOKLY_STOP_NOTICE_SECONDS: variable({
    schema: seconds,
    fallback: "0",
    allowed: secondsAllowed,
    meaning:
      "For how long a server that stops still takes requests while /readyz says 503, so that a proxy sends no more.",
  }),
  DOKLY_STOP_GRACE_SECONDS: variable({
    schema: seconds,
    fallback: "10",
    allowed: secondsAllowed,
    meaning: "For how long requests and AI actions that run may go on when the server stops; after that they are cut.",
  }),
  DOKLY_VERIFY_SECONDS: variable({
    schema: seconds,
    fallback: "60",
    allowed: `${secondsAllowed} (0: never)`,
    meaning: "How often the ledgers of twenty workspaces are worked out again, one workspace after the other.",
  }),
  METRICS_TOKEN: variable({
    schema: text.regex(/^[\x21-\x7e]{16,}$/),
    fallback: null,
    allowed: "16 or more printable characters without spaces, drawn at random: openssl rand -hex 24",
    meaning: "Who sends it as Authorization: Bearer reads /metrics. Without it everybody does; in production nobody.",
    isSecret: true,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    schema: httpUrl.transform((value) => value.replace(/\/+$/, "")),
    fallback: null,
    allowed: "an address that starts with http:// or https://, without /v1/traces at its end",
    meaning: "A collector of OpenTelemetry traces (OTLP over HTTP). Without it nothing is traced.",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: variable({
    schema: text.transform(parseHeaderList).refine((headers) => headers !== null),
    fallback: null,
    allowed: "name=value pairs with commas between them, as x-api-key=secret",
    meaning: "Headers that the collector asks for.",
    isSecret: true,
  }),
  OTEL_SERVICE_NAME: variable({
    schema: text.regex(/^[\w.-]{1,100}$/),
    fallback: "dokly",
    allowed: "a name of letters, digits, dots and hyphens",
    meaning: "What this server is called in traces.",
  }),
  OTEL_TRACES_SAMPLER_ARG: variable({
    schema: text.regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/).transform(Number),
    fallback: "1",
    allowed: "a number from 0 to 1",
    meaning: "Which part of the traces that begin here is kept; one that a caller began is kept as the caller decided.",
  }),
} as const;
