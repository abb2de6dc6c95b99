import { estimateTokenLength, type TokenRange } from "../domain/token-length.ts";
import type { MeteredHold } from "../metered-hold.ts";
import type { EndedHold, TokenUsage } from "../types.ts";
import type { FinishReason } from "./sdk-types.ts";

/** Why a request that was sent costs nothing. None of these carries a word of the provider's or of the prompt. */
const failures = {
  "model-failed": "The model could not be asked, or its answer broke off with an error.",
  "model-incomplete": "The answer ended without its closing event.",
  "model-refused": "The model did not answer what was asked.",
  "usage-missing": "The provider did not say what the request used.",
  "output-rejected": "The answer was not usable.",
  timeout: "The model took too long.",
} as const;
export type ModelFailureCode = keyof typeof failures;

/** A request that ended without an error of the provider's own, and still is none that can be charged. */
export class MeteredModelError extends Error {
  override readonly name = "MeteredModelError";
  readonly code: ModelFailureCode | "key-used";

  constructor(code: ModelFailureCode | "key-used") {
    super(code === "key-used" ? "This key was used for a request before; nothing was sent." : failures[code]);
    this.code = code;
  }
}

export type RequestFinish = {
  readonly reason: FinishReason;
  /** The whole text of the answer. */
  readonly text: string;
  /** Whether there was a tool call, a file or anything else beside text. */
  readonly hasOtherOutput: boolean;
};

/** Whether an answer is charged: it was finished by the model itself and is not empty. */
export function acceptsFinish({ reason, text, hasOtherOutput }: RequestFinish): boolean {
  const isWhole = reason === "stop" || reason === "length" || reason === "tool-calls";
  return isWhole && (text.trim() !== "" || hasOtherOutput);
}

export function failureOfFinish(reason: FinishReason): ModelFailureCode {
  if (reason === "interrupted" || reason === "other") return "model-incomplete";
  if (reason === "content-filter") return "model-refused";
  return reason === "error" ? "model-failed" : "output-rejected";
}

/** One upstream request on its hold: ended once, by whichever end comes first. */
export class MeteredRequest {
  readonly #held: MeteredHold;
  readonly #input: TokenRange;
  #requestId: string | null = null;
  #started: Pick<TokenUsage, "input" | "cacheRead" | "cacheWrite"> | null = null;
  #end: Promise<EndedHold | null> | null = null;

  constructor(held: MeteredHold, input: TokenRange) {
    this.#held = held;
    this.#input = input;
  }

  get lost(): AbortSignal {
    return this.#held.lost;
  }

  /** Keeps what a stream tells when it begins. */
  begin(requestId: string | null): void {
    this.#requestId = requestId;
  }

  noteStart(started: Pick<TokenUsage, "input" | "cacheRead" | "cacheWrite"> | null): void {
    this.#started ??= started;
  }

  /** Charges what the request used; throws where that could not be recorded. */
  settle(usage: TokenUsage): Promise<EndedHold | null> {
    this.#end ??= this.#held.settle({ charge: { usage }, status: "succeeded", ...this.#named });
    return this.#end;
  }

  /** Returns the whole hold; never throws. */
  fail(code: ModelFailureCode): Promise<EndedHold | null> {
    const failure = { code, message: failures[code] };
    this.#end ??= this.#held.release({ status: "failed", failure, ...this.#named });
    return this.#quietly(this.#end);
  }

  /**
   * The cancel rule: nothing was delivered, nothing is charged; else the input as the provider reported it when it
   * began, and the text that was delivered, counted low. Never throws.
   */
  cancel(delivered: string): Promise<EndedHold | null> {
    this.#end ??= delivered === "" ? this.#releaseCancelled() : this.#settleCancelled(delivered);
    return this.#quietly(this.#end);
  }

  #releaseCancelled(): Promise<EndedHold | null> {
    return this.#held.release({ status: "cancelled", failure: null, ...this.#named });
  }

  #settleCancelled(delivered: string): Promise<EndedHold> {
    const started = this.#started ?? { input: this.#input.low, cacheRead: 0, cacheWrite: 0 };
    const usage = { ...started, output: Math.max(1, estimateTokenLength(delivered).low), thinking: 0 };
    return this.#held.settle({ charge: { usage }, status: "cancelled", ...this.#named });
  }

  get #named(): { requestId?: string } {
    return this.#requestId === null ? {} : { requestId: this.#requestId };
  }

  #quietly(end: Promise<EndedHold | null>): Promise<EndedHold | null> {
    return end.catch((error: unknown) => {
      this.#held.tellFault(error);
      return null;
    });
  }
}
