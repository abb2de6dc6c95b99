import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorkspace, plainAction, type TestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { type Instances, startInstances } from "./instances.ts";
import { codesOf, meet, ROUNDS } from "./meet.ts";

describe("holds that meet on real PostgreSQL", () => {
  let instances: Instances;
  let sides: (id: string) => readonly [TestWorkspace, TestWorkspace, TestWorkspace];
  const open = async (plan = "free") => {
    const { id } = await openTestWorkspace(instances.credits[0], { plan });
    return sides(id);
  };
  beforeAll(async () => {
    instances = await startInstances();
    const [a, b, c] = instances.credits;
    sides = (id) => [workspaceOf(a, id), workspaceOf(b, id), workspaceOf(c, id)];
  });
  beforeEach(() => instances.setClocks(Date.UTC(2027, 0, 15, 12)));
  afterEach(() => instances.check());
  afterAll(() => instances.close());

  test("A1 P4 hold ∥ hold above the limit: one is held, the other is told what is there", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const met = await meet([() => a.hold(30n), () => b.hold(30n)]);
      expect(met.accepted.map(({ available }) => available)).toEqual([20n]);
      expect(met.refused.map(({ code, details }) => ({ code, details }))).toEqual([
        { code: "insufficient-credits", details: { needed: 30n, available: 20n, shortfall: 10n } },
      ]);
    }
  });

  test("P4 hold ∥ hold that fit together: neither is refused", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const met = await meet([() => a.hold(25n), () => b.hold(25n)]);
      expect(codesOf(met)).toEqual([]);
      expect(await a.balance()).toMatchObject({ held: 50n, available: 0n });
    }
  });

  test("A1 three holds of which two fit: exactly two are held", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, c] = await open();
      const met = await meet([() => a.hold(20n), () => b.hold(20n), () => c.hold(20n)]);
      expect(met.accepted).toHaveLength(2);
      expect(codesOf(met)).toEqual(["insufficient-credits"]);
      expect(await a.balance()).toMatchObject({ held: 40n, available: 10n });
    }
  });

  test("P16 hold ∥ hold with one key: one hold, one replay of it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const key = `key ${round}`;
      const { accepted } = await meet([() => a.hold(30n, { key }), () => b.hold(30n, { key })]);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((a, b) => a - b)).toEqual([0, 1]);
      expect(new Set(accepted.map(({ hold }) => hold)).size).toBe(1);
      expect(await a.balance()).toMatchObject({ held: 30n, available: 20n });
    }
  });

  test("G3 hold ∥ hold with one key and two bodies: one hold, one conflict", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const key = `key ${round}`;
      const met = await meet([() => a.hold(30n, { key }), () => b.hold(10n, { key })]);
      expect(met.accepted).toHaveLength(1);
      expect(codesOf(met)).toEqual(["idempotency-key-reused"]);
    }
  });

  test("A5 grant ∥ hold: a hold that needs the grant is held after it, or told what is there before it", async () => {
    const told = { needed: 55n, available: 50n, shortfall: 5n };
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const { refused } = await meet<unknown>([() => a.grant(10n), () => b.hold(55n)]);
      expect(refused.map(({ details }) => details)).toEqual(refused.length === 0 ? [] : [told]);
      const after = refused.length === 0 ? { held: 55n, available: 5n } : { held: 0n, available: 60n };
      expect(await a.balance()).toMatchObject(after);
    }
  });

  test("G1 P17 grant ∥ grant of one key: one lot, two equal answers", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = await open();
      const key = `payment ${round}`;
      const sides = [a, b].map((side) => () => side.grant(10n, { key, source: "top-up" as const }));
      const { accepted } = await meet(sides);
      expect(new Set(accepted.map(({ lot }) => lot)).size).toBe(1);
      expect(accepted.map(({ isReplay }) => Number(isReplay)).sort((a, b) => a - b)).toEqual([0, 1]);
      expect(await a.balance()).toMatchObject({ topUps: 10n, available: 60n });
    }
  });

  test("F3 P13 hold ∥ hold in the first instant of a period: one monthly lot, no credit twice", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(Date.UTC(2027, 0, 15, 12));
      const [a, b, c] = await open();
      const { period } = await a.balance();
      instances.setClocks(period.end.getTime());
      const met = await meet([() => a.hold(20n), () => b.hold(20n), () => c.hold(20n)]);
      expect(met.accepted).toHaveLength(2);
      expect(codesOf(met)).toEqual(["insufficient-credits"]);
      const { monthly, held, lots } = await a.balance();
      expect({ monthly, held, lots: lots.length }).toEqual({ monthly: 50n, held: 40n, lots: 1 });
    }
  });

  test("P12 hold ∥ reset: each hold draws on the period of its own instant and on no other", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      instances.setClocks(Date.UTC(2027, 0, 15, 12));
      const [a, b] = await open();
      const end = (await a.balance()).period.end.getTime();
      instances.setClocks(end - 1);
      instances.clocks[1].now = end;
      const met = await meet([() => a.hold(50n), () => b.hold(50n)]);
      instances.setClocks(end);
      // Time of a workspace never runs back: where b came first, a's hold fell into the new period too and did not fit.
      expect(met.accepted.length + met.refused.length).toBe(2);
      expect(await b.balance()).toMatchObject({ monthly: 50n, held: 50n, available: 0n });
      expect((await b.log()).length).toBe(met.accepted.length);
    }
  });

  test("P13 open ∥ open of one name: one workspace with one bucket", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const externalId = `meeting ${round} ${crypto.randomUUID()}`;
      const open = { externalId, plan: "free", actor: "test" };
      const { accepted } = await meet(instances.credits.map((credits) => () => credits.openWorkspace(open)));
      expect(accepted.map(({ available }) => available)).toEqual([50n, 50n, 50n]);
    }
  });

  test("H1 P28 batches over the same workspaces in opposite orders never deadlock", async () => {
    const ids = [];
    for (let number = 0; number < 8; number += 1) ids.push((await open("scale"))[0].id);
    for (let round = 0; round < ROUNDS; round += 1) {
      const all = (order: readonly string[], side: 0 | 1 | 2) =>
        order.map(
          (workspace, index) => () =>
            instances.credits[side].placeHold({
              workspace,
              key: `${round} ${side} ${index}`,
              fingerprint: "opposite",
              credits: 1n,
              deadlineMs: 60_000,
              action: plainAction,
              actor: "test",
            }),
        );
      const met = await meet([...all(ids, 0), ...all(ids.toReversed(), 1)]);
      expect(met.refused).toEqual([]);
    }
    expect(await instances.deadlocks()).toBe(0);
  });
});
