import type { WayOn } from "@dokly/contract";
import { expect, test } from "vitest";
import { rankWays, wayKey } from "./rank-ways.ts";

const wait: WayOn = {
  way: "wait",
  cents: 0,
  laterCents: 0,
  isEnough: true,
  until: "2026-12-05T09:00:00Z",
  days: 3,
  daysWithout: 0,
  credits: 2_500,
};
const topUp: WayOn = {
  way: "top-up",
  cents: 500,
  laterCents: 0,
  isEnough: true,
  credits: 500,
  expiresAt: "2026-12-05T09:00:00Z",
};

test("the first way is the cheapest, even when it is waiting", () => {
  expect(rankWays({ ways: [wait, topUp] }).map(({ isCheapest }) => isCheapest)).toEqual([true, false]);
});

test("a way that is not enough, or is alone, is not called the cheapest", () => {
  expect(rankWays({ ways: [{ ...wait, isEnough: false }, topUp] })[0]?.isCheapest).toBe(false);
  expect(rankWays({ ways: [wait] })[0]?.isCheapest).toBe(false);
});

test("each way has a key of its own", () => {
  expect([wait, topUp, { ...topUp, credits: 50 }].map(wayKey)).toEqual(["wait", "top-up-500", "top-up-50"]);
});
