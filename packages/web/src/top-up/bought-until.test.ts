import { expect, test } from "vitest";
import { boughtUntil } from "./bought-until.ts";

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
