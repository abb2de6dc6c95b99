import type { UnderlyingSource } from "node:stream/web";
import type { EndedHold } from "../types.ts";
import { failureOfFinish, MeteredModelError, type MeteredRequest, type RequestFinish } from "./metered-request.ts";
import { readFinalUsage, readStartUsage } from "./read-usage.ts";
import type { FinishPart, StreamPart } from "./sdk-types.ts";

export type MeteredStreamOptions = {
  readonly source: ReadableStream<StreamPart>;
  readonly request: MeteredRequest;
  readonly abortSignal: AbortSignal | undefined;
  /** Whether the caller asked for raw chunks itself. */
  readonly hasRawChunks: boolean;
  /** How long the reader may leave the stream alone before it counts as cancelled. */
  readonly idleMs: number;
  readonly accepts: (finish: RequestFinish) => boolean;
};

/** Parts that are output beside text. */
const otherOutput: ReadonlySet<StreamPart["type"]> = new Set(["tool-call", "file", "tool-result", "source"]);

/** The charge as people who use the SDK find it: `providerMetadata.credits` of the finish. */
export function metadataOf(ended: EndedHold | null): Record<string, string | number> {
  if (ended === null) return {};
  const { hold, action, state, charged, returned, available } = ended;
  return {
    hold,
    action,
    state,
    charged: Number(charged),
    returned: Number(returned),
    available: Number(available),
  };
}

/** Whether an abort is a deadline that passed, and not somebody's wish. */
export function isTimeout(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && signal.reason instanceof Error && signal.reason.name === "TimeoutError";
}

/**
 * Reads a model's stream for its caller and ends its hold: charged before the finish is passed on, released before an
 * error is, and by the cancel rule when the caller stops. Reads ahead of the caller by nothing, so that what counts
 * as delivered was delivered.
 */
class MeteredSource implements UnderlyingSource<StreamPart> {
  readonly #options: MeteredStreamOptions;
  readonly #reader: ReadableStreamDefaultReader<StreamPart>;
  #text = "";
  #hasOtherOutput = false;
  #hasFailed = false;
  #hasFinished = false;
  #stopped: { readonly reason: unknown } | null = null;
  #idle: NodeJS.Timeout | null = null;
  readonly #onAbort = (): void => void this.#stop(this.#options.abortSignal?.reason);

  constructor(options: MeteredStreamOptions) {
    this.#options = options;
    this.#reader = options.source.getReader();
  }

  start(): void {
    const { abortSignal } = this.#options;
    abortSignal?.addEventListener("abort", this.#onAbort, { once: true });
    if (abortSignal?.aborted) this.#onAbort();
    this.#waitForReader();
  }

  async pull(controller: ReadableStreamDefaultController<StreamPart>): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle);
    try {
      while (!(await this.#passOn(controller)));
    } catch (error) {
      await (this.#stopped || this.#options.abortSignal?.aborted ? this.#stop(error) : this.#fail());
      this.#close();
      controller.error(error);
      return;
    }
    this.#waitForReader();
  }

  async cancel(reason: unknown): Promise<void> {
    await this.#stop(reason);
  }

  /** Reads one part; true when the caller has been given something to read. */
  async #passOn(controller: ReadableStreamDefaultController<StreamPart>): Promise<boolean> {
    const { done, value: part } = await this.#reader.read();
    if (done) {
      if (this.#stopped) throw this.#stopped.reason;
      if (!this.#hasFinished) await this.#options.request.fail("model-incomplete");
      this.#close();
      controller.close();
      return true;
    }
    if (part.type === "raw") {
      this.#options.request.noteStart(readStartUsage(part.rawValue));
      if (!this.#options.hasRawChunks) return false;
    } else if (part.type === "text-delta") this.#text += part.delta;
    else if (otherOutput.has(part.type)) this.#hasOtherOutput = true;
    else if (part.type === "error") await this.#fail();
    controller.enqueue(part.type === "finish" ? await this.#finish(part, controller) : part);
    return true;
  }

  async #finish(part: FinishPart, controller: ReadableStreamDefaultController<StreamPart>): Promise<FinishPart> {
    this.#hasFinished = true;
    this.#close();
    const { request, accepts } = this.#options;
    const reason = part.finishReason.unified;
    const usage = readFinalUsage(part.usage);
    if (this.#hasFailed || !accepts({ reason, text: this.#text, hasOtherOutput: this.#hasOtherOutput })) {
      return withMetadata(part, await request.fail(failureOfFinish(reason)));
    }
    if (usage !== null) return withMetadata(part, await request.settle(usage));
    const ended = await request.fail("usage-missing");
    controller.enqueue({ type: "error", error: new MeteredModelError("usage-missing") });
    return withMetadata({ ...part, finishReason: { ...part.finishReason, unified: "error" } }, ended);
  }

  async #fail(): Promise<void> {
    this.#hasFailed = true;
    await this.#options.request.fail(isTimeout(this.#options.abortSignal) ? "timeout" : "model-failed");
  }

  /** The caller wants no more: the provider is told first, since every further token costs. */
  async #stop(reason: unknown): Promise<void> {
    this.#stopped ??= { reason };
    this.#close();
    void this.#reader.cancel(reason).catch(() => undefined);
    if (isTimeout(this.#options.abortSignal)) await this.#fail();
    else await this.#options.request.cancel(this.#text);
  }

  #waitForReader(): void {
    if (this.#hasFinished) return;
    this.#idle = setTimeout(() => void this.#stop(new Error("Nobody reads the stream.")), this.#options.idleMs);
    this.#idle.unref();
  }

  #close(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#options.abortSignal?.removeEventListener("abort", this.#onAbort);
  }
}

function withMetadata(part: FinishPart, ended: EndedHold | null): FinishPart {
  return { ...part, providerMetadata: { ...part.providerMetadata, credits: metadataOf(ended) } };
}

/** The stream of a model that ends its hold as it ends itself. */
export function meterStream(options: MeteredStreamOptions): ReadableStream<StreamPart> {
  return new ReadableStream(new MeteredSource(options), { highWaterMark: 0 });
}
