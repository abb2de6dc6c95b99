import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits } from "../src/index.ts";
import { hashQuoteInput, isCreditsError, verifyQuote } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "./histories/test-workspace.ts";

const model = "claude-sonnet-5-5";
const shape = {
  input: { low: 450, expected: 500, high: 600 },
  subject: { expected: 300 },
  output: { low: { percent: 80, tokens: 5 }, cap: { percent: 150, tokens: 50 } },
  thinkingTokensMax: 0,
  modelOutputTokensMax: 8_000,
};

describe.each(startEngines)("asking before an action, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  beforeAll(async () => {
    engine = await startEngine();
    credits = engine.start();
  });
  beforeEach(async () => {
    w = await openTestWorkspace(credits);
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });

  const asked = () => ({ workspace: w.id, kind: "improve", member: "ada", model, ...shape });
  const hold = (amount: bigint) =>
    w.hold(amount, { action: { ...plainAction, kind: "improve", member: "ada", model } });

  test("A4 an output of the cap on the largest input costs the high end, and no more", async () => {
    const { low, high, outputCapTokens, inputTokensMax, available, refusal } = await credits.estimate(asked());
    expect(low).toBeLessThanOrEqual(high);
    expect({ available, refusal }).toEqual({ available: 50n, refusal: null });
    const { hold: id } = await hold(high);
    const usage = { input: inputTokensMax, cacheRead: 0, cacheWrite: 0, output: outputCapTokens, thinking: 0 };
    const settle = { workspace: w.id, hold: id, charge: { usage }, status: "succeeded", actor: "test" } as const;
    expect(await credits.settleHold(settle)).toMatchObject({ charged: high });
    const more = { ...usage, output: outputCapTokens + 1_000 };
    const second = await hold(high);
    expect(await credits.settleHold({ ...settle, hold: second.hold, charge: { usage: more } })).toMatchObject({
      charged: high,
    });
  });

  test("STYLE 3.5 what would refuse the hold is told and not thrown, as the hold itself would tell it", async () => {
    const { high } = await credits.estimate(asked());
    await w.hold(50n - high + 1n);
    const short = await credits.estimate(asked());
    expect(short).toMatchObject({ high, available: high - 1n });
    expect(isCreditsError(short.refusal, "insufficient-credits") && short.refusal.details.shortfall).toBe(1n);
    await expect(hold(high)).rejects.toMatchObject({ code: "insufficient-credits", details: { shortfall: 1n } });
    await credits.setLimit({ workspace: w.id, member: "ada", credits: high - 1n, actor: "admin", key: randomUUID() });
    expect(await credits.estimate(asked())).toMatchObject({
      refusal: { code: "limit-reached", details: { member: "ada" } },
    });
    expect(await credits.estimate({ ...asked(), member: "bob" })).toMatchObject({
      refusal: { code: "insufficient-credits" },
    });
    await w.suspend(true);
    expect(await credits.estimate(asked())).toMatchObject({ refusal: { code: "workspace-suspended" } });
    await expect(credits.estimate({ ...asked(), model: "none" })).rejects.toMatchObject({ code: "unpriced-model" });
  });

  test("R4.1 a quote binds its member, kind and input for ten minutes", async () => {
    const signingKey = new Uint8Array(32).fill(7);
    const parts = ["Fix this.", "She dont like it."];
    const quoted = await credits.quote({ ...asked(), parts, signingKey });
    const question = { workspace: w.id, member: "ada", kind: "improve", inputHash: hashQuoteInput(parts) };
    const at = (ms: number) => ({ key: signingKey, now: new Date(quoted.quoteEndsAt.getTime() + ms) });
    const read = verifyQuote(quoted.quote, question, at(-1));
    expect(read).toMatchObject({ quote: { low: quoted.low, high: quoted.high, rateCard: quoted.rateCard, model } });
    expect(verifyQuote(quoted.quote, question, at(0))).toEqual({ refusal: "ended" });
    expect(verifyQuote(quoted.quote, { ...question, member: "bob" }, at(-1))).toEqual({ refusal: "not-ours" });
    const changed = hashQuoteInput(["Fix this. ", "She dont like it."]);
    expect(verifyQuote(quoted.quote, { ...question, inputHash: changed }, at(-1))).toEqual({
      refusal: "input-changed",
    });
    const weak = credits.quote({ ...asked(), parts, signingKey: new Uint8Array(8) });
    await expect(weak).rejects.toMatchObject({ code: "invalid-argument", details: { what: "signingKey" } });
  });
});
