import type { Billing } from "@dokly/contract";
import { expect, test } from "vitest";
import { planNotices } from "./plan-notices.ts";

const at = "2026-12-05T09:00:00Z";
const subscription: Billing["subscription"] = {
  status: "active",
  interval: "month",
  priceCents: 7_900,
  currency: "usd",
  paidUntil: at,
  cancelAt: null,
  payUrl: null,
};
const paid = { subscription, pending: null, trial: null };

test("a plan that is paid and goes on has nothing to tell", () => {
  expect(planNotices(paid)).toEqual([]);
});

test.each(["incomplete", "past-due", "unpaid"] as const)("what is %s comes first, with the way to pay it", (status) => {
  const payUrl = "https://pay.example/invoice";
  const pending = { plan: "starter", interval: "month" as const, at };
  expect(planNotices({ ...paid, subscription: { ...subscription, status, payUrl }, pending })).toEqual([
    { type: "unpaid", payUrl },
    { type: "change", plan: "starter", at },
  ]);
});

test("a cancelled plan names the day it ends, and the plan that follows", () => {
  const cancelled = { ...subscription, cancelAt: at };
  const pending = { plan: "free", interval: null, at };
  expect(planNotices({ ...paid, subscription: cancelled, pending })).toEqual([{ type: "ending", plan: "free", at }]);
  expect(planNotices({ ...paid, subscription: cancelled })).toEqual([{ type: "ending", plan: "free", at }]);
});

test("a trial is told with its end, and with what follows it", () => {
  const trial = { endsAt: at, daysLeft: 3 };
  const pending = { plan: "free", interval: null, at };
  expect(planNotices({ ...paid, trial, pending })).toEqual([{ type: "trial", ...trial, next: "free" }]);
});
