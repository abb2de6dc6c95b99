import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionFacts, Credits, OwnKeyUse, SetLimit } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "./histories/test-workspace.ts";

const resetAt = Date.UTC(2027, 1, 10, 8);
const model = "claude-sonnet-5-5";
/** 512 × 2,000 + 148 × 10,000 nano-dollars. */
const usage = { input: 512, cacheRead: 0, cacheWrite: 0, output: 148, thinking: 0 };
const cost = 2_504_000n;

describe.each(startEngines)("R4.6 actions on a key of the workspace's own, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace & { externalId: string };
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { plan: "free", anchor: new Date("2027-01-10T08:00:00Z") });
  });
  afterEach(async () => {
    const { differences } = await credits.verify({ workspace: w.id });
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  type Amount = Pick<SetLimit, "credits"> | Pick<SetLimit, "nanoDollars">;
  const limit = (subject: Pick<SetLimit, "member" | "kind" | "ownKey">, amount: Amount) =>
    credits.setLimit({
      workspace: w.id,
      ...subject,
      ...(amount as { credits: bigint }),
      actor: "admin",
      key: randomUUID(),
    });
  const hold = (ownKey: OwnKeyUse | null, action: Partial<ActionFacts> = {}, amount = 0n) =>
    credits.placeHold({
      workspace: w.id,
      key: randomUUID(),
      fingerprint: "f",
      credits: amount,
      deadlineMs: 3_600_000,
      action: { ...plainAction, model, member: "ada", ...action },
      ownKey,
      actor: "test",
    });
  const settle = (id: string) =>
    credits.settleHold({ workspace: w.id, hold: id, charge: { usage }, status: "succeeded", actor: "test" });
  const limits = () => credits.getLimits({ workspace: w.id });

  test("it costs 0 credits, at any balance, and the log says which key paid and how much", async () => {
    await w.hold(50n);
    const { hold: id, action } = await hold({ id: "key_1", nanoDollars: 5_000_000n });
    const running = await credits.getAction({ workspace: w.id, action });
    expect(running.action.ownKey).toEqual({ id: "key_1", nanoDollarsHeld: 5_000_000n, nanoDollarsCost: null });
    expect(await settle(id)).toMatchObject({ state: "settled", charged: 0n, returned: 0n, available: 0n });
    const ended = await credits.getAction({ workspace: w.id, action });
    expect(ended.action).toMatchObject({ status: "succeeded", held: 0n, charged: 0n });
    expect(ended.action.ownKey).toEqual({ id: "key_1", nanoDollarsHeld: 5_000_000n, nanoDollarsCost: cost });
    expect(ended.receipt).toMatchObject({ providerCostNanoDollars: cost, credits: 0n });
    expect(ended.transfers).toEqual([]);
    const refund = credits.refund({ workspace: w.id, action, credits: 1n, reason: "r", actor: "operator", key: "r" });
    await expect(refund).rejects.toMatchObject({ code: "refund-above-charge" });
  });

  test("a failed one and one that nobody ended cost nothing on their key", async () => {
    await limit({ ownKey: "key_1" }, { nanoDollars: 9_000_000n });
    const failed = await hold({ id: "key_1", nanoDollars: 4_000_000n });
    const lost = await hold({ id: "key_1", nanoDollars: 5_000_000n });
    expect(await limits()).toMatchObject([{ ownKey: "key_1", used: 0n, reserved: 9_000_000n }]);
    await w.release(failed.hold);
    engine.clock.real += 3_600_000;
    expect(await limits()).toMatchObject([{ used: 0n, reserved: 0n }]);
    const { action } = await credits.getAction({ workspace: w.id, action: lost.action });
    expect(action).toMatchObject({ status: "failed", ownKey: { nanoDollarsCost: 0n } });
    expect(await credits.expireHolds()).toBeGreaterThan(0);
    const written = await credits.getAction({ workspace: w.id, action: lost.action });
    expect(written.action.ownKey).toMatchObject({ nanoDollarsCost: 0n });
  });

  test("a key's limit in nano-dollars refuses what does not fit, and what was billed above it stays on record", async () => {
    await limit({ ownKey: "key_1" }, { nanoDollars: 3_000_000n });
    const first = await hold({ id: "key_1", nanoDollars: 2_000_000n });
    const details = { member: null, kind: null, ownKey: "key_1", unit: "nano-dollars" };
    const reserved = { ...details, limit: 3_000_000n, used: 0n, reserved: 2_000_000n, needed: 1_000_001n };
    await expect(hold({ id: "key_1", nanoDollars: 1_000_001n })).rejects.toMatchObject({
      code: "limit-reached",
      details: reserved,
    });
    await hold({ id: "key_2", nanoDollars: 1_000_000_000n });
    await settle(first.hold);
    expect(await limits()).toEqual([
      { member: null, kind: null, ownKey: "key_1", nanoDollars: 3_000_000n, used: cost, reserved: 0n },
    ]);
    const second = await hold({ id: "key_1", nanoDollars: 400_000n });
    await settle(second.hold);
    expect(await limits()).toMatchObject([{ used: 2n * cost, reserved: 0n }]);
    await expect(hold({ id: "key_1", nanoDollars: 1n })).rejects.toMatchObject({ code: "limit-reached" });
    expect(await hold({ id: "key_1", nanoDollars: 0n })).toMatchObject({ state: "held" });
  });

  test("a member's limit in credits does not count it, one in nano-dollars counts it on every key", async () => {
    await limit({ member: "ada" }, { credits: 5n });
    await limit({ member: "ada", kind: "page" }, { nanoDollars: 6_000_000n });
    await hold({ id: "key_1", nanoDollars: 3_000_000n }, { kind: "page" });
    await hold({ id: "key_2", nanoDollars: 3_000_000n }, { kind: "page" });
    const refused = {
      code: "limit-reached",
      details: { member: "ada", kind: "page", ownKey: null, unit: "nano-dollars" },
    };
    await expect(hold({ id: "key_2", nanoDollars: 1n }, { kind: "page" })).rejects.toMatchObject(refused);
    await hold({ id: "key_2", nanoDollars: 1n }, { kind: "improve" });
    expect(await hold(null, { kind: "page" }, 5n)).toMatchObject({ credits: 5n });
    const credit = { code: "limit-reached", details: { member: "ada", kind: null, unit: "credits", reserved: 5n } };
    await expect(hold(null, { kind: "page" }, 1n)).rejects.toMatchObject(credit);
  });

  test("a new limit counts what a key has used and holds already, and each unit is a limit of its own", async () => {
    await settle((await hold({ id: "key_1", nanoDollars: 3_000_000n })).hold);
    await hold({ id: "key_1", nanoDollars: 1_000n });
    expect(await limit({ ownKey: "key_1" }, { nanoDollars: 1n })).toMatchObject({ used: cost, reserved: 1_000n });
    expect(await limit({ member: "ada" }, { credits: 1n })).toMatchObject({ used: 0n, reserved: 0n });
    expect(await limit({ member: "ada" }, { nanoDollars: 1n })).toMatchObject({ used: cost, reserved: 1_000n });
    expect(await limits()).toHaveLength(3);
  });

  test("linked holds fit into a key's limit together or not at all", async () => {
    await limit({ ownKey: "key_1" }, { nanoDollars: 10n });
    const one = { credits: 0n, action: { ...plainAction, model }, ownKey: { id: "key_1", nanoDollars: 4n } };
    const linked = { workspace: w.id, fingerprint: "f", deadlineMs: 60_000, actor: "test" };
    const three = credits.placeHolds({ ...linked, key: "three", holds: [one, one, one] });
    await expect(three).rejects.toMatchObject({ code: "limit-reached", details: { needed: 12n } });
    expect((await credits.placeHolds({ ...linked, key: "two", holds: [one, one] })).holds).toHaveLength(2);
    expect(await limits()).toMatchObject([{ reserved: 8n }]);
  });

  test("R2.4 R5.3 a hold over a reset, and a refund after it, count in the period of the hold", async () => {
    await limit({ ownKey: "key_1" }, { nanoDollars: 10_000_000n });
    await limit({ member: "ada" }, { credits: 40n });
    const settled = await hold(null, {}, 9n);
    await w.settle(settled.hold, 9n);
    engine.clock.real = resetAt - 1_000;
    const own = await hold({ id: "key_1", nanoDollars: 3_000_000n });
    const late = await hold(null, {}, 20n);
    engine.clock.real = resetAt + 1_000;
    await hold(null, {}, 7n);
    await settle(own.hold);
    await w.settle(late.hold, 12n);
    const refund = { workspace: w.id, action: settled.action, credits: 4n, reason: "r", actor: "operator", key: "r" };
    await credits.refund(refund);
    expect(await limits()).toMatchObject([
      { member: "ada", used: 0n, reserved: 7n },
      { ownKey: "key_1", used: 0n, reserved: 0n },
    ]);
    const rows = await engine.read(
      `select own_key, used::text, reserved::text from credits.limit_counters join credits.accounts using (workspace_id)
       where external_id = '${w.externalId}' order by limit_counters.period_start, own_key`,
    );
    expect(rows).toEqual([
      { own_key: "", used: "17", reserved: "0" },
      { own_key: "key_1", used: `${cost}`, reserved: "0" },
      { own_key: "", used: "0", reserved: "7" },
      { own_key: "key_1", used: "0", reserved: "0" },
    ]);
  });

  test("bad input is refused by name", async () => {
    const ownKey = { id: "key_1", nanoDollars: 1n };
    const wrong = (details: object, code = "invalid-argument") => ({ code, details });
    await expect(hold(ownKey, {}, 1n)).rejects.toMatchObject(wrong({ what: "credits" }, "invalid-amount"));
    await expect(hold(ownKey, { model: null })).rejects.toMatchObject(wrong({ what: "action.model" }));
    await expect(hold(ownKey, { model: "none" })).rejects.toMatchObject({ code: "unpriced-model" });
    await expect(hold({ ...ownKey, id: "" })).rejects.toMatchObject(wrong({ what: "ownKey.id" }));
    const negative = { ...ownKey, nanoDollars: -1n };
    await expect(hold(negative)).rejects.toMatchObject(wrong({ what: "ownKey.nanoDollars" }, "invalid-amount"));
    const { hold: id } = await hold(ownKey);
    await expect(w.settle(id, 0n)).rejects.toMatchObject(wrong({ what: "charge" }));
    const huge = { ...usage, output: 1_000_000_000_000 };
    const charge = { workspace: w.id, hold: id, charge: { usage: huge }, status: "succeeded", actor: "test" } as const;
    await expect(credits.settleHold(charge)).rejects.toMatchObject(wrong({ what: "usage" }, "invalid-amount"));
    await expect(limit({ ownKey: "k" }, { credits: 1n })).rejects.toMatchObject(wrong({ what: "limit" }));
    await expect(limit({ ownKey: "k", member: "ada" }, { nanoDollars: 1n })).rejects.toMatchObject(
      wrong({ what: "member" }),
    );
    const both = { credits: 1n, nanoDollars: 1n } as unknown as Amount;
    await expect(limit({ member: "ada" }, both)).rejects.toMatchObject(wrong({ what: "limit" }));
    await expect(limit({ member: "ada" }, {} as Amount)).rejects.toMatchObject(wrong({ what: "limit" }));
  });
});
