import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ChangePlan, Credits } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const anchor = new Date("2027-01-10T08:00:00Z");
const reset = new Date("2027-02-10T08:00:00Z");
const hour = 3_600_000;
const day = 24 * hour;

describe.each(startEngines)("plans, on %s", (_name, startEngine) => {
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

  type Change = Omit<ChangePlan, "workspace" | "actor" | "key"> & { readonly key?: string };
  const change = (input: Change) =>
    credits.changePlan({ workspace: w.id, actor: "operator", ...input, key: input.key ?? randomUUID() });
  const spend = async (amount: bigint) => w.settle((await w.hold(amount)).hold, amount);

  describe("changing the plan now", () => {
    test("R3.1 a rise makes one monthly lot of the difference; what was spent stays spent", async () => {
      await spend(20n);
      const reply = await change({ plan: "starter", when: "now" });
      expect(reply).toMatchObject({ granted: 450n, available: 480n, isReplay: false });
      expect(reply.inForceAt).toEqual(new Date(engine.clock.real));
      const balance = await w.balance();
      expect(balance).toMatchObject({ plan: "starter", nextPlan: null, monthly: 500n, spent: 20n, available: 480n });
      expect(balance.lots.map(({ source, granted, expiresAt }) => [source, granted, expiresAt])).toEqual([
        ["monthly", 50n, reset],
        ["monthly", 450n, reset],
      ]);
      engine.clock.real = reset.getTime();
      expect(await w.balance()).toMatchObject({ plan: "starter", monthly: 500n, available: 500n });
    });

    test("R3.1 lowering and raising again in one period grants nothing, and takes nothing", async () => {
      await change({ plan: "pro", when: "now" });
      expect(await change({ plan: "free", when: "now" })).toMatchObject({ granted: 0n, lot: null, available: 2_500n });
      expect(await change({ plan: "starter", when: "now" })).toMatchObject({ granted: 0n, available: 2_500n });
      expect(await change({ plan: "pro", when: "now" })).toMatchObject({ granted: 0n, available: 2_500n });
      expect(await change({ plan: "scale", when: "now" })).toMatchObject({ granted: 7_500n, available: 10_000n });
    });

    test("SPEC 2 enterprise has the number that the operator gives, and another plan its own again", async () => {
      await change({ plan: "enterprise", when: "now", monthlyCredits: 3_000n });
      expect(await w.balance()).toMatchObject({ monthly: 3_000n });
      await change({ plan: "enterprise", when: "now", monthlyCredits: 4_000n });
      expect(await w.balance()).toMatchObject({ monthly: 4_000n });
      await change({ plan: "free", when: "now" });
      engine.clock.real = reset.getTime();
      expect(await w.balance()).toMatchObject({ plan: "free", monthly: 50n });
    });

    test("P13 P16 many at once, and one key many times, make one lot", async () => {
      const key = "upgrade";
      const replies = await Promise.all(Array.from({ length: 6 }, () => change({ plan: "pro", when: "now", key })));
      expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
      expect(new Set(replies.map(({ lot }) => lot)).size).toBe(1);
      await Promise.all(Array.from({ length: 4 }, () => change({ plan: "pro", when: "now" })));
      expect((await w.balance()).lots).toHaveLength(2);
      await expect(change({ plan: "scale", when: "now", key })).rejects.toMatchObject({
        code: "idempotency-key-reused",
      });
    });
  });

  describe("changing the plan at the reset", () => {
    test("SPEC 2 a downgrade waits for the reset and is in force from the period's start, also periods later", async () => {
      await change({ plan: "pro", when: "now" });
      expect(await change({ plan: "starter", when: "reset" })).toMatchObject({
        inForceAt: reset,
        granted: 0n,
        lot: null,
      });
      expect(await w.balance()).toMatchObject({ plan: "pro", nextPlan: "starter", available: 2_500n });
      engine.clock.real = reset.getTime() - 1;
      expect(await w.balance()).toMatchObject({ plan: "pro", nextPlan: "starter" });
      engine.clock.real = reset.getTime() + 70 * day;
      expect(await w.balance()).toMatchObject({ plan: "starter", nextPlan: null, monthly: 500n });
      await spend(1n);
      expect(await w.balance()).toMatchObject({ plan: "starter", nextPlan: null, monthly: 500n, spent: 1n });
    });

    test("SPEC 2 a plan that is paid for a year is in force until the first reset at or after its end", async () => {
      await change({ plan: "pro", when: "now" });
      const later = new Date("2027-05-10T08:00:00Z");
      for (const notBefore of [later, new Date(later.getTime() - 1), new Date("2027-04-10T08:00:00.001Z")]) {
        expect(await change({ plan: "free", when: "reset", notBefore })).toMatchObject({ inForceAt: later });
      }
      const waits = { plan: "pro", nextPlan: "free", nextPlanAt: later, nextMonthlyCredits: 2_500n };
      expect(await w.balance()).toMatchObject(waits);
      engine.clock.real = later.getTime() - 1;
      expect(await w.balance()).toMatchObject({ ...waits, nextMonthlyCredits: 50n, monthly: 2_500n });
      engine.clock.real = later.getTime() + 40 * day;
      expect(await w.balance()).toMatchObject({ plan: "free", nextPlan: null, nextPlanAt: null, monthly: 50n });
      expect(await change({ plan: "starter", when: "reset", notBefore: anchor })).toMatchObject({
        inForceAt: new Date("2027-07-10T08:00:00Z"),
      });
    });

    test("R3.3 staying after all, or an upgrade now, leaves nothing to wait for and grants nothing twice", async () => {
      await change({ plan: "starter", when: "now" });
      await change({ plan: "free", when: "reset" });
      expect(await change({ plan: "starter", when: "reset" })).toMatchObject({ granted: 0n });
      expect(await w.balance()).toMatchObject({ nextPlan: null, available: 500n });
      await change({ plan: "free", when: "reset" });
      await change({ plan: "pro", when: "now" });
      engine.clock.real = reset.getTime();
      expect(await w.balance()).toMatchObject({ plan: "pro", monthly: 2_500n });
    });
  });

  describe("moving the anchor", () => {
    test("R3.3 the period ends, monthly lots expire, a new period has the full plan, other lots live to its reset", async () => {
      const topUp = await w.grant(30n, { source: "top-up" });
      const lasting = await w.grant(5n, { expiresAt: new Date(Date.UTC(2028, 0, 1)) });
      await spend(20n);
      const running = await w.hold(10n);
      const moved = new Date(engine.clock.real);
      const reply = await change({ plan: "starter", when: "now", anchor: moved });
      expect(reply).toMatchObject({ granted: 500n, available: 535n });
      const balance = await w.balance();
      const end = new Date("2027-02-15T00:00:00Z");
      expect(balance).toMatchObject({ plan: "starter", monthly: 500n, spent: 0n, available: 535n });
      expect(balance.period.end).toEqual(end);
      const expiryOf = new Map(balance.lots.map(({ id, expiresAt }) => [id, expiresAt]));
      expect(expiryOf.get(topUp.lot)).toEqual(end);
      expect(expiryOf.get(lasting.lot)).toEqual(new Date(Date.UTC(2028, 0, 1)));
      expect(await w.settle(running.hold, 4n)).toMatchObject({ charged: 4n, returned: 6n, available: 535n });
      expect(await w.balance()).toMatchObject({ spent: 0n, available: 535n });
      engine.clock.real = end.getTime();
      expect(await w.balance()).toMatchObject({ monthly: 500n, available: 505n });
    });

    test("P12 what was done in the same millisecond before belongs to the period before", async () => {
      const before = w.hold(7n).then(({ hold }) => w.settle(hold, 7n));
      await before;
      await change({ plan: "starter", when: "now", anchor: new Date(engine.clock.real) });
      expect(await w.balance()).toMatchObject({ spent: 0n, monthly: 500n, available: 500n });
      await spend(3n);
      expect(await w.balance()).toMatchObject({ spent: 3n, available: 497n });
    });

    test("P14 a shortened period is followed by whole ones, each with a lot of its own", async () => {
      await change({ plan: "free", when: "now", anchor: new Date("2026-12-17T00:00:00Z") });
      const first = await w.balance();
      expect(first.period.end).toEqual(new Date("2027-01-17T00:00:00Z"));
      engine.clock.real = first.period.end.getTime();
      const second = await w.balance();
      expect(second.period).toEqual({ start: first.period.end, end: new Date("2027-02-17T00:00:00Z") });
      engine.clock.real = second.period.end.getTime();
      const ids = [first, second, await w.balance()].map(({ lots }) => lots[0]?.id);
      expect(new Set(ids).size).toBe(3);
      await spend(1n);
      expect((await w.balance()).lots[0]?.id).toBe(ids[2]);
    });
  });

  describe("refusals and suspension", () => {
    test("bad input is refused by name and changes nothing", async () => {
      for (const [input, what] of [
        [{ plan: "gold", when: "now" }, "plan"],
        [{ plan: "pro", when: "later" as "now" }, "when"],
        [{ plan: "pro", when: "reset", anchor }, "anchor"],
        [{ plan: "pro", when: "now", anchor: new Date(Number.NaN) }, "anchor"],
        [{ plan: "pro", when: "now", notBefore: anchor }, "notBefore"],
        [{ plan: "pro", when: "reset", notBefore: new Date(Number.NaN) }, "notBefore"],
      ] as const) {
        await expect(change(input)).rejects.toMatchObject({ code: "invalid-argument", details: { what } });
      }
      for (const monthlyCredits of [-1n, 2n ** 53n, 5 as unknown as bigint]) {
        const refused = change({ plan: "enterprise", when: "now", monthlyCredits });
        await expect(refused).rejects.toMatchObject({ code: "invalid-amount" });
      }
      const most = 2n ** 53n - 1n;
      for (const more of [{}, { anchor }]) {
        await w.grant(1n);
        const refused = change({ plan: "enterprise", when: "now", monthlyCredits: most, ...more });
        await expect(refused).rejects.toMatchObject({ code: "invalid-amount" });
      }
      expect(await w.balance()).toMatchObject({ plan: "free", available: 52n });
    });

    test("R8.7 a suspended workspace refuses new holds and still extends, settles, releases and refunds", async () => {
      const [settled, released] = [await w.hold(5n), await w.hold(5n)];
      const suspend = (isSuspended: boolean, key: string) =>
        credits.setSuspended({ workspace: w.id, isSuspended, actor: "operator", key });
      expect(await suspend(true, "a")).toEqual({ isSuspended: true, isReplay: false });
      await expect(w.hold(1n)).rejects.toMatchObject({ code: "workspace-suspended" });
      await w.extend(settled.hold, hour);
      await w.settle(settled.hold, 3n);
      await w.release(released.hold);
      const refund = { workspace: w.id, action: settled.action, credits: 1n, reason: "r", actor: "operator", key: "r" };
      expect(await credits.refund(refund)).toMatchObject({ available: 48n });
      expect(await w.balance()).toMatchObject({ isSuspended: true });
      await suspend(false, "b");
      expect(await suspend(true, "a")).toEqual({ isSuspended: true, isReplay: true });
      await expect(suspend(false, "a")).rejects.toMatchObject({ code: "idempotency-key-reused" });
      const wrong = suspend("no" as unknown as boolean, "c");
      await expect(wrong).rejects.toMatchObject({ code: "invalid-argument" });
      expect(await w.hold(1n)).toMatchObject({ state: "held" });
    });
  });
});
