import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, CreditsError, type TokenUsage } from "../../src/index.ts";
import { startEngine, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, plainAction } from "../histories/test-workspace.ts";
import { documentedCatalog, priceOf } from "../model/price.ts";

const START = Date.UTC(2027, 0, 15, 12);
const MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Values that a caller without types can send where whole credits belong. */
const NO_CREDITS: readonly unknown[] = [-1n, Number.NaN, 1.5, -1, "5", null, undefined, MAX + 1n, 2n ** 63n, 2n ** 64n];

describe("amounts at and beyond their limits", () => {
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await startEngine();
    credits = engine.start();
  });
  beforeEach(() => {
    engine.clock.real = START;
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });
  const codeOf = async (attempt: () => Promise<unknown>): Promise<string> => {
    try {
      return `accepted ${String(await attempt())}`;
    } catch (error) {
      return error instanceof CreditsError ? error.code : `not coded: ${String(error)}`;
    }
  };
  const priced = { ...plainAction, model: "claude-sonnet-5-5", estimate: { low: 1n, high: 3n } };
  const usage: TokenUsage = { input: 512, cacheRead: 0, cacheWrite: 0, output: 148, thinking: 0 };

  test.each(NO_CREDITS)("D1 P23 %s is no amount: refused by every verb, and nothing moves", async (value) => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(20n);
    const amount = value as bigint;
    expect(await codeOf(() => w.hold(amount))).toBe("invalid-amount");
    expect(await codeOf(() => w.grant(amount))).toBe("invalid-amount");
    expect(await codeOf(() => w.settle(hold, amount))).toBe("invalid-amount");
    expect(await w.balance()).toMatchObject({ held: 20n, spent: 0n, available: 30n, goodwill: 0n });
  });

  test("R4.5 a grant of zero is refused", async () => {
    const w = await openTestWorkspace(credits);
    expect(await codeOf(() => w.grant(0n))).toBe("invalid-amount");
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "D1 P24 %d tokens are no usage",
    async (tokens) => {
      const w = await openTestWorkspace(credits);
      const { hold } = await w.hold(20n, { action: priced });
      for (const part of ["input", "cacheRead", "cacheWrite", "output", "thinking"] as const) {
        const charge = { usage: { ...usage, [part]: tokens } };
        const settle = () => credits.settleHold({ workspace: w.id, hold, charge, status: "succeeded", actor: "test" });
        expect(await codeOf(settle)).toMatch(/^invalid-(amount|argument)$/);
      }
      expect(await w.balance()).toMatchObject({ held: 20n, spent: 0n });
    },
  );

  test("P24 missing usage is not zero: it is refused and the hold stays", async () => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(20n, { action: priced });
    for (const charge of [{}, { usage: undefined }, { usage: null }, { usage: {} }]) {
      const settle = () =>
        credits.settleHold({ workspace: w.id, hold, charge: charge as never, status: "succeeded", actor: "test" });
      expect(await codeOf(settle)).toMatch(/^invalid-(amount|argument)$/);
    }
    expect(await w.balance()).toMatchObject({ held: 20n, spent: 0n });
  });

  test("P23 tokens become credits as the published rule says, and the receipt adds up to the charge", async () => {
    const w = await openTestWorkspace(credits, { plan: "scale" });
    for (const output of [0, 1, 149, 150, 151, 7_500, 99_999]) {
      const { hold, action } = await w.hold(900n, { action: priced });
      const used = { input: 1_000, cacheRead: 333, cacheWrite: 77, output, thinking: Math.floor(output / 2) };
      const charge = { usage: used };
      const end = await credits.settleHold({ workspace: w.id, hold, charge, status: "succeeded", actor: "test" });
      expect(end.charged).toBe(priceOf(documentedCatalog, "claude-sonnet-5-5", used));
      const { receipt } = await w.action(action);
      const sum = receipt?.lines.reduce((total, line) => total + line.nanoDollars, 0n);
      expect(receipt).toMatchObject({ usage: used, providerCostNanoDollars: sum, credits: end.charged });
      for (const line of receipt?.lines ?? []) {
        expect(line.nanoDollars).toBe(BigInt(line.tokens) * line.nanoDollarsPerToken);
      }
    }
  });

  test("SPEC 3 a real cost above the hold charges the hold and no more", async () => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(3n, { action: priced });
    const charge = { usage: { ...usage, output: 50_000 } };
    const end = await credits.settleHold({ workspace: w.id, hold, charge, status: "succeeded", actor: "test" });
    expect(end).toMatchObject({ charged: 3n, returned: 0n });
  });

  test("a model without a price is refused before anything is held", async () => {
    const w = await openTestWorkspace(credits);
    expect(await codeOf(() => w.hold(3n, { action: { ...priced, model: "no-such-model" } }))).toBe("unpriced-model");
    expect(await w.balance()).toMatchObject({ held: 0n, available: 50n });
  });

  test("I1 I2 the largest amount comes back to the last digit, and one more is refused", async () => {
    const w = await openTestWorkspace(credits);
    expect(await w.grant(MAX - 50n)).toMatchObject({ available: MAX });
    expect(await w.balance()).toMatchObject({ goodwill: MAX - 50n, available: MAX });
    const { hold, available } = await w.hold(MAX - 1n);
    expect(available).toBe(1n);
    expect(await w.settle(hold, MAX - 2n)).toMatchObject({ charged: MAX - 2n, returned: 1n, available: 2n });
    expect((await w.log())[0]).toMatchObject({ held: MAX - 1n, charged: MAX - 2n });
  });

  test("I2 P23 no figure of the panel can leave the range of a JSON number, through what is held or spent either", async () => {
    for (const end of ["release", "settle"] as const) {
      const w = await openTestWorkspace(credits);
      await w.grant(MAX - 50n);
      const { hold } = await w.hold(MAX);
      expect(await codeOf(() => w.grant(MAX))).toBe("invalid-amount");
      await (end === "release" ? w.release(hold) : w.settle(hold, MAX));
      expect(await codeOf(() => w.grant(MAX))).toBe("invalid-amount");
      const { monthly, topUps, goodwill, spent, held, available } = await w.balance();
      expect([monthly + topUps + goodwill, spent + held + available]).toEqual([MAX, MAX]);
    }
  });

  test("I1 P6 a charge over many lots is split without a remainder", async () => {
    const w = await openTestWorkspace(credits);
    for (let count = 0; count < 9; count += 1) await w.grant(7n, { expiresAt: new Date(START + 1_000 * (count + 1)) });
    const { hold } = await w.hold(100n);
    await w.settle(hold, 33n);
    const { lots } = await w.balance();
    const spent = lots.filter(({ source }) => source === "goodwill").map((lot) => Number(lot.spent));
    expect(spent.sort((a, b) => b - a)).toEqual([7, 7, 7, 7, 5, 0, 0, 0, 0]);
    for (const lot of lots) {
      expect(lot.granted).toBe(lot.available + lot.held + lot.spent + lot.expired + lot.reversed);
    }
  });

  test("K2 nobody can issue a monthly lot by hand, or one without an actor", async () => {
    const w = await openTestWorkspace(credits);
    const grant = { workspace: w.id, credits: 5n, key: "k", reason: "test", actor: "test" };
    expect(await codeOf(() => credits.grant({ ...grant, source: "monthly" as never }))).toBe("invalid-argument");
    expect(await codeOf(() => credits.grant({ ...grant, source: "goodwill", actor: "" }))).toBe("invalid-argument");
    expect(await codeOf(() => credits.grant({ ...grant, source: "goodwill", reason: "" }))).toBe("invalid-argument");
  });

  test("names that are none are refused by name", async () => {
    const w = await openTestWorkspace(credits);
    expect(await codeOf(() => credits.getBalance({ workspace: "ws_nothing" }))).toBe("workspace-not-found");
    expect(await codeOf(() => credits.getBalance({ workspace: null as never }))).toMatch(
      /^(workspace-not-found|invalid-argument)$/,
    );
    expect(await codeOf(() => w.settle("hold_nothing", 1n))).toBe("hold-not-found");
    expect(await codeOf(() => w.settle(null as never, 1n))).toMatch(/^(hold-not-found|invalid-argument)$/);
    expect(await codeOf(() => w.action("act_nothing"))).toBe("action-not-found");
    expect(await codeOf(() => w.hold(1n, { key: "" }))).toBe("invalid-argument");
    expect(await codeOf(() => w.hold(1n, { deadlineMs: 0 }))).toMatch(/^(invalid-argument|hold-limit)$/);
    expect(await codeOf(() => w.hold(1n, { deadlineMs: Number.NaN }))).toMatch(/^(invalid-argument|hold-limit)$/);
    expect(await codeOf(() => openTestWorkspace(credits, { plan: "no-such-plan" }))).toBe("invalid-argument");
    expect(await codeOf(() => w.grant(5n, { expiresAt: new Date(START) }))).toBe("invalid-argument");
    expect(await codeOf(() => w.grant(5n, { expiresAt: new Date(Number.NaN) }))).toBe("invalid-argument");
  });

  test("text that the database cannot keep fails its own command only", async () => {
    const w = await openTestWorkspace(credits);
    const bad = { action: { document: { path: "a\u0000b", title: "Nul" } } };
    const results = await Promise.allSettled([w.hold(5n), w.hold(5n, bad), w.hold(5n)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await w.balance()).toMatchObject({ held: 10n, available: 40n });
  });
});
