import { setTimeout as wait } from "node:timers/promises";
import type { TokenUsage } from "@dokly/credits";
import { LazyWorker, workerEntry } from "../lazy-worker.ts";
import { type Provider, type ProviderEvent, ProviderFailure, type ProviderRequest } from "../provider.ts";

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
/** After so long without a task the thread ends, and the checker's 300 MB with it. */
const shippedIdleMs = 120_000;
/** A page of 200 KB takes the checker about 15 seconds of an idle processor. */
const taskMs = 120_000;

function usage(input: number, output: number): TokenUsage {
  return { input, cacheRead: 0, cacheWrite: 0, output, thinking: 0 };
}

/** Waits for a result, or for `signal` to end the wait. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new ProviderFailure("cancelled"));
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) abort();
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * The writer that works without any account: a grammar checker, lists of words and the page's own sentences, streamed
 * at a model's pace. It is no language model, and its text is labelled wherever it shows. What it has no honest way
 * to do, it fails with `needs-model`, before it began: that costs nothing.
 */
export function createDemoProvider(
  settings: { tokensPerSecond?: number; idleMs?: number } = {},
): Provider & { close(): Promise<void> } {
  const pauseMs = (piecesAtOnce * 1_000) / (settings.tokensPerSecond ?? shippedTokensPerSecond);
  const worker = new LazyWorker<ProviderRequest | "warm-up", DemoText | null>(
    workerEntry("demo-thread", import.meta.url),
    { idleMs: settings.idleMs ?? shippedIdleMs, taskMs },
  );

  async function* stream(request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    if (signal.aborted) throw new ProviderFailure("cancelled");
    const writing = worker.run(request).catch((cause: unknown) => {
      throw new ProviderFailure("provider-failed", { cause });
    });
    const text = await unlessAborted(writing, signal);
    if (text === null) throw new ProviderFailure("needs-model");
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
    // Loads the grammar checker, which takes a second or two.
    warmUp: () => void worker.run("warm-up").catch(() => undefined),
    stream,
    close: () => worker.close(),
  };
}
