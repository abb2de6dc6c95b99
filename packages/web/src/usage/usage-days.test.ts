import type { UsageDay } from "@dokly/contract";
import { expect, test } from "vitest";
import { chartBars, kindsOf, seriesKey } from "./usage-days.ts";
import { creditsOfKind, usageTotals } from "./usage-totals.ts";

const day = (date: string, byKind: Record<string, number>): UsageDay => ({
  date,
  byKind,
  credits: Object.values(byKind).reduce((all, credits) => all + credits, 0),
  actions: Object.keys(byKind).length,
});
const days = [
  day("2026-11-21", { render: 4, grammar: 1 }),
  day("2026-11-22", {}),
  day("2026-11-23", { improve: 5, date: 0, expand: 0 }),
];

test("kinds keep one order: ours first as listed, a service's own after them; a kind of 0 is not drawn", () => {
  expect(kindsOf(days)).toEqual(["improve", "grammar", "render"]);
  expect(kindsOf([])).toEqual([]);
});

test("every day has a bar with a number for every kind, days without actions too", () => {
  expect(chartBars(days, kindsOf(days))).toEqual([
    { date: "2026-11-21", "kind:improve": 0, "kind:grammar": 1, "kind:render": 4 },
    { date: "2026-11-22", "kind:improve": 0, "kind:grammar": 0, "kind:render": 0 },
    { date: "2026-11-23", "kind:improve": 5, "kind:grammar": 0, "kind:render": 0 },
  ]);
});

test("a service's kind called \"date\" does not overwrite the bar's date", () => {
  expect(chartBars([day("2026-11-21", { date: 3 })], ["date"])).toEqual([
    { date: "2026-11-21", [seriesKey("date")]: 3 },
  ]);
});

test("the bars add up to the totals", () => {
  const bars = chartBars(days, kindsOf(days));
  const drawn = bars.flatMap((bar) => Object.values(bar).filter((value) => typeof value === "number"));
  expect(drawn.reduce((all, value) => all + value, 0)).toBe(usageTotals(days).credits);
});

test("the kinds' sums add up to the credits of all days", () => {
  const sums = kindsOf(days).map((kind) => creditsOfKind(days, kind));
  expect(sums).toEqual([5, 1, 4]);
  expect(creditsOfKind(days, "unknown")).toBe(0);
});

test("totals count zero days in the average and name the latest of the dearest days", () => {
  expect(usageTotals(days)).toEqual({
    credits: 10,
    actions: 5,
    creditsPerDay: 3.3,
    peak: { date: "2026-11-23", credits: 5 },
  });
  expect(usageTotals([])).toEqual({ credits: 0, actions: 0, creditsPerDay: 0, peak: null });
  expect(usageTotals([day("2026-11-22", {})]).peak).toBeNull();
});
