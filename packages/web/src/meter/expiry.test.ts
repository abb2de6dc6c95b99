import type { Lot } from "@dokly/contract";
import { expect, test } from "vitest";
import { expiries, isResetSoon } from "./expiry.ts";

const period = { start: "2026-11-05T09:00:00Z", end: "2026-12-05T09:00:00Z" };
const lot = (expiresAt: string | null, available: number, held = 0): Lot => ({
  id: `lot_${expiresAt}_${available}`,
  source: "monthly",
  granted: available + held,
  available,
  held,
  spent: 0,
  expired: 0,
  reversed: 0,
  expiresAt,
});

test("what ends at the reset, or before it, is counted there; later ends follow, the soonest first, never last", () => {
  const lots = [
    lot(null, 7),
    lot("2027-06-01T00:00:00Z", 30),
    lot("2026-12-05T09:00:00Z", 100, 20),
    lot("2026-11-30T00:00:00Z", 5),
    lot("2027-01-01T00:00:00Z", 10),
    lot("2027-01-01T00:00:00Z", 1, 2),
  ];
  expect(expiries({ period, lots })).toEqual({
    atReset: { expiresAt: period.end, available: 105, held: 20 },
    later: [
      { expiresAt: "2027-01-01T00:00:00Z", available: 11, held: 2 },
      { expiresAt: "2027-06-01T00:00:00Z", available: 30, held: 0 },
      { expiresAt: null, available: 7, held: 0 },
    ],
  });
});

test("a lot one millisecond past the reset is not lost at it, and empty lots are not mentioned", () => {
  const later = "2026-12-05T09:00:00.001Z";
  expect(expiries({ period, lots: [lot(later, 1), lot(null, 0)] })).toEqual({
    atReset: { expiresAt: period.end, available: 0, held: 0 },
    later: [{ expiresAt: later, available: 1, held: 0 }],
  });
});

test("the reset is soon below 72 hours, not at 72 hours", () => {
  expect(isResetSoon("2026-12-05T09:00:00Z", new Date("2026-12-02T09:00:00Z"))).toBe(false);
  expect(isResetSoon("2026-12-05T09:00:00Z", new Date("2026-12-02T09:00:00.001Z"))).toBe(true);
});
