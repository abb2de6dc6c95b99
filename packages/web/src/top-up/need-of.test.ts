import { expect, test } from "vitest";
import { needOfEstimate } from "./need-of.ts";

const lacking = { high: 5, available: 2, enough: false };

test("credits are missing where an estimate is above them", () => {
  expect(needOfEstimate(lacking)).toEqual({ needed: 5, available: 2, shortfall: 3, topUp: undefined });
  expect(needOfEstimate({ ...lacking, available: 5, enough: true })).toBe(null);
});

test("no credits are missing where no own key pays: buying some would not help", () => {
  const refusal = { code: "own-key-out-of-scope", detail: "No own key of this workspace pays for this." };
  expect(needOfEstimate({ ...lacking, available: 50, refusal })).toBe(null);
});
