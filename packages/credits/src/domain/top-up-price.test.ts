import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedCatalog } from "./shipped-catalog.ts";
import { expiryOfTopUp, quoteTopUp, smallestTopUp } from "./top-up-price.ts";

const sizes = fc.bigInt({ min: 1n, max: 1_000_000n });

describe("the price of a top-up", () => {
  test("the packs cost exactly the table", () => {
    expect([500n, 2_500n, 10_000n].map((credits) => quoteTopUp(shippedCatalog, credits))).toEqual([
      500n,
      2_000n,
      7_000n,
    ]);
    expect(quoteTopUp(shippedCatalog, 1_234n)).toBe(1_051n);
    expect(quoteTopUp(shippedCatalog, 1n)).toBe(1n);
  });

  test("beyond the last pack its rate goes on, rounded up to a whole cent", () => {
    expect(quoteTopUp(shippedCatalog, 10_001n)).toBe(7_001n);
    expect(quoteTopUp(shippedCatalog, 13_000n)).toBe(9_000n);
  });

  test("a bigger order never costs less, and none is above the rate of the pack below it", () => {
    fc.assert(
      fc.property(sizes, (credits) => {
        const price = quoteTopUp(shippedCatalog, credits);
        expect(quoteTopUp(shippedCatalog, credits + 1n)).toBeGreaterThanOrEqual(price);
        for (const pack of shippedCatalog.packs.filter((below) => below.credits <= credits)) {
          const atPackRate = (credits * pack.priceCents + pack.credits - 1n) / pack.credits;
          expect(price).toBeLessThanOrEqual(atPackRate);
        }
      }),
    );
  });

  test("R7.1 the smallest order covers the shortfall and the payment provider's minimum, and one credit less does not", () => {
    fc.assert(
      fc.property(sizes, fc.bigInt({ min: 0n, max: 5_000n }), (shortfall, smallestChargeCents) => {
        const { credits, priceCents } = smallestTopUp({ ...shippedCatalog, smallestChargeCents }, shortfall);
        expect(credits).toBeGreaterThanOrEqual(shortfall);
        expect(priceCents).toBeGreaterThanOrEqual(smallestChargeCents);
        expect(credits === shortfall || quoteTopUp(shippedCatalog, credits - 1n) < smallestChargeCents).toBe(true);
      }),
    );
    expect(smallestTopUp(shippedCatalog, 23n)).toEqual({
      credits: 50n,
      priceCents: 50n,
    });
  });

  test("what is bought expires at the reset, or months later where the catalogue says so, and never before the reset", () => {
    const at = { now: new Date("2027-01-31T10:00:00Z"), reset: new Date("2027-02-28T09:00:00Z") };
    expect(expiryOfTopUp(shippedCatalog, at)).toEqual(at.reset);
    const expiry = (topUpMonths: number) => expiryOfTopUp({ ...shippedCatalog, topUpMonths }, at).toISOString();
    expect(expiry(12)).toBe("2028-01-31T10:00:00.000Z");
    expect(expiry(1)).toBe("2027-02-28T10:00:00.000Z");
    const late = { ...at, reset: new Date("2027-03-05T00:00:00Z") };
    expect(expiryOfTopUp({ ...shippedCatalog, topUpMonths: 1 }, late)).toEqual(late.reset);
  });

  test("R4.5 zero, less and fractions are refused", () => {
    for (const credits of [0n, -1n, 1.5, 500] as bigint[]) {
      expect(() => quoteTopUp(shippedCatalog, credits)).toThrow("credits is");
    }
  });
});
