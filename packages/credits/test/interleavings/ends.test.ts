import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorkspace, type TestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { type Instances, startInstances } from "./instances.ts";
import { codesOf, meet, ROUNDS } from "./meet.ts";

const START = Date.UTC(2027, 0, 15, 12);

describe("ends that meet on real PostgreSQL", () => {
  let instances: Instances;
  const held = async (credits: bigint): Promise<{ a: TestWorkspace; b: TestWorkspace; hold: string }> => {
    const first = await openTestWorkspace(instances.credits[0]);
    const { hold } = await first.hold(credits);
    return { a: first, b: workspaceOf(instances.credits[1], first.id), hold };
  };
  beforeAll(async () => {
    instances = await startInstances();
  });
  beforeEach(() => instances.setClocks(START));
  afterEach(() => instances.check());
  afterAll(() => instances.close());

  test("B1 P7 settle ∥ settle with two amounts: one counts, the other is answered with it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, hold } = await held(30n);
      const { accepted } = await meet([() => a.settle(hold, 10n), () => b.settle(hold, 25n)]);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((a, b) => a - b)).toEqual([0, 1]);
      const charges = new Set(accepted.map(({ charged }) => charged));
      expect(charges.size).toBe(1);
      const { spent, held: left, available } = await b.balance();
      expect({ spent: charges.has(spent), left, sum: spent + available }).toEqual({ spent: true, left: 0n, sum: 50n });
    }
  });

  test("B1 P7 settle ∥ release: the hold ends once, and both hear how", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, hold } = await held(30n);
      const { accepted } = await meet([() => a.settle(hold, 10n), () => b.release(hold)]);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((a, b) => a - b)).toEqual([0, 1]);
      expect(new Set(accepted.map(({ state, charged }) => `${state} ${charged}`)).size).toBe(1);
      const charged = accepted[0]?.state === "settled" ? 10n : 0n;
      expect(await b.balance()).toMatchObject({ spent: charged, held: 0n, available: 50n - charged });
    }
  });

  test("B1 release ∥ release: the credits come back once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, hold } = await held(30n);
      const { accepted } = await meet([() => a.release(hold), () => b.release(hold)]);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((a, b) => a - b)).toEqual([0, 1]);
      expect(await b.balance()).toMatchObject({ spent: 0n, held: 0n, available: 50n });
    }
  });

  test("P16 settle ∥ settle with one key: one effect, equal answers", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { a, b, hold } = await held(30n);
      const keyed = { key: `end ${round}`, fingerprint: "same" };
      const { accepted } = await meet([() => a.settle(hold, 10n, keyed), () => b.settle(hold, 10n, keyed)]);
      const answers = accepted.map(({ isReplay: _isReplay, ...answer }) => answer);
      expect(answers[0]).toEqual(answers[1]);
      expect(await b.balance()).toMatchObject({ spent: 10n, available: 40n });
    }
  });

  test("B5 settle before the deadline ∥ sweep after it: settled or expired, never both", async () => {
    const seen = { settled: 0, expired: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(START);
      const { a, b, hold } = await held(30n);
      instances.clocks[0].now = START + 59_999;
      instances.clocks[1].now = START + 60_000;
      const { accepted } = await meet<{ state: string; charged: bigint } | number>([
        () => a.settle(hold, 10n),
        () => instances.credits[1].expireHolds(),
      ]);
      const end = accepted.find((reply) => typeof reply === "object");
      const swept = accepted.find((reply) => typeof reply === "number");
      const isSettled = end?.state === "settled";
      seen[isSettled ? "settled" : "expired"] += 1;
      expect({ state: end?.state, charged: end?.charged, swept }).toEqual(
        isSettled ? { state: "settled", charged: 10n, swept: 0 } : { state: "expired", charged: 0n, swept: 1 },
      );
      expect(await b.balance()).toMatchObject({ spent: isSettled ? 10n : 0n, held: 0n });
    }
    expect(seen.settled + seen.expired).toBe(ROUNDS);
  });

  test("B5 settle ∥ sweep, both after the deadline: expired once, nothing charged", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(START);
      const { a, b, hold } = await held(30n);
      instances.setClocks(START + 60_000);
      const { accepted } = await meet<{ state: string; charged: bigint } | number>([
        () => a.settle(hold, 10n),
        () => instances.credits[1].expireHolds(),
        () => instances.credits[2].expireHolds(),
      ]);
      expect(accepted.find((reply) => typeof reply === "object")).toMatchObject({ state: "expired", charged: 0n });
      const swept = accepted.filter((reply) => typeof reply === "number");
      expect(swept.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
      expect(await b.balance()).toMatchObject({ spent: 0n, held: 0n, available: 50n });
    }
  });

  test("B5 extend ∥ sweep at the deadline: extended and alive, or expired and refused", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(START);
      const { a, b, hold } = await held(30n);
      instances.clocks[0].now = START + 59_999;
      instances.clocks[1].now = START + 60_000;
      const met = await meet<unknown>([() => a.extend(hold, 60_000), () => instances.credits[1].expireHolds()]);
      const isAlive = met.refused.length === 0;
      expect(codesOf(met)).toEqual(isAlive ? [] : ["hold-ended"]);
      expect(await b.balance()).toMatchObject(isAlive ? { held: 30n, available: 20n } : { held: 0n, available: 50n });
      if (isAlive) await b.release(hold);
    }
  });

  test("E2 a lot's expiry ∥ a hold that draws on it: the expiry eats nothing of another lot", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(START);
      const first = await openTestWorkspace(instances.credits[0]);
      await first.grant(20n, { expiresAt: new Date(START + 1_000) });
      instances.clocks[0].now = START + 999;
      instances.clocks[1].now = START + 1_000;
      const other = workspaceOf(instances.credits[1], first.id);
      const { accepted } = await meet([() => first.hold(10n), () => other.hold(10n)]);
      expect(accepted).toHaveLength(2);
      instances.setClocks(START + 1_000);
      const { lots } = await other.balance();
      const monthly = lots.find(({ source }) => source === "monthly");
      // Of the two holds at most the one before the expiry could draw on the 20; everything else came from the monthly
      // lot.
      expect([30n, 40n]).toContain(monthly?.available);
      expect(monthly?.expired).toBe(0n);
    }
  });

  test("A5 many settles and grants at once: the balance is the sum of what was acknowledged", async () => {
    const first = await openTestWorkspace(instances.credits[0], { plan: "starter" });
    const sides = instances.credits.map((credits) => workspaceOf(credits, first.id));
    const jobs = sides.flatMap((side) =>
      Array.from({ length: 40 }, (_, index) => async () => {
        if (index % 4 === 0) return void (await side.grant(5n));
        const { hold } = await side.hold(3n);
        await (index % 4 === 1 ? side.release(hold) : side.settle(hold, 2n));
      }),
    );
    await meet(jobs);
    expect(await first.balance()).toMatchObject({ goodwill: 150n, spent: 120n, held: 0n, available: 530n });
  });
});
