import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorkspace, plainAction, type TestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { type Instances, startInstances } from "./instances.ts";
import { codesOf, meet, ROUNDS } from "./meet.ts";

const START = Date.UTC(2027, 0, 15, 12);

describe("what operators do, while it meets something else on real PostgreSQL", () => {
  let instances: Instances;
  beforeAll(async () => {
    instances = await startInstances();
  });
  beforeEach(() => instances.setClocks(START));
  afterEach(() => instances.check());
  afterAll(() => instances.close());

  const open = async (): Promise<readonly [TestWorkspace, TestWorkspace]> => {
    const first = await openTestWorkspace(instances.credits[0]);
    return [first, workspaceOf(instances.credits[1], first.id)];
  };
  const charged = async (amount: bigint) => {
    const [a, b] = await open();
    const { hold, action } = await a.hold(30n);
    await a.settle(hold, amount);
    return { a, b, action };
  };

  test("P9 refund ∥ refund of more than the charge together: one is given, the other is told what is left", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, action } = await charged(20n);
      const met = await meet([() => a.refund(action, 15n), () => b.refund(action, 15n)]);
      expect(met.accepted.map(({ refunded, available }) => ({ refunded, available }))).toEqual([
        { refunded: 15n, available: 45n },
      ]);
      expect(met.refused.map(({ code, details }) => ({ code, details }))).toEqual([
        { code: "refund-above-charge", details: { action, charged: 20n, refunded: 15n, asked: 15n } },
      ]);
      expect(await b.balance()).toMatchObject({ spent: 5n, available: 45n });
    }
  });

  test("P9 P16 refund ∥ refund of one key: given once, two equal answers", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, action } = await charged(20n);
      const key = `refund ${round}`;
      const { accepted } = await meet([() => a.refund(action, 7n, { key }), () => b.refund(action, 7n, { key })]);
      expect(accepted.map(({ refunded }) => refunded)).toEqual([7n, 7n]);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((x, y) => x - y)).toEqual([0, 1]);
      expect(await b.balance()).toMatchObject({ spent: 13n, available: 37n });
    }
  });

  test("P10 refund ∥ reset: to its lot or as goodwill of the new period, and never both", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(START);
      const { a, b, action } = await charged(20n);
      const end = (await a.balance()).period.end.getTime();
      instances.setClocks(end - 1);
      instances.clocks[1].now = end;
      const { accepted } = await meet<unknown>([() => a.refund(action, 20n), () => b.hold(50n)]);
      instances.setClocks(end);
      expect(accepted).toHaveLength(2);
      const { goodwill, available } = await b.balance();
      expect([0n, 20n]).toContain(goodwill);
      expect(available).toBe(goodwill);
    }
  });

  test("P13 upgrade ∥ upgrade: the difference is granted once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { accepted } = await meet([() => a.changePlan("starter", "now"), () => b.changePlan("starter", "now")]);
      expect(accepted.map(({ granted }) => Number(granted)).sort((x, y) => x - y)).toEqual([0, 450]);
      expect(await b.balance()).toMatchObject({ plan: "starter", monthly: 500n, available: 500n });
    }
  });

  test("P13 upgrade ∥ upgrade to two plans: the entitlement is the higher one's", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { accepted } = await meet([() => a.changePlan("starter", "now"), () => b.changePlan("pro", "now")]);
      expect(accepted.reduce((sum, { granted }) => sum + granted, 0n)).toBe(2_450n);
      expect(await b.balance()).toMatchObject({ monthly: 2_500n, available: 2_500n });
    }
  });

  test("upgrade ∥ hold: a hold that needs it is held after it, or told what is there before it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { refused } = await meet<unknown>([() => a.changePlan("starter", "now"), () => b.hold(60n)]);
      const told = { needed: 60n, available: 50n, shortfall: 10n };
      expect(refused.map(({ details }) => details)).toEqual(refused.length === 0 ? [] : [told]);
      const held = refused.length === 0 ? 60n : 0n;
      expect(await b.balance()).toMatchObject({ held, available: 500n - held });
    }
  });

  test("D3 suspend ∥ hold: held before it or refused after it, and what is held can still be settled", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const met = await meet<unknown>([() => a.suspend(true), () => b.hold(10n)]);
      expect([[], ["workspace-suspended"]]).toContainEqual(codesOf(met));
      for (const { hold } of await b.log()) expect(await b.settle(hold, 4n)).toMatchObject({ state: "settled" });
      expect(await b.balance()).toMatchObject({ held: 0n, isSuspended: true });
    }
  });

  test("I13 limit ∥ holds of one member at its limit: exactly what the limit has, whoever asks", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const subject = { workspace: a.id, member: "ada", kind: null, actor: "test" };
      await instances.credits[2].setLimit({ ...subject, credits: 12n, key: "limit" });
      const action = { member: "ada" };
      const met = await meet([a, b, a, b, a].map((side) => () => side.hold(5n, { action })));
      expect(met.accepted).toHaveLength(2);
      expect(codesOf(met)).toEqual(["limit-reached", "limit-reached", "limit-reached"]);
      expect(await b.balance()).toMatchObject({ held: 10n, available: 40n });
    }
  });

  test("linked holds ∥ a hold: all of the linked ones or none, and what is left goes to the other", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const holds = [15n, 15n].map((credits) => ({ credits, action: plainAction }));
      const linked = { workspace: a.id, key: "site", fingerprint: "site", holds, deadlineMs: 60_000, actor: "test" };
      const met = await meet<unknown>([() => instances.credits[0].placeHolds(linked), () => b.hold(25n)]);
      expect(met.accepted).toHaveLength(1);
      expect(codesOf(met)).toEqual(["insufficient-credits"]);
      expect([25n, 30n]).toContain((await b.balance()).held);
    }
  });

  test("J2 reversal ∥ hold: what is held first is due later, what is reversed first cannot be held", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { lot } = await a.grant(30n, { source: "top-up" });
      const report = {
        workspace: a.id,
        lot,
        refundedCents: 100n,
        paidCents: 100n,
        reason: "refunded",
        actor: "payments",
      };
      const reverse = () => instances.credits[0].reverseGrant({ ...report, key: "refunded" });
      const { refused } = await meet<unknown>([reverse, () => b.hold(80n)]);
      expect(refused.map(({ details }) => details)).toEqual(
        refused.length === 0 ? [] : [{ needed: 80n, available: 50n, shortfall: 30n }],
      );
      for (const { hold } of await b.log()) await b.release(hold);
      expect(await b.balance()).toMatchObject({ held: 0n, available: 50n, topUps: 0n });
    }
  });

  test("G1 J2 one report ∥ itself, a won dispute ∥ itself: once taken, once given back", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { lot } = await a.grant(30n, { source: "top-up" });
      const report = {
        workspace: a.id,
        lot,
        refundedCents: 50n,
        paidCents: 100n,
        reason: "dispute",
        actor: "payments",
      };
      await meet(instances.credits.map((credits) => () => credits.reverseGrant({ ...report, key: "opened" })));
      expect(await b.balance()).toMatchObject({ topUps: 15n, available: 65n });
      const won = { ...report, refundedCents: 0n, key: "won" };
      await meet(instances.credits.map((credits) => () => credits.restoreGrant(won)));
      expect(await b.balance()).toMatchObject({ topUps: 30n, available: 80n });
    }
  });
});
