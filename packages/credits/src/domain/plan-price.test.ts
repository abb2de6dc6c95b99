import { describe, expect, test } from "vitest";
import type { LotView } from "../types.ts";
import { countPeriodsLeft, creditsOfUpgrade, priceOfUpgrade } from "./plan-price.ts";

const end = new Date("2027-04-10T08:00:00Z");

describe("R3.2 the price of an upgrade", () => {
  test("is the whole difference of a month, and a twelfth of a year's for each period that is left, rounded up", () => {
    const month = { from: 1_900n, to: 7_900n, interval: "month", periodsLeft: 1n } as const;
    expect(priceOfUpgrade(month)).toBe(6_000n);
    const year = { from: 19_000n, to: 79_000n, interval: "year" } as const;
    expect(priceOfUpgrade({ ...year, periodsLeft: 5n })).toBe(25_000n);
    expect(priceOfUpgrade({ ...year, to: 79_001n, periodsLeft: 5n })).toBe(25_001n);
  });

  test.each([
    ["2026-04-10T08:00:00Z", 12n],
    ["2026-05-10T08:00:00Z", 11n],
    ["2027-03-10T08:00:00Z", 1n],
    ["2027-04-10T08:00:00Z", 1n],
    ["2026-03-10T08:00:00Z", 12n],
  ])("a year that is paid until 10 April 2027 has, from %s on, %d periods", (start, periods) => {
    expect(countPeriodsLeft(new Date(start), { interval: "year", until: end })).toBe(periods);
  });

  test("an anchor on the 31st counts the same in short months, and a month has one period", () => {
    const until = new Date("2028-01-31T08:00:00Z");
    expect(countPeriodsLeft(new Date("2027-02-28T08:00:00Z"), { interval: "year", until })).toBe(11n);
    expect(countPeriodsLeft(new Date("2027-02-28T08:00:00Z"), { interval: "month", until })).toBe(1n);
  });
});

test("R3.1 an upgrade adds what is above the period's entitlement, also where the plan was lowered in it", () => {
  const lot = (source: LotView["source"], granted: bigint): LotView => {
    const parts = { available: granted, held: 0n, spent: 0n, expired: 0n, reversed: 0n };
    return { id: "lot", source, granted, ...parts, expiresAt: end, refundOf: null };
  };
  const lots = [lot("monthly", 50n), lot("monthly", 450n), lot("top-up", 700n)];
  expect(creditsOfUpgrade({ lots }, 2_500n)).toBe(2_000n);
  expect(creditsOfUpgrade({ lots }, 500n)).toBe(0n);
  expect(creditsOfUpgrade({ lots }, 50n)).toBe(0n);
});
