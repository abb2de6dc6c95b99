import { sqlStateOf } from "./database/port.ts";
import { CreditsError, type CreditsErrorCode, InvariantViolation } from "./domain/errors.ts";
import type { EndedHold, PlacedHold, PlaceHold, ReleaseHold, SettleHold } from "./types.ts";
import type { Credits } from "./verbs.ts";

export type MeteredHoldOptions = PlaceHold & {
  /** Told what never reaches the caller otherwise: a heartbeat or a release that failed, an error of `onEnd`. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** Told how the hold ended, also where the caller gets an error instead of a result. */
  readonly onEnd?: ((end: EndedHold) => void) | undefined;
};

export type SettleMetered = Pick<SettleHold, "charge" | "status" | "requestId">;
export type ReleaseMetered = Pick<ReleaseHold, "status" | "failure" | "requestId">;

/** Pauses between two tries to record an end while the database is away, in milliseconds. */
const firstPauseMs = 50;
const longestPauseMs = 2_000;

const unsureCodes: ReadonlySet<CreditsErrorCode> = new Set(["outcome-unknown", "database-unavailable", "overloaded"]);

/** Whether an end may be asked for again: ends are idempotent, whatever became of the first try. */
function isWorthRetrying(error: unknown): boolean {
  if (error instanceof CreditsError) return unsureCodes.has(error.code);
  return !(error instanceof InvariantViolation) && sqlStateOf(error) !== null;
}

/**
 * One hold that lives while work goes on: extended three times per deadline, ended once. Whoever opens one ends it.
 */
export class MeteredHold {
  readonly placed: PlacedHold;
  readonly #credits: Credits;
  readonly #options: MeteredHoldOptions;
  readonly #lost = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  /** Monotonic milliseconds until which the hold is known to live. */
  #aliveUntil: number;
  #isEnding = false;

  constructor(credits: Credits, options: MeteredHoldOptions, placed: PlacedHold, askedAt: number) {
    this.#credits = credits;
    this.#options = options;
    this.placed = placed;
    this.#aliveUntil = askedAt + options.deadlineMs;
    this.#scheduleBeat();
  }

  /** Aborted when the hold can not be kept any longer; what is done after that is not charged. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Charges the hold. Tried again while the database is away, until the hold's deadline; then, and for a charge
   * that the engine refuses, nothing is charged and the error is thrown.
   */
  async settle(end: SettleMetered): Promise<EndedHold> {
    try {
      return await this.#end(() => this.#credits.settleHold({ ...this.#named, ...end }));
    } catch (error) {
      if (error instanceof CreditsError && !unsureCodes.has(error.code)) {
        await this.release({ status: "failed", failure: { code: error.code, message: error.message } });
      }
      throw error;
    }
  }

  /** Returns the whole hold. Never throws: a hold that can not be released ends at its deadline, uncharged too. */
  async release(end: ReleaseMetered): Promise<EndedHold | null> {
    try {
      return await this.#end(() => this.#credits.releaseHold({ ...this.#named, ...end }));
    } catch (error) {
      this.tellFault(error);
      return null;
    }
  }

  /** Passes on an error that does not reach the caller. */
  readonly tellFault = (error: unknown): void => {
    try {
      this.#options.onFault?.(error);
    } catch {
      // A listener that throws must not change what is charged, nor hide the error that it was told.
    }
  };

  get #named(): { workspace: string; hold: string; actor: string } {
    return { workspace: this.#options.workspace, hold: this.placed.hold, actor: this.#options.actor };
  }

  async #end(ask: () => Promise<EndedHold>): Promise<EndedHold> {
    this.#isEnding = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        const ended = await ask();
        this.#tellEnd(ended);
        return ended;
      } catch (error) {
        if (!isWorthRetrying(error) || performance.now() + pauseMs >= this.#aliveUntil) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  #scheduleBeat(): void {
    const { deadlineMs } = this.#options;
    this.#timer = setTimeout(() => void this.#beat(), Math.max(Math.floor(deadlineMs / 3), 1));
    // The work keeps the process alive, not the hold of it.
    this.#timer.unref();
  }

  async #beat(): Promise<void> {
    const askedAt = performance.now();
    const { workspace, deadlineMs } = this.#options;
    try {
      await this.#credits.extendHold({ workspace, hold: this.placed.hold, deadlineMs });
      this.#aliveUntil = askedAt + deadlineMs;
    } catch (error) {
      if (this.#isEnding) return;
      this.tellFault(error);
      const isRefused = error instanceof CreditsError && !unsureCodes.has(error.code);
      if (isRefused || performance.now() >= this.#aliveUntil) return this.#lost.abort(error);
    }
    if (!this.#isEnding) this.#scheduleBeat();
  }

  #tellEnd(ended: EndedHold): void {
    try {
      this.#options.onEnd?.(ended);
    } catch (error) {
      this.tellFault(error);
    }
  }
}

/** Places the hold; a key that was used before gives the reply of the first time instead, and nothing is to be done. */
export async function placeMeteredHold(
  credits: Credits,
  options: MeteredHoldOptions,
): Promise<MeteredHold | { readonly replayed: PlacedHold }> {
  const askedAt = performance.now();
  const placed = await credits.placeHold(options);
  return placed.isReplay ? { replayed: placed } : new MeteredHold(credits, options, placed, askedAt);
}
