import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const anchor = new Date("2027-01-10T08:00:00Z");
const resetAt = Date.UTC(2027, 1, 10, 8);
const hour = 3_600_000;

describe.each(startEngines)("refunds by hand, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { anchor });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  const refund = (action: string, amount: bigint, key: string = randomUUID()) =>
    credits.refund({ workspace: w.id, action, credits: amount, reason: "slow", actor: "operator", key });
  /** An action that is settled at `charge` of a hold of `held`. */
  const run = async (held: bigint, charge: bigint): Promise<string> => {
    const { hold, action } = await w.hold(held, { action: { kind: "page", member: "ada" } });
    await w.settle(hold, charge);
    return action;
  };
  const linesOf = async (action: string) =>
    (await w.action(action)).transfers
      .filter(({ cause }) => cause === "refund")
      .map((line) => ({ from: line.from, to: line.to, credits: line.credits, lot: line.lot }));

  test("R5.1 R5.3 a refund returns to the lots that paid, the last drawn first, and is spent no more", async () => {
    const topUp = await w.grant(30n, { source: "top-up" });
    const action = await run(60n, 55n);
    const [monthly] = (await w.balance()).lots;
    expect(await refund(action, 7n)).toEqual({ action, refunded: 7n, goodwill: null, available: 32n, isReplay: false });
    expect(await linesOf(action)).toEqual([
      { from: "spent", to: "available", credits: 5n, lot: topUp.lot },
      { from: "spent", to: "available", credits: 2n, lot: monthly?.id },
    ]);
    expect(await refund(action, 3n)).toMatchObject({ refunded: 10n, available: 35n });
    expect((await linesOf(action)).at(-1)).toMatchObject({ credits: 3n, lot: monthly?.id });
    expect(await w.balance()).toMatchObject({ spent: 45n, available: 35n, monthly: 50n, topUps: 30n, goodwill: 0n });
    expect((await w.action(action)).action).toMatchObject({ charged: 55n, refunded: 10n, status: "succeeded" });
  });

  test("R2.4 a refund lowers the day of its action, not the day on which it is made", async () => {
    const action = await run(20n, 20n);
    engine.clock.real += 3 * 24 * hour;
    await refund(action, 8n);
    const usage = await credits.getUsage({ workspace: w.id, days: 4, timeZone: "UTC", member: "ada" });
    expect(usage.map(({ credits: cost, actions }) => [cost, actions])).toEqual([
      [12n, 1],
      [0n, 0],
      [0n, 0],
      [0n, 0],
    ]);
    await refund(action, 12n);
    expect((await credits.getUsage({ workspace: w.id, days: 4, timeZone: "UTC" }))[0]).toMatchObject({ credits: 0n });
  });

  test("R5.1 what a dead lot paid becomes one goodwill lot that names the action; a living lot gets its own back", async () => {
    const lasting = await w.grant(30n, { source: "top-up", expiresAt: new Date(Date.UTC(2028, 0, 1)) });
    await w.grant(5n);
    const action = await run(75n, 75n);
    const before = (await w.balance()).lots;
    engine.clock.real = resetAt + hour;
    const reply = await refund(action, 73n);
    expect(reply).toMatchObject({ refunded: 73n, goodwill: { credits: 53n }, available: 133n });
    await w.grant(4n);
    const { lots, spent, goodwill, refunds, topUps } = await w.balance();
    expect({ spent, goodwill, refunds, topUps }).toEqual({ spent: 0n, goodwill: 57n, refunds: 53n, topUps: 30n });
    const made = lots.find(({ id }) => id === reply.goodwill?.lot);
    const expiresAt = new Date(Date.UTC(2027, 2, 10, 8));
    expect(made).toMatchObject({ source: "goodwill", granted: 53n, available: 53n, refundOf: action, expiresAt });
    expect(await linesOf(action)).toEqual([
      { from: "spent", to: "available", credits: 20n, lot: lasting.lot },
      { from: "goodwill", to: "available", credits: 53n, lot: reply.goodwill?.lot },
    ]);
    const dead = await engine.read(
      `select spent, expired, available from credits.lots where expired_at is not null and spent = 50`,
    );
    expect(dead).toEqual([{ spent: 50n, expired: 0n, available: 0n }]);
    expect(before).toHaveLength(3);
  });

  test("P9 however often it is clicked, never more than the charge is refunded", async () => {
    const action = await run(10n, 9n);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => refund(action, 2n)));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(8);
    expect(await w.balance()).toMatchObject({ spent: 1n, available: 49n });
    await expect(refund(action, 2n)).rejects.toMatchObject({
      code: "refund-above-charge",
      details: { action, charged: 9n, refunded: 8n, asked: 2n },
    });
    expect(await refund(action, 1n)).toMatchObject({ refunded: 9n, available: 50n });
  });

  test("P16 one key refunds once, for ever, and answers with the first reply", async () => {
    const action = await run(10n, 10n);
    engine.clock.real = resetAt + hour;
    const first = await refund(action, 4n, "k");
    await refund(action, 5n);
    expect(await refund(action, 4n, "k")).toEqual({ ...first, isReplay: true });
    await expect(refund(action, 3n, "k")).rejects.toMatchObject({ code: "idempotency-key-reused" });
    expect((await w.action(action)).action.refunded).toBe(9n);
  });

  test("P9 what was not charged can not be refunded: running, failed, expired and free actions", async () => {
    const running = await w.hold(3n);
    const failed = await w.hold(3n);
    await w.release(failed.hold);
    const expired = await w.hold(3n, { deadlineMs: 1_000 });
    const free = await run(3n, 0n);
    engine.clock.real += 2_000;
    for (const action of [running.action, failed.action, expired.action, free]) {
      await expect(refund(action, 1n)).rejects.toMatchObject({ code: "refund-above-charge", details: { charged: 0n } });
    }
  });

  test("R4.5 P22 P23 zero, odd amounts and foreign actions are refused by name", async () => {
    const action = await run(3n, 3n);
    for (const amount of [0n, -1n, 2n ** 53n, 1 as unknown as bigint]) {
      await expect(refund(action, amount)).rejects.toMatchObject({ code: "invalid-amount" });
    }
    const other = await openTestWorkspace(credits, { anchor });
    const foreign = await other.hold(1n);
    await other.settle(foreign.hold, 1n);
    for (const id of [foreign.action, "act_nothing", ""]) {
      await expect(refund(id, 1n)).rejects.toMatchObject({ code: "action-not-found" });
    }
    expect((await w.balance()).spent).toBe(3n);
  });

  test("I2 P23 no sum of the bucket leaves what JSON carries, what is held or spent included", async () => {
    const most = 2n ** 53n - 1n;
    await w.grant(most - 50n);
    const action = await run(most, most);
    await expect(w.grant(1n)).rejects.toMatchObject({ code: "invalid-amount" });
    engine.clock.real = resetAt + hour;
    await w.grant(most - 60n);
    await expect(refund(action, 11n)).rejects.toMatchObject({ code: "invalid-amount" });
    expect(await refund(action, 10n)).toMatchObject({ goodwill: { credits: 10n }, available: most });
  });

  test("R8.3 verify shows a refund that its lines do not say", async () => {
    const action = await run(9n, 9n);
    await refund(action, 2n);
    await engine.read("update credits.actions set refunded = refunded + 1 where charged = 9 and refunded = 2");
    const { differences } = await credits.verify({ workspace: w.id });
    expect(differences.map(({ what }) => what.replace(/\d+/, "n"))).toContain("action n refunded");
    await engine.read("update credits.actions set refunded = refunded - 1 where charged = 9 and refunded = 3");
  });
});
