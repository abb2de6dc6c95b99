import type { RunEvent } from "@dokly/contract";

/** Everything that one run has told so far, and a way to hear it from its start at any time. */
export class RunFeed {
  readonly #events: RunEvent[] = [];
  #isClosed = false;
  #wake = Promise.withResolvers<void>();

  push(event: RunEvent): void {
    this.#events.push(event);
    this.#signal();
  }

  /** No more comes: after an end event, or without one where the end could not be recorded. */
  close(): void {
    this.#isClosed = true;
    this.#signal();
  }

  /** All events from the first on, then live until the run is over. Whoever stops listening stops nobody else. */
  async *listen(): AsyncGenerator<RunEvent> {
    for (let at = 0; ; at++) {
      while (at >= this.#events.length && !this.#isClosed) await this.#wake.promise;
      const event = this.#events[at];
      if (event === undefined) return;
      yield event;
    }
  }

  #signal(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers<void>();
    resolve();
  }
}
