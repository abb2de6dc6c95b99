import type { Clock } from "../../src/index.ts";

/** Two clocks in the test's hand: real time, and business time, which is ahead of it by an offset. */
export type TestClock = { real: number; offsetMs: number; readonly business: number };

export function makeClock(start: number): TestClock {
  return {
    real: start,
    offsetMs: 0,
    get business() {
      return this.real + this.offsetMs;
    },
  };
}

/** The engine's view of a clock: nothing has to be waited for. */
export function clockOf(clock: () => Pick<TestClock, "real" | "business">): Clock {
  return { business: () => new Date(clock().business), deadlines: () => new Date(clock().real) };
}
