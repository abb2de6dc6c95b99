import pino, { type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "../configuration/server-configuration.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { createLogDestination } from "./log-destination.ts";

const secretNames = [
  "password",
  "secret",
  "token",
  "apiKey",
  "authorization",
  "cookie",
  "quote",
  "connectionString",
  "databaseUrl",
  "smtpUrl",
];

/** Fields that are never written, at the top of a line and one and two levels below. */
const redactedPaths = secretNames
  .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  .concat([
    '["set-cookie"]',
    '*["set-cookie"]',
    '*.*["set-cookie"]',
    '["x-api-key"]',
    '*["x-api-key"]',
    '*.*["x-api-key"]',
  ]);

/**
 * Structured logs: one JSON object a line. What looks like a secret by its name is replaced, and of an error only what
 * is safe is kept: its fields may hold rows of the database or a provider's whole request.
 */
export function createLogger(level: LogLevel, destination: DestinationStream = createLogDestination()): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: "[hidden]" },
    serializers: {
      err: (error: unknown) => serializeError(error, causesMax),
      error: (error: unknown) => serializeError(error, causesMax),
    },
  };
  return pino(options, destination);
}

/** The same logger for lines whose every field is known to be no secret: looking through them takes most of a line. */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

const causesMax = 5;
const keptFields = ["code", "status", "syscall", "errno", "schema", "table", "constraint", "routine", "severity"];

function serializeError(error: unknown, causesLeft: number): unknown {
  if (!(error instanceof Error)) return { message: hideSecrets(String(error)) };
  const fields = Object.fromEntries(
    keptFields
      .filter((name) => name in error)
      .map((name) => [name, (error as unknown as Record<string, unknown>)[name]]),
  );
  return {
    type: error.name,
    message: hideSecrets(error.message),
    ...fields,
    stack: hideSecrets(error.stack ?? ""),
    ...(error.cause === undefined || causesLeft === 0 ? {} : { cause: serializeError(error.cause, causesLeft - 1) }),
  };
}
