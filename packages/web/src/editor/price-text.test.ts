import { expect, test } from "vitest";
import { centsAbove, ownKeyCostText, priceText } from "./price-text.ts";

test("a price is its credits, or on an own key the most that it may cost in dollars", () => {
  expect(priceText({ low: 2, high: 5 })).toBe("2–5 credits");
  expect(priceText({ low: 0, high: 0, providerCostNanoDollars: 123_000_000 })).toBe("up\u00a0to\u00a0$0.13");
});

test("an upper bound is rounded up, and what was used is told to its last digit", () => {
  expect(centsAbove(10_000_001)).toBe("$0.02");
  expect(ownKeyCostText({ nanoDollarsHeld: 20_000_000, nanoDollars: 0 }, true)).toBe("up\u00a0to\u00a0$0.0200");
  expect(ownKeyCostText({ nanoDollarsHeld: 4_500_001, nanoDollars: 0 }, true)).toBe("up\u00a0to\u00a0$0.0046");
  expect(ownKeyCostText({ nanoDollarsHeld: 0, nanoDollars: 2_504_000 }, false)).toBe("$0.002504");
  expect(ownKeyCostText({ nanoDollarsHeld: 0, nanoDollars: 0 }, false)).toBe("$0.00");
});
