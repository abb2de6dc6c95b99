import type { Receipt } from "@dokly/contract";
import { expect, test } from "vitest";
import { chargeSum } from "./charge-sum.ts";

const receiptOf = (input: number, output: number, credits: number): Receipt => ({
  rateCard: "2026-10",
  usage: { input, cacheRead: 0, cacheWrite: 0, output, thinking: 0 },
  lines: [
    { what: "input", tokens: input, nanoDollarsPerToken: 2000, nanoDollars: input * 2000 },
    { what: "output", tokens: output, nanoDollarsPerToken: 10_000, nanoDollars: output * 10_000 },
  ],
  providerCostNanoDollars: input * 2000 + output * 10_000,
  nanoDollarsPerCredit: 1_500_000,
  listPriceNanoDollars: input * 2000 + output * 10_000,
  credits,
});

test("the contract's example: 512 in, 148 out is 2 credits", () => {
  const sum = chargeSum(receiptOf(512, 148, 2), 3);
  expect(sum).toMatchObject({
    costNanoDollars: 2_504_000n,
    quotient: { text: "1.6693", isExact: false },
    roundedUp: 2n,
    isRaisedToOne: false,
    isCutToHold: false,
    credits: 2n,
    agrees: true,
  });
});

test("a cost of exactly one credit is one credit; one nano-dollar more is two", () => {
  expect(chargeSum(receiptOf(0, 150, 1), 3)).toMatchObject({
    quotient: { text: "1", isExact: true },
    credits: 1n,
    agrees: true,
  });
  expect(chargeSum(receiptOf(1, 150, 2), 3)).toMatchObject({ credits: 2n, agrees: true });
});

test("a quotient that ends within four places is rounded up all the same, and the sum says so", () => {
  // 228,000 ÷ 1,500,000 = 0.152 to the last digit.
  expect(chargeSum(receiptOf(89, 5, 1), 3)).toMatchObject({
    quotient: { text: "0.152", isExact: true },
    roundedUp: 1n,
    isRounded: true,
    agrees: true,
  });
  expect(chargeSum(receiptOf(0, 150, 1), 3).isRounded).toBe(false);
});

test("no tokens are still one credit, and the sum says that it was raised", () => {
  expect(chargeSum(receiptOf(0, 0, 1), 3)).toMatchObject({
    roundedUp: 0n,
    isRaisedToOne: true,
    credits: 1n,
    agrees: true,
  });
});

test("a cost above the hold is cut to the hold, also to a hold of 0", () => {
  expect(chargeSum(receiptOf(5000, 5000, 3), 3)).toMatchObject({ isCutToHold: true, credits: 3n, agrees: true });
  expect(chargeSum(receiptOf(0, 0, 0), 0)).toMatchObject({ isCutToHold: true, credits: 0n, agrees: true });
});

test("a receipt whose line, cost or credits differ from its own tokens and prices is found out", () => {
  const right = receiptOf(512, 148, 2);
  expect(chargeSum({ ...right, credits: 3 }, 3).agrees).toBe(false);
  expect(chargeSum({ ...right, providerCostNanoDollars: 2_504_001 }, 3).agrees).toBe(false);
  const wrongLine = right.lines.map((line) => ({ ...line, nanoDollars: line.nanoDollars + 1 }));
  expect(chargeSum({ ...right, lines: wrongLine }, 3).agrees).toBe(false);
});

test("a receipt without a price of a credit is refused", () => {
  expect(() => chargeSum({ ...receiptOf(1, 1, 1), nanoDollarsPerCredit: 0 }, 3)).toThrow(RangeError);
});
