import { describe, expect, test } from "vitest";
import type { LotView } from "../types.ts";
import { freePlanOf, lotOfRenewal, paidPartOf, planTakeBack } from "./paid-part.ts";
import { shippedCatalog } from "./shipped-catalog.ts";

const start = new Date("2027-04-10T08:00:00Z");
const end = new Date("2027-05-10T08:00:00Z");

describe("R3.5 what a plan's payment answers for", () => {
  test("is what its lot has above the free plan's number, and never more than the lot", () => {
    expect(freePlanOf(shippedCatalog)).toBe("free");
    expect(paidPartOf(2_500n, "pro", shippedCatalog)).toBe(2_450n);
    expect(paidPartOf(2_450n, "pro", shippedCatalog)).toBe(2_450n);
    expect(paidPartOf(2_000n, "pro", shippedCatalog)).toBe(2_000n);
    expect(paidPartOf(50n, "free", shippedCatalog)).toBe(0n);
    expect(paidPartOf(500n, "no such plan", shippedCatalog)).toBe(0n);
  });

  test("a renewal's lot is the plan's, or what raised an unpaid period to it, of the period that it pays for", () => {
    const lot = (granted: bigint, source: LotView["source"] = "monthly"): LotView => {
      const parts = { available: granted, held: 0n, spent: 0n, expired: 0n, reversed: 0n };
      return { id: `${source} ${granted}`, source, granted, ...parts, expiresAt: end, refundOf: null };
    };
    const found = (lots: readonly LotView[], paidFrom = start) =>
      lotOfRenewal({ lots, period: { start, end } }, { paidFrom, plan: "pro" }, shippedCatalog)?.id ?? null;
    expect(found([lot(2_500n, "top-up"), lot(2_500n)])).toBe("monthly 2500");
    expect(found([lot(50n), lot(2_450n)])).toBe("monthly 2450");
    expect(found([lot(500n)])).toBeNull();
    expect(found([lot(2_500n)], new Date(end.getTime() - 1))).toBe("monthly 2500");
    expect(found([lot(2_500n)], end)).toBeNull();
    expect(found([lot(2_500n)], new Date(start.getTime() - 1))).toBeNull();
  });
});

describe("R5.2 the step of a reversal", () => {
  const of = { credits: 2_450n, paidCents: 7_900n };
  test.each([
    [0n, 3_950n, { kind: "reverse", due: 1_225n }],
    [0n, 1n, null],
    [0n, 4n, { kind: "reverse", due: 1n }],
    [3_950n, 7_900n, { kind: "reverse", due: 2_450n }],
    [7_900n, 3_950n, { kind: "restore", due: 1_225n }],
    [3_950n, 0n, { kind: "restore", due: 0n }],
    [3_950n, 3_950n, null],
  ] as const)("from %d to %d cents", (before, after, step) => {
    expect(planTakeBack({ ...of, before, after })).toEqual(step);
  });

  test("of what cost nothing, nothing is due", () => {
    expect(planTakeBack({ credits: 50n, paidCents: 0n, before: 0n, after: 0n })).toBeNull();
  });
});
