import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  diag,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { TracingSettings } from "./open-tracing.ts";
import type { Span, SpanOptions, Tracing } from "./tracing.ts";

const sendEveryMs = 2_000;
/** At the end of the process: what a collector does not take by then is lost. */
const closeMs = 3_000;

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, none: SpanKind.INTERNAL } as const;

class OtlpSpan implements Span {
  readonly inner: OtelSpan;

  constructor(inner: OtelSpan) {
    this.inner = inner;
  }

  set(attributes: Readonly<Record<string, string | number>>): void {
    this.inner.setAttributes(attributes);
  }

  rename(name: string): void {
    this.inner.updateName(name);
  }

  fail(code: string): void {
    this.inner.setAttribute("error.type", code);
    this.inner.setStatus({ code: SpanStatusCode.ERROR, message: code });
  }

  end(): void {
    this.inner.end();
  }
}

/** Sends spans to a collector in batches; one that does not answer costs the spans and nothing else. */
export function createTracing(settings: TracingSettings, logger: Logger): Tracing {
  const { endpoint, headers, serviceName, share } = settings;
  diag.setLogger({
    error: () => logger.warn({ from: "tracing" }, "traces could not be sent"),
    warn: () => undefined,
    info: () => undefined,
    debug: () => undefined,
    verbose: () => undefined,
  });
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: sendEveryMs })],
  });
  const tracer = provider.getTracer("dokly");
  const contexts = new AsyncLocalStorage<Context>();

  const begin = (name: string, parent: Context, { attributes = {}, side }: SpanOptions): Span =>
    new OtlpSpan(tracer.startSpan(name, { kind: kinds[side ?? "none"], attributes }, parent));
  const active = (): Context | null => contexts.getStore() ?? null;
  const spanContext = (): SpanContext | null => {
    const context = active();
    return context === null ? null : (trace.getSpanContext(context) ?? null);
  };

  return {
    isOn: true,
    startRequest: (name, traceparent, options = {}) => {
      const remote = parseTraceparent(traceparent);
      return begin(name, remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote), options);
    },
    startChild: (name, options = {}) => {
      const context = active();
      return context === null ? null : begin(name, context, options);
    },
    startWork: (name, options = {}) => begin(name, active() ?? ROOT_CONTEXT, options),
    startLinked: (name, traceparents, { attributes = {}, side } = {}) => {
      const contexts = traceparents.map(parseTraceparent).filter((context) => context !== null);
      const links = contexts.slice(0, linksMax).map((context) => ({ context }));
      return new OtlpSpan(tracer.startSpan(name, { kind: kinds[side ?? "none"], attributes, links }, ROOT_CONTEXT));
    },
    within: (span, work) => {
      if (!(span instanceof OtlpSpan)) return work();
      return contexts.run(trace.setSpan(active() ?? ROOT_CONTEXT, span.inner), work);
    },
    current: spanContext,
    recordLinked: (name, { marks, durationMs, attributes }) => {
      const linked = marks.filter(isSampled);
      if (linked.length === 0) return;
      const endedAt = Date.now();
      const links = linked.slice(0, linksMax).map((context) => ({ context }));
      const startTime = endedAt - durationMs;
      const [only] = linked.length === 1 ? linked : [];
      const parent = only === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, only);
      tracer.startSpan(name, { attributes: { ...attributes }, links, startTime }, parent).end(endedAt);
    },
    traceparent: () => {
      const context = spanContext();
      if (context === null) return null;
      return `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, "0")}`;
    },
    traceId: () => spanContext()?.traceId ?? null,
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), tooLate]);
      clearTimeout(timer);
    },
  };
}

const linksMax = 100;

function isSampled(mark: unknown): mark is SpanContext {
  return (
    typeof mark === "object" &&
    mark !== null &&
    "traceFlags" in mark &&
    typeof mark.traceFlags === "number" &&
    (mark.traceFlags & TraceFlags.SAMPLED) !== 0
  );
}

/** `version-trace-parent-flags` of W3C; whatever else a caller sends begins a trace of its own. */
function parseTraceparent(header: string | null): SpanContext | null {
  const [, version, traceId = "", spanId = "", flags = ""] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/.exec(header ?? "") ?? [];
  if (version === undefined || version === "ff" || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}
