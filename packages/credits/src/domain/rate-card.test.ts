import { describe, expect, test } from "vitest";
import type { TokenUsage } from "../types.ts";
import { CreditsError } from "./errors.ts";
import { pinPrices, priceUsage } from "./rate-card.ts";
import { shippedCatalog } from "./shipped-catalog.ts";

const at = new Date("2026-11-23T00:00:00Z");
const sonnet = pinPrices(shippedCatalog, "claude-sonnet-5-5", at);
const haiku = pinPrices(shippedCatalog, "claude-haiku-5-5", at);
const usage = (more: Partial<TokenUsage>): TokenUsage => ({
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  thinking: 0,
  ...more,
});

describe("what tokens cost", () => {
  test("the sum of a receipt is the sum of its lines, and leads to the credits", () => {
    const receipt = priceUsage(sonnet, usage({ input: 512, output: 148, thinking: 20 }));
    expect(receipt).toMatchObject({
      rateCard: "2026-10-07",
      lines: [
        { what: "input", tokens: 512, nanoDollarsPerToken: 2_000n, nanoDollars: 1_024_000n },
        { what: "output", tokens: 148, nanoDollarsPerToken: 10_000n, nanoDollars: 1_480_000n },
      ],
      providerCostNanoDollars: 2_504_000n,
      nanoDollarsPerCredit: 1_500_000n,
      credits: 2n,
    });
  });

  test("P23 a price is rounded up once, at the end, and is never below one credit", () => {
    expect(priceUsage(sonnet, usage({})).credits).toBe(1n);
    expect(priceUsage(sonnet, usage({ output: 150 })).credits).toBe(1n);
    expect(priceUsage(sonnet, usage({ output: 150, cacheRead: 1 })).credits).toBe(2n);
  });

  test("the band of the whole prompt, cached parts included, prices the whole request", () => {
    const below = priceUsage(haiku, usage({ input: 60_000, cacheRead: 40_000, output: 1_000 }));
    const above = priceUsage(haiku, usage({ input: 60_000, cacheRead: 40_001, output: 1_000 }));
    expect(below.lines.map(({ nanoDollarsPerToken }) => nanoDollarsPerToken)).toEqual([100n, 10n, 500n]);
    expect(above.lines.map(({ nanoDollarsPerToken }) => nanoDollarsPerToken)).toEqual([500n, 50n, 2_500n]);
  });

  test("a model without a price is refused, also one that is a word of the language, or not yet priced", () => {
    for (const model of ["no-such-model", "constructor", ""]) {
      expect(() => pinPrices(shippedCatalog, model, at)).toThrow(CreditsError);
    }
    expect(() => pinPrices(shippedCatalog, "claude-sonnet-5-5", new Date("2026-10-06T23:59:59.999Z"))).toThrow(
      "has no price",
    );
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "D1 P24 %s tokens are refused, never taken as zero",
    (n) => {
      expect(() => priceUsage(sonnet, usage({ input: n }))).toThrow("usage.input");
    },
  );

  test("P24 a figure that is missing is refused, and thinking above the output it is part of", () => {
    expect(() => priceUsage(sonnet, {} as never)).toThrow("usage.input");
    expect(() => priceUsage(sonnet, usage({ output: 1, thinking: 2 }))).toThrow("usage.thinking");
  });
});
