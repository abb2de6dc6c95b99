import { expect, test } from "vitest";
import { isSoldByYear, offerOf, type PlanOnOffer, priceOf, yearlySaving } from "./plan-offers.ts";

const plan = (
  name: string,
  monthlyCredits: number | null,
  monthlyPriceCents: number | null,
  yearlyPriceCents: number | null = null,
): PlanOnOffer => ({ name, monthlyCredits, monthlyPriceCents, yearlyPriceCents, buys: null });
const plans = [
  plan("free", 50, 0),
  plan("starter", 500, 1_900, 19_000),
  plan("pro", 2_500, 7_900, 79_000),
  plan("enterprise", null, null),
];
const offers = (inForce: Parameters<typeof offerOf>[1], interval: "month" | "year" = "month") =>
  plans.map((one) => offerOf(one, inForce, { interval, plans }));

test("a plan with more credits is an upgrade, one with fewer a downgrade, one without a price a conversation", () => {
  const starter = { plan: "starter", pending: null, trial: null, subscription: { interval: "month" as const } };
  expect(offers(starter)).toEqual(["downgrade", "current", "upgrade", "contact"]);
});

test("who pays nothing begins any plan that costs something, and keeps the one that is in force", () => {
  const enterprise = { plan: "enterprise", pending: null, trial: null, subscription: { interval: null } };
  expect(offers(enterprise)).toEqual(["downgrade", "start", "start", "current"]);
});

test("the plan that comes at the reset is marked as coming, and not offered again", () => {
  const pending = { plan: "free", interval: null, at: "2026-12-05T09:00:00Z" };
  expect(offers({ plan: "pro", pending, trial: null, subscription: { interval: "month" } })).toEqual([
    "coming",
    "downgrade",
    "current",
    "contact",
  ]);
});

test("the plan in force by another interval is a switch, where it is sold so and something is paid at all", () => {
  const pro = { plan: "pro", pending: null, trial: null, subscription: { interval: "month" as const } };
  expect(offers(pro, "year")[2]).toBe("switch");
  expect(offers({ ...pro, subscription: { interval: null } }, "year")[2]).toBe("current");
});

test("who is on a trial can begin its own plan, a smaller one and a larger one", () => {
  const trial = { endsAt: "2026-12-05T09:00:00Z", daysLeft: 12 };
  const pending = { plan: "free", interval: null, at: trial.endsAt };
  const state = { plan: "starter", pending, trial, subscription: { interval: null } };
  expect(offers(state)).toEqual(["coming", "start", "upgrade", "contact"]);
  expect(offers({ ...state, plan: "pro" })[1]).toBe("start");
});

test("a price is that of its interval, and a plan that is not sold by the year has none", () => {
  expect(plans.map((one) => priceOf(one, "year"))).toEqual([null, 19_000, 79_000, null]);
  expect(isSoldByYear(plans)).toBe(true);
  expect(isSoldByYear(plans.slice(0, 1))).toBe(false);
});

test("the saving of a year is rounded down, and never below nothing", () => {
  expect(yearlySaving(plans)).toBe(16);
  expect(yearlySaving([plan("dear", 1, 100, 2_000)])).toBe(0);
  expect(yearlySaving([plan("free", 50, 0, 0)])).toBe(0);
});
