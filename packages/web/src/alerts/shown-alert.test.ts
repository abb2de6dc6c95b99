import type { UsageAlert } from "@dokly/contract";
import { expect, test } from "vitest";
import { shownAlert } from "./shown-alert.ts";

const period = { start: "2026-11-05T09:00:00.000Z", end: "2026-12-05T09:00:00.000Z" };
const alert = (threshold: number, periodStart = "2026-11-05T09:00:00Z"): UsageAlert => ({
  threshold,
  periodStart,
  spent: threshold,
  total: 100,
  reachedAt: "2026-11-20T10:00:00Z",
});

test("the highest alert of this period is shown, one only", () => {
  expect(shownAlert([alert(80), alert(95), alert(50)], { available: 4, held: 0, period })?.threshold).toBe(95);
});

test("without an alert, or with those of a period that is over, nothing is said", () => {
  expect(shownAlert([], { available: 4, held: 0, period })).toBeNull();
  expect(shownAlert([alert(80, "2026-10-05T09:00:00Z")], { available: 4, held: 0, period })).toBeNull();
});

test("when nothing is left the banner about that is enough; while something is held it is not all gone", () => {
  expect(shownAlert([alert(100)], { available: 0, held: 0, period })).toBeNull();
  expect(shownAlert([alert(100)], { available: 0, held: 1, period })?.threshold).toBe(100);
});
