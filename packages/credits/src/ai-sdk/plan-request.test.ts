import { describe, expect, test } from "vitest";
import { shippedCatalog } from "../domain/shipped-catalog.ts";
import { type PlanRequest, planRequest } from "./plan-request.ts";

const at = new Date("2026-11-01T00:00:00Z");
const question = { role: "user" as const, content: [{ type: "text" as const, text: "Mend this sentence, please." }] };

function plan(params: Partial<PlanRequest["params"]>, more: Partial<PlanRequest> = {}) {
  const usual = { catalog: shippedCatalog, model: "claude-sonnet-5-5", at, holdCredits: 10n, input: null };
  return planRequest({ params: { prompt: [question], ...params }, modelOutputTokensMax: 128_000, ...usual, ...more });
}

describe("the output cap of a request", () => {
  test("leaves the hold enough for the whole input, even if all of it is written to the cache", () => {
    const input = { low: 2_000, expected: 2_000, high: 2_000 };
    // 10 credits are 15 million nano-dollars; 2,000 × 2,500 are 5 million; what is left buys 1,000 at 10,000.
    expect(plan({}, { input }).maxOutputTokens).toBe(1_000);
  });

  test("is less by the thinking budget that a provider adds to it", () => {
    const providerOptions = { anthropic: { thinking: { type: "enabled", budgetTokens: 1_024 } } };
    expect(plan({}).maxOutputTokens - plan({ providerOptions }).maxOutputTokens).toBe(1_024);
  });

  test("is never more than the caller or the model allows", () => {
    expect(plan({ maxOutputTokens: 7 }).maxOutputTokens).toBe(7);
    expect(plan({}, { modelOutputTokensMax: 64 }).maxOutputTokens).toBe(64);
  });

  test("counts instructions, tools and schemas as input", () => {
    const long = "Answer in the style of the house. ".repeat(20);
    const bare = plan({}).input.high;
    expect(plan({ prompt: [{ role: "system", content: long }, question] }).input.high).toBeGreaterThan(bare + 100);
    const tool = { type: "function" as const, name: "find", description: long, inputSchema: {} };
    expect(plan({ tools: [tool] }).input.high).toBeGreaterThan(bare + 100);
    const responseFormat = { type: "json" as const, description: long };
    expect(plan({ responseFormat }).input.high).toBeGreaterThan(bare + 100);
  });

  test("is refused where not one token fits, with the smallest hold that would do", () => {
    const input = { low: 9_000, expected: 9_000, high: 9_000 };
    const refused = { code: "invalid-amount", message: expect.stringContaining("at least 16 for") };
    expect(() => plan({}, { input })).toThrow(expect.objectContaining(refused));
    expect(plan({}, { input, holdCredits: 16n }).maxOutputTokens).toBeGreaterThan(0);
  });
});
