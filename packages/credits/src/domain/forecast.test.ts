import { describe, expect, test } from "vitest";
import { forecastUsage } from "./forecast.ts";
import { calendarDays, calendarOf, summarizeUsage } from "./usage.ts";

const reset = new Date("2027-04-30T00:00:00Z");
const period = { start: new Date("2027-03-31T00:00:00Z"), end: reset };
const now = new Date("2027-04-20T00:00:00Z");

/** So many days up to the 20th of April, each with these credits. */
function daysOf(credits: readonly number[]) {
  return credits.map((amount, index) => ({
    date: new Date(now.getTime() - (credits.length - 1 - index) * 86_400_000).toISOString().slice(0, 10),
    credits: BigInt(amount),
    actions: amount > 0 ? 1 : 0,
  }));
}
const tenDays = daysOf(Array.from({ length: 10 }, () => 10));
const ask = (available: bigint, days = tenDays, more = {}) =>
  forecastUsage({ balance: { available, period }, days, now, timeZone: "UTC", ...more });

test("10 a day and 40 left: until the 24th, and 60 are missing", () => {
  expect(ask(40n)).toEqual({
    pace: { credits: 100n, days: 10 },
    from: "2027-04-11",
    to: "2027-04-20",
    isRough: false,
    runsOutAt: new Date("2027-04-24T00:00:00Z"),
    runsOutOn: "2027-04-24",
    left: 0n,
    missing: 60n,
  });
});

describe("the boundary", () => {
  test("exactly what the pace needs lasts until the reset", () => {
    expect(ask(100n)).toMatchObject({ runsOutAt: null, runsOutOn: null, left: 0n, missing: 0n });
  });
  test("one credit less does not", () => {
    expect(ask(99n)).toMatchObject({ runsOutOn: "2027-04-29", left: 0n, missing: 1n });
  });
  test("one more is left over", () => {
    expect(ask(101n)).toMatchObject({ runsOutAt: null, left: 1n, missing: 0n });
  });
  test("nothing available is used up now", () => {
    expect(ask(0n)).toMatchObject({ runsOutAt: now, missing: 100n });
  });
  test("at the reset nothing is needed any more", () => {
    expect(ask(0n, tenDays, { now: reset })).toMatchObject({ runsOutAt: null, missing: 0n });
    expect(ask(5n, tenDays, { now: new Date(reset.getTime() + 1) })).toMatchObject({ left: 5n });
  });
});

test("who spends nothing has everything left", () => {
  expect(ask(50n, daysOf([0, 0, 0]))).toMatchObject({ runsOutAt: null, left: 50n, isRough: true });
});

test("a first day counts as a part of a week, and the forecast says that it is rough", () => {
  const found = ask(50n, daysOf([0, 0, 70]));
  expect(found).toMatchObject({ pace: { credits: 70n, days: 7 }, isRough: true, runsOutOn: "2027-04-25" });
  expect([found.from, found.to]).toEqual(["2027-04-14", "2027-04-20"]);
});

describe("days of a changed clock", () => {
  const slot = (at: string, credits: bigint) => ({ at: new Date(at), kind: "improve", credits, actions: 1n });
  test.each([
    // On 28 March 2027 Berlin's day has 23 hours, on 31 October 25.
    ["2027-03-28T21:59:59Z", "2027-03-28", "2027-04-03"],
    ["2027-03-28T22:00:00Z", "2027-03-29", "2027-04-04"],
    ["2027-10-31T22:59:59Z", "2027-10-31", "2027-11-06"],
    ["2027-10-31T23:00:00Z", "2027-11-01", "2027-11-07"],
  ])("at %s it is %s in Berlin, and seven days' credits last until %s", (text, today, runsOutOn) => {
    const at = new Date(text);
    const slots = [slot(new Date(at.getTime() - 3_600_000).toISOString(), 70n)];
    const days = summarizeUsage(slots, calendarDays(calendarOf("Europe/Berlin"), { now: at, days: 30 }));
    const end = new Date(at.getTime() + 20 * 86_400_000);
    const balance = { available: 60n, period: { start: at, end } };
    const found = forecastUsage({ balance, days, now: at, timeZone: "Europe/Berlin" });
    expect([found.to, found.pace.credits]).toEqual([today, 70n]);
    expect(found.runsOutAt).toEqual(new Date(at.getTime() + 6 * 86_400_000));
    expect(found.runsOutOn).toBe(runsOutOn);
  });
});
