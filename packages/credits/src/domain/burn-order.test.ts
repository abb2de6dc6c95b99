import { describe, expect, test } from "vitest";
import { allocate, compareBurnOrder, splitDraws, splitRefund } from "./burn-order.ts";
import { type Lot, newLot } from "./lot.ts";

const now = new Date("2027-01-15T00:00:00Z");
const soon = new Date("2027-01-20T00:00:00Z");
const late = new Date("2027-02-01T00:00:00Z");

function lot(number: bigint, available: bigint, more: Partial<Lot> = {}): Lot {
  const plain = newLot({ number, source: "monthly", startsAt: now, expiresAt: late, credits: 100n }, null);
  return { ...plain, available, ...more };
}

describe("the order in which lots are drawn on", () => {
  test("P5 soonest expiry first; at equal expiry monthly, goodwill, top-up; then the oldest; never last", () => {
    const lots = [
      lot(1n, 1n, { expiresAt: null }),
      lot(2n, 1n, { source: "top-up" }),
      lot(5n, 1n),
      lot(3n, 1n),
      lot(4n, 1n, { source: "goodwill" }),
      lot(6n, 1n, { source: "top-up", expiresAt: soon }),
    ];
    expect(lots.sort(compareBurnOrder).map(({ number }) => number)).toEqual([6n, 3n, 5n, 4n, 2n, 1n]);
  });

  test("P5 a hold takes what it needs of each lot in turn, and no more", () => {
    const lots = [lot(1n, 10n), lot(2n, 5n, { expiresAt: soon }), lot(3n, 50n, { expiresAt: null })];
    expect(allocate(lots, 12n, now)).toEqual([
      { lot: 2n, credits: 5n },
      { lot: 1n, credits: 7n },
    ]);
  });

  test("P4 what the living lots do not cover is not allocated at all", () => {
    expect(allocate([lot(1n, 10n)], 11n, now)).toBeNull();
  });

  test("F1 P10 a lot is dead in the instant of its expiry, whether or not that was written down", () => {
    expect(allocate([lot(1n, 10n, { expiresAt: now })], 1n, now)).toBeNull();
    expect(allocate([lot(1n, 10n, { expiresAt: new Date(now.getTime() + 1) })], 1n, now)).not.toBeNull();
  });

  test("P25 nothing is drawn for a hold of nothing, whatever there is", () => {
    expect(allocate([], 0n, now)).toEqual([]);
  });

  test("P6 a charge falls on the first draws, so that what returns, returns to the last", () => {
    const draws = [
      { lot: 2n, credits: 5n },
      { lot: 1n, credits: 7n },
    ];
    expect(splitDraws(draws, 6n)).toEqual([
      { lot: 2n, credits: 5n, part: 0, charged: 5n, returned: 0n },
      { lot: 1n, credits: 7n, part: 1, charged: 1n, returned: 6n },
    ]);
  });

  test("R5.1 refunds go backwards over the charge, each from where the one before it ended", () => {
    const draws = [
      { lot: 2n, credits: 5n },
      { lot: 1n, credits: 7n },
      { lot: 3n, credits: 9n },
    ];
    const split = (refundedBefore: bigint, credits: bigint) =>
      splitRefund(draws, { charged: 10n, refundedBefore, credits });
    expect(split(0n, 3n)).toEqual([{ lot: 1n, credits: 3n }]);
    expect(split(3n, 4n)).toEqual([
      { lot: 1n, credits: 2n },
      { lot: 2n, credits: 2n },
    ]);
    expect(split(7n, 3n)).toEqual([{ lot: 2n, credits: 3n }]);
    expect(split(10n, 0n)).toEqual([]);
  });
});
