import { expect, test } from "vitest";
import { boughtUntil, firstOrder, isPayable, isUnderway, needNow, readCredits, stillMissing } from "./order.ts";

test("any whole number from 1 is an order, however it is grouped", () => {
  expect([1, "1", "1234", 9007199254740991].map(readCredits)).toEqual([1, 1, 1234, 9007199254740991]);
});

test("nothing else is one", () => {
  expect(["", " ", "0", "-5", "1.5", "abc", "1e3", "½", "9007199254740992"].map(readCredits)).toEqual(
    Array(9).fill(null),
  );
});

test("an order covers the shortfall exactly at the shortfall", () => {
  expect(stillMissing(23, 22)).toBe(1);
  expect(stillMissing(23, 23)).toBe(0);
  expect(stillMissing(23, 500)).toBe(0);
  expect(stillMissing(null, 1)).toBe(0);
});

test("the field starts with the offer, else the shortfall, else the smallest pack", () => {
  expect(firstOrder(50, 23, [500])).toBe(50);
  expect(firstOrder(null, 23, [500])).toBe(23);
  expect(firstOrder(null, null, [2500, 400])).toBe(400);
  expect(firstOrder(null, null, [])).toBe(500);
});

test("an order is payable when the provider takes its charge as it is", () => {
  expect(isPayable({ credits: 50, payable: { credits: 50, priceCents: 50 } })).toBe(true);
  expect(isPayable({ credits: 23, payable: { credits: 50, priceCents: 50 } })).toBe(false);
});

const period = { start: "2026-11-05T09:00:00Z", end: "2026-12-05T09:00:00Z" };

test("bought credits end as the quote says, and with the period while there is no quote", () => {
  const now = new Date("2026-11-20T09:00:00Z");
  const atReset = { expiresAt: period.end, isReset: true, isSoon: false };
  expect(boughtUntil(undefined, { period }, now)).toEqual(atReset);
  expect(boughtUntil({ expiresAt: "2026-12-05T09:00:00.000Z", warnings: [] }, { period }, now)).toMatchObject({
    isReset: true,
  });
  expect(boughtUntil({ expiresAt: null, warnings: [] }, { period }, now)).toEqual({
    expiresAt: null,
    isReset: false,
    isSoon: false,
  });
});

test("a reset within 72 hours warns, whoever notices it; one that takes nothing away does not", () => {
  const now = new Date("2026-12-04T09:00:00Z");
  expect(boughtUntil(undefined, { period }, now).isSoon).toBe(true);
  expect(boughtUntil({ expiresAt: null, warnings: [] }, { period }, now).isSoon).toBe(false);
  const warnings = [{ code: "reset-soon" as const, message: "" }];
  expect(boughtUntil({ expiresAt: period.end, warnings }, { period }, new Date(period.start)).isSoon).toBe(true);
});

test("what is missing shrinks as credits arrive, and never below 0", () => {
  expect(needNow({ needed: 35 }, 12)).toEqual({ needed: 35, available: 12, shortfall: 23 });
  expect(needNow({ needed: 35 }, 62)).toEqual({ needed: 35, available: 62, shortfall: 0 });
});

test("an order is underway until it is granted, failed or left", () => {
  const states = ["open", "processing", "granted", "failed", "cancelled"] as const;
  expect(states.filter((state) => isUnderway({ state }))).toEqual(["open", "processing"]);
});
