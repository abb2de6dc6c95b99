import { type Provider, type ProviderEvent, ProviderFailure, type ProviderRequest } from "../ai/provider.ts";
import type { Span, Tracing } from "../tracing/tracing.ts";
import type { Metrics } from "./metrics.ts";

export type Payer = "server" | "own-key";

/** Counts, times and traces what is asked of the AI provider; what was asked and answered is not looked at. */
export function observeProvider(
  provider: Provider,
  payer: Payer,
  { metrics, tracing }: { readonly metrics: Metrics; readonly tracing: Tracing },
): Provider {
  const { writer } = provider;
  async function* stream(request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const labels = { writer, model: request.model };
    const attributes = { "gen_ai.request.model": request.model, "dokly.writer": writer, "dokly.payer": payer };
    const span = tracing.startWork("provider stream", { side: "client", attributes });
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1_000;
    let hasText = false;
    // Whoever leaves the loop early has stopped it.
    let outcome = "cancelled";
    metrics.providerRunning.inc();
    try {
      const events = provider.stream(request, signal);
      for await (const event of span === null ? events : within(tracing, span, events)) {
        if (event.type === "text" && !hasText) {
          hasText = true;
          metrics.providerFirstSeconds.observe(labels, seconds());
        }
        if (event.type === "finished") {
          outcome = "finished";
          count(metrics, labels, event);
        }
        span?.set(attributesOf(event));
        yield event;
      }
    } catch (error) {
      outcome = error instanceof ProviderFailure ? error.code : "defect";
      throw error;
    } finally {
      metrics.providerRunning.dec();
      metrics.providerSeconds.observe(labels, seconds());
      metrics.providerRequests.inc({ ...labels, payer, outcome });
      if (outcome !== "finished") span?.fail(outcome);
      span?.end();
    }
  }
  return { writer, warmUp: () => provider.warmUp(), stream };
}

function count(
  { providerTokens }: Metrics,
  labels: { readonly writer: string; readonly model: string },
  { usage }: Extract<ProviderEvent, { type: "finished" }>,
): void {
  for (const [type, tokens] of Object.entries(usage)) providerTokens.inc({ ...labels, type }, tokens);
}

function attributesOf(event: ProviderEvent): Record<string, string | number> {
  if (event.type === "started") return event.requestId === null ? {} : { "dokly.provider_request": event.requestId };
  if (event.type !== "finished") return {};
  return {
    "gen_ai.usage.input_tokens": event.usage.input,
    "gen_ai.usage.output_tokens": event.usage.output,
    "dokly.stop_reason": event.stopReason,
  };
}

/** Steps of a generator run in the context of whoever asks for the next one; these run in the span's. */
async function* within<Item>(tracing: Tracing, span: Span, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await tracing.within(span, () => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
