import type { MarginRow } from "@dokly/contract";
import { expect, test } from "vitest";
import { marginTotal, nanoMoneyText } from "./margin-text.ts";

const row: MarginRow = {
  kind: "improve",
  model: "claude-sonnet-5-5",
  isDemo: false,
  isOwnKey: false,
  actions: 3,
  failed: 1,
  charged: 5,
  refunded: 2,
  monthly: 3,
  topUps: 0,
  goodwill: 0,
  priceNano: 300,
  unpriced: 0,
  costNano: 100,
  marginNano: 200,
};

test("small amounts keep the places that tell them apart", () => {
  expect(nanoMoneyText(31_600_000, "usd", "en")).toBe("$0.0316");
  expect(nanoMoneyText(12_400_000_000, "usd", "en")).toBe("$12.40");
  expect(nanoMoneyText(-5_000_000, "usd", "en")).toBe("-$0.005");
});

test("the total leaves out costs that nobody here pays, so that price less cost is the margin", () => {
  const demo = { ...row, isDemo: true, marginNano: 300 };
  expect(marginTotal([row, demo])).toEqual({ actions: 6, credits: 6, priceNano: 600, costNano: 100, marginNano: 500 });
});
