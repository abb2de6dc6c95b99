/** Who has heard nothing of the database's clock for so long asks it, instead of trusting that two clocks agree. */
const heardMsMax = 10_000;

/**
 * The database's time as it was last heard, carried on by a steady clock of this process. It is behind by what that
 * answer took to arrive, and so in the database's future only where somebody set a clock.
 */
export class DatabaseTime {
  readonly #steady: () => number;
  #heard: { readonly at: number; readonly steady: number } | null = null;

  /** `steady` counts milliseconds and is never set, as `performance.now` does. */
  constructor(steady: () => number = () => performance.now()) {
    this.#steady = steady;
  }

  /** Notes what the database just said. */
  hear(at: Date): void {
    this.#heard = { at: at.getTime(), steady: this.#steady() };
  }

  /** Now, in whole milliseconds; null where it was never heard, or too long ago. */
  now(): Date | null {
    if (this.#heard === null) return null;
    const passedMs = this.#steady() - this.#heard.steady;
    return passedMs > heardMsMax ? null : new Date(Math.floor(this.#heard.at + passedMs));
  }
}
