import { describe, expect, test } from "vitest";
import { readFinalUsage, readStartUsage } from "./read-usage.ts";

const inputTokens = { total: 21, noCache: 11, cacheRead: 7, cacheWrite: 3 };
const outputTokens = { total: 40, text: 30, reasoning: 10 };

describe("the usage of a finished request", () => {
  test("keeps fresh, read and written input apart, and thinking inside the output", () => {
    const usage = { input: 11, cacheRead: 7, cacheWrite: 3, output: 40, thinking: 10 };
    expect(readFinalUsage({ inputTokens, outputTokens })).toEqual(usage);
  });

  test("without cached parts is all fresh where the provider's total says so too", () => {
    const plain = { total: 11, noCache: 11, cacheRead: undefined, cacheWrite: undefined };
    expect(readFinalUsage({ inputTokens: plain, outputTokens })).toMatchObject({ input: 11, cacheRead: 0 });
  });

  test.each([
    ["only a total", { total: 21, noCache: undefined, cacheRead: undefined, cacheWrite: undefined }, outputTokens],
    ["parts that do not add up", { ...inputTokens, cacheRead: undefined }, outputTokens],
    ["no output", inputTokens, { total: undefined, text: undefined, reasoning: undefined }],
    ["no number", { ...inputTokens, noCache: Number.NaN }, outputTokens],
    ["a negative one", inputTokens, { ...outputTokens, total: -1 }],
    ["nothing at all", { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 }, { ...outputTokens, total: 0 }],
  ])("is missing, and never zero, for %s", (_what, given, output) => {
    expect(readFinalUsage({ inputTokens: given, outputTokens: output })).toBeNull();
  });
});

describe("the usage at the start of a stream", () => {
  test("is read from the first event of the Messages API", () => {
    const usage = { input_tokens: 12, cache_read_input_tokens: 5, cache_creation_input_tokens: null, output_tokens: 1 };
    const event = { type: "message_start", message: { usage } };
    expect(readStartUsage(event)).toEqual({ input: 12, cacheRead: 5, cacheWrite: 0 });
  });

  test.each([
    null,
    "text",
    { type: "message_delta", usage: { output_tokens: 3 } },
    { type: "message_start" },
    { type: "message_start", message: { usage: { input_tokens: "12" } } },
  ])("is not there in %j", (chunk) => {
    expect(readStartUsage(chunk)).toBeNull();
  });
});
