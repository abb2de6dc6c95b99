import type { Logger } from "pino";
import { noTracing, type Tracing } from "./tracing.ts";

/** Where traces are sent, by OpenTelemetry's protocol over HTTP. */
export type TracingSettings = {
  /** Without /v1/traces at its end. */
  readonly endpoint: string;
  /** As a collector asks for them: its key, for example. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Which part of the traces that begin here is kept, 0 to 1; what a caller's trace decided counts before that. */
  readonly share: number;
};

/** Opens tracing; the packages of OpenTelemetry are loaded only where somebody collects traces. */
export async function openTracing(settings: TracingSettings | null, logger: Logger): Promise<Tracing> {
  if (settings === null) return noTracing;
  const { createTracing } = await import("./otlp-tracing.ts");
  return createTracing(settings, logger);
}
