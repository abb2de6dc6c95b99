import type { Clock } from "../../src/index.ts";

/** A clock in the test's hand, for business time and for deadlines alike: nothing has to be waited for. */
export function clockOf(now: () => number): Clock {
  const at = (): Date => new Date(now());
  return { business: at, deadlines: at };
}
