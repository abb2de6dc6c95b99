import { ProviderFailure } from "./provider.ts";

/** How long a provider may take: to its first event, between two events, and in all. */
export type ProviderTimeouts = { readonly firstByteMs: number; readonly idleMs: number; readonly totalMs: number };

/** The shipped patience: a model that has not begun after half a minute rarely does. */
export const shippedTimeouts: ProviderTimeouts = { firstByteMs: 30_000, idleMs: 30_000, totalMs: 300_000 };

/**
 * Aborts a request when the person stops it or when it takes too long, and knows afterwards which of the two it
 * was.
 */
export class StreamDeadline {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  #next: NodeJS.Timeout;
  #isLate = false;
  readonly timeouts: ProviderTimeouts;
  readonly cancel: AbortSignal;

  constructor(timeouts: ProviderTimeouts, cancel: AbortSignal) {
    this.timeouts = timeouts;
    this.cancel = cancel;
    this.#total = setTimeout(this.#expire, timeouts.totalMs);
    this.#next = setTimeout(this.#expire, timeouts.firstByteMs);
    if (cancel.aborted) this.#abort();
    else cancel.addEventListener("abort", this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something arrived: the wait for the next event begins anew. */
  touch(): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(this.#expire, this.timeouts.idleMs);
  }

  /** The failure that an abort stands for; null when nothing was aborted. */
  failure(requestId: string | null): ProviderFailure | null {
    if (this.cancel.aborted) return new ProviderFailure("cancelled", { requestId });
    return this.#isLate ? new ProviderFailure("provider-timeout", { requestId }) : null;
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#next);
    this.cancel.removeEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.#controller.abort();

  readonly #expire = (): void => {
    this.#isLate = true;
    this.#controller.abort();
  };
}
