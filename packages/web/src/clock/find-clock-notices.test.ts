import { expect, test } from "vitest";
import { findClockNotices, wasClockSet } from "./find-clock-notices.ts";

const real = new Date("2027-01-10T12:00:00Z");
const may = "2027-05-01T00:00:00Z";

test("real time, a workspace that is a minute ahead of this browser, and none at all are nothing to speak of", () => {
  expect(findClockNotices({ simulatedNow: null, asOf: "2027-01-10T12:01:00Z", real })).toEqual([]);
  expect(findClockNotices({ simulatedNow: null, asOf: null, real })).toEqual([]);
});

test("a simulated time is said, also where it lies in the past", () => {
  for (const at of [may, "2026-05-01T00:00:00Z"]) {
    expect(findClockNotices({ simulatedNow: at, asOf: at, real })).toEqual([{ type: "simulated", at }]);
  }
});

test("R2.2 a workspace that saw the future waits there once the clock is ended or set back", () => {
  const waiting = { type: "waiting", at: may };
  expect(findClockNotices({ simulatedNow: null, asOf: may, real })).toEqual([waiting]);
  const april = "2027-04-01T00:00:00Z";
  expect(findClockNotices({ simulatedNow: april, asOf: may, real })).toEqual([
    { type: "simulated", at: april },
    waiting,
  ]);
});

test("a clock that was set is told from one that runs", () => {
  expect(wasClockSet(0, 5_000)).toBe(false);
  expect(wasClockSet(0, 86_400_000)).toBe(true);
  expect(wasClockSet(86_400_000, 0)).toBe(true);
});
