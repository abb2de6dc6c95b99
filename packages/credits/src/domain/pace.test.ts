import { describe, expect, test } from "vitest";
import { paceOf } from "./pace.ts";

describe("the pace", () => {
  const day = (credits: bigint, actions = credits > 0n ? 1 : 0) => ({ credits, actions });
  const quiet = (days: number) => Array.from({ length: days }, () => day(0n));

  test("is counted from the first day with an action, and over a week at least", () => {
    expect(paceOf([...quiet(18), ...Array.from({ length: 12 }, () => day(20n))])).toEqual({ credits: 240n, days: 12 });
    expect(paceOf([...quiet(29), day(90n)])).toEqual({ credits: 90n, days: 7 });
    expect(paceOf([...quiet(23), ...Array.from({ length: 7 }, () => day(1n))])).toEqual({ credits: 7n, days: 7 });
    expect(paceOf([...quiet(22), day(1n), ...quiet(7)])).toEqual({ credits: 1n, days: 8 });
  });

  test("an action that cost nothing began it too, and who did nothing has none", () => {
    expect(paceOf([day(0n, 1), ...quiet(29)])).toEqual({ credits: 0n, days: 30 });
    expect(paceOf(quiet(30))).toEqual({ credits: 0n, days: 7 });
  });
});
