import { setTimeout as wait } from "node:timers/promises";
import type { TokenUsage } from "@dokly/credits";
import { LazyWorker, workerEntry } from "../lazy-worker.ts";
import { noVoice, type Provider, type ProviderEvent, ProviderFailure, type ProviderRequest } from "../provider.ts";

/** What the demo thread made of a request, in pieces as a model would stream them, with real token counts. */
export type DemoText = {
  readonly pieces: readonly string[];
  readonly tokensInput: number;
  readonly tokensOutput: number;
  readonly isCut: boolean;
};

/** About as fast as a small model writes. */
const shippedTokensPerSecond = 90;
/** Pieces are sent a few at a time: one timer for each would be finer than any eye. */
const piecesAtOnce = 3;

const emptyRequest: ProviderRequest = {
  model: "",
  instructions: "",
  prompt: "",
  outputCapTokens: 1,
  task: { kind: "grammar", subject: "", before: "", after: "", headings: [], options: {}, sources: [], voice: noVoice },
};

function usage(input: number, output: number): TokenUsage {
  return { input, cacheRead: 0, cacheWrite: 0, output, thinking: 0 };
}

/**
 * The writer that works without any account: a grammar checker, a list of wordy phrases and the page's own
 * sentences, streamed at a model's pace. It is no language model, and its text is labelled wherever it shows.
 */
export function createDemoProvider(settings: { tokensPerSecond?: number } = {}): Provider & { close(): Promise<void> } {
  const pauseMs = (piecesAtOnce * 1_000) / (settings.tokensPerSecond ?? shippedTokensPerSecond);
  const worker = new LazyWorker<ProviderRequest, DemoText>(workerEntry("demo-thread", import.meta.url), {
    idleMs: 120_000,
    taskMs: 30_000,
  });

  async function* stream(request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    if (signal.aborted) throw new ProviderFailure("cancelled");
    const text = await worker.run(request).catch((cause: unknown) => {
      throw new ProviderFailure("provider-failed", { cause });
    });
    yield { type: "started", usage: usage(text.tokensInput, 1), requestId: null };
    for (let at = 0; at < text.pieces.length; at += piecesAtOnce) {
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new ProviderFailure("cancelled");
      yield { type: "text", text: text.pieces.slice(at, at + piecesAtOnce).join("") };
    }
    const stopReason = text.isCut ? "cap" : "complete";
    yield { type: "finished", usage: usage(text.tokensInput, text.tokensOutput), stopReason };
  }

  return {
    writer: "demo",
    // A task without text loads the grammar checker, which takes a second or two.
    warmUp: () => void worker.run(emptyRequest).catch(() => undefined),
    stream,
    close: () => worker.close(),
  };
}
