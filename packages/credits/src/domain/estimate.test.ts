import fc from "fast-check";
import { expect, test } from "vitest";
import type { TokenUsage } from "../types.ts";
import { type OutputShape, planEstimate, planOutputCap } from "./estimate.ts";
import { estimateTokenLength, sumTokenRanges, tokenRange } from "./token-length.ts";

/** Sonnet's list prices and the default credit, in nano-dollars. */
function price(usage: TokenUsage): bigint {
  const cost = BigInt(usage.input) * 2_000n + BigInt(usage.output) * 10_000n;
  const credits = (cost + 1_499_999n) / 1_500_000n;
  return credits > 1n ? credits : 1n;
}

const output: OutputShape = { low: { percent: 80, tokens: 0 }, cap: { percent: 140, tokens: 48 } };
const limits = { thinkingTokensMax: 0, modelOutputTokensMax: 128_000, price };

test("an inline edit of a typical paragraph costs one to three credits", () => {
  const subject = estimateTokenLength(
    "Dokly keeps every page as the bytes that you wrote. When you run an action, only the text that you selected is replaced.",
  );
  const input = sumTokenRanges([tokenRange(160), subject, subject, subject]);
  const estimate = planEstimate({ input, subject, output, ...limits });
  expect(estimate.low).toBe(1n);
  expect(estimate.high).toBeLessThanOrEqual(3n);
});

test("a request within its bounds and cap never costs more than high, and the cap is never below what the kind needs", () => {
  fc.assert(
    fc.property(
      fc.nat(60_000),
      fc.nat(30_000),
      fc.nat(4_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (sent, worked, think, part) => {
        const input = tokenRange(sent + worked);
        const subject = tokenRange(worked);
        const estimate = planEstimate({ ...limits, input, subject, output, thinkingTokensMax: think });
        expect(estimate.low).toBeGreaterThanOrEqual(1n);
        expect(estimate.low).toBeLessThanOrEqual(estimate.high);
        const capUsual = (subject.expected * 140) / 100 + 48 + think;
        expect(estimate.outputCapTokens).toBeGreaterThanOrEqual(Math.floor(capUsual * 0.97));
        const used = {
          input: Math.floor(estimate.inputTokensMax * part),
          cacheRead: 0,
          cacheWrite: 0,
          output: estimate.outputCapTokens,
          thinking: 0,
        };
        expect(price(used)).toBeLessThanOrEqual(estimate.high);
      },
    ),
  );
});

test("the cap never passes what the model can write", () => {
  const subject = tokenRange(500_000);
  const estimate = planEstimate({ ...limits, input: subject, subject, output });
  expect(estimate.outputCapTokens).toBe(128_000);
});

test("a quote's high that does not even pay the input leaves no output", () => {
  expect(planOutputCap({ input: tokenRange(90_000), modelOutputTokensMax: 1000, price, credits: 1n })).toBe(0);
});

test("a prompt that may be cached is held at the dearest of its rates, and low is what it costs from the cache", () => {
  const cached = (usage: TokenUsage): bigint =>
    (BigInt(usage.cacheWrite) * 2_500n + BigInt(usage.cacheRead) * 100n + BigInt(usage.input) * 2_000n) / 1_500_000n +
    price({ ...usage, input: 0 });
  const asked = { ...limits, price: cached, input: tokenRange(60_000), subject: tokenRange(500), output };
  const plain = planEstimate(asked);
  const estimate = planEstimate({ ...asked, isPromptCached: true });
  expect(estimate.low).toBeLessThan(plain.low / 4n);
  expect(estimate.high).toBeGreaterThan(plain.high);
  const usage = { input: 0, cacheRead: 0, cacheWrite: estimate.inputTokensMax, output: estimate.outputCapTokens };
  expect(cached({ ...usage, thinking: 0 })).toBeLessThanOrEqual(estimate.high);
});
