import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorkspace, type TestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { inOrder } from "./gate.ts";
import { type Instances, startInstances } from "./instances.ts";

const START = Date.UTC(2027, 0, 15, 12);

type Scene = {
  readonly externalId: string;
  readonly a: TestWorkspace;
  readonly b: TestWorkspace;
  readonly c: TestWorkspace;
};

/** Unlike commands that meet by chance, these wait in a known order for one row: each order has one right outcome. */
describe("commands in a known order on real PostgreSQL", () => {
  let instances: Instances;
  beforeAll(async () => {
    instances = await startInstances();
  });
  beforeEach(() => instances.setClocks(START));
  afterEach(() => instances.check());
  afterAll(() => instances.close());

  const open = async (): Promise<Scene> => {
    instances.setClocks(START);
    const first = await openTestWorkspace(instances.credits[0]);
    const [a, b, c] = instances.credits.map((credits) => workspaceOf(credits, first.id));
    if (a === undefined || b === undefined || c === undefined) throw new Error("there are three instances");
    return { externalId: first.externalId, a, b, c };
  };
  /** With a hold of 30, of which all three know. */
  const held = async (): Promise<Scene & { readonly hold: string; readonly action: string }> => {
    const scene = await open();
    const { hold, action } = await scene.a.hold(30n);
    await Promise.all([scene.b.extend(hold, 60_000), scene.c.extend(hold, 60_000)]);
    return { ...scene, hold, action };
  };
  const insufficient = (needed: bigint, available: bigint) => {
    return { refused: "insufficient-credits", details: { needed, available, shortfall: needed - available } };
  };
  const reply = (fields: object) => ({ reply: expect.objectContaining(fields) });

  test("P4 hold, then hold: the second is told what the first left", async () => {
    const { came } = await inOrder(instances.pool, open, ({ a, b }) => [() => a.hold(30n), () => b.hold(30n)]);
    expect(came).toEqual([reply({ available: 20n }), insufficient(30n, 20n)]);
  });

  test("P4 hold, hold, hold from three connections: the first fits, one of the two behind it, and not the other", async () => {
    const { came } = await inOrder(instances.pool, open, ({ a, b, c }) => [
      () => c.hold(20n),
      () => b.hold(20n),
      () => a.hold(20n),
    ]);
    // PostgreSQL promises who is first; the two behind may change places when the row has a new version.
    expect(came[0]).toEqual(reply({ available: 30n }));
    expect(came).toContainEqual(reply({ available: 10n }));
    expect(came).toContainEqual(insufficient(20n, 10n));
  });

  test("B1 P7 settle, settle, release from three connections: the first counts, the others hear of it", async () => {
    const { scene, came } = await inOrder(instances.pool, held, ({ a, b, c, hold }) => [
      () => b.settle(hold, 10n),
      () => a.settle(hold, 25n),
      () => c.release(hold),
    ]);
    const end = { state: "settled", charged: 10n, returned: 20n, available: 40n };
    expect(came).toEqual([
      reply({ ...end, isReplay: false }),
      reply({ ...end, isReplay: true }),
      reply({ ...end, isReplay: true }),
    ]);
    expect(await scene.c.balance()).toMatchObject({ spent: 10n, held: 0n, available: 40n });
  });

  test("B1 P7 release, then settle: released, and the settle charges nothing", async () => {
    const { came } = await inOrder(instances.pool, held, ({ a, b, hold }) => [
      () => a.release(hold),
      () => b.settle(hold, 30n),
    ]);
    const end = { state: "released", charged: 0n, returned: 30n, available: 50n };
    expect(came).toEqual([reply({ ...end, isReplay: false }), reply({ ...end, isReplay: true })]);
  });

  test.each([
    ["settle, then the sweep", true],
    ["the sweep, then settle", false],
  ])("B5 %s: whoever comes first at the deadline ends the hold", async (_, isSettleFirst) => {
    const { scene, came } = await inOrder(
      instances.pool,
      async () => {
        // What other tests left held is none of this sweep's.
        instances.setClocks(START + 60_000);
        await instances.credits[2].expireHolds();
        const scene = await held();
        instances.clocks[0].now = START + 59_999;
        instances.clocks[1].now = START + 60_000;
        return scene;
      },
      ({ a, hold }) => {
        const settle = () => a.settle(hold, 10n);
        const sweep = () => instances.credits[1].expireHolds();
        return isSettleFirst ? [settle, sweep] : [sweep, settle];
      },
    );
    const [settled, swept] = isSettleFirst ? came : came.toReversed();
    const end = isSettleFirst ? { state: "settled", charged: 10n } : { state: "expired", charged: 0n };
    expect(settled).toEqual(reply({ ...end, isReplay: !isSettleFirst }));
    expect(swept).toEqual({ reply: isSettleFirst ? 0 : 1 });
    expect(await scene.b.balance()).toMatchObject({ spent: isSettleFirst ? 10n : 0n, held: 0n });
  });

  const atReset = async (): Promise<Scene> => {
    const scene = await open();
    const end = (await scene.a.balance()).period.end.getTime();
    instances.setClocks(end - 1);
    instances.clocks[1].now = end;
    return scene;
  };

  test("P12 a hold of the old period, then one after the reset: each has its own bucket", async () => {
    const { came } = await inOrder(instances.pool, atReset, ({ a, b }) => [() => a.hold(50n), () => b.hold(50n)]);
    expect(came).toEqual([reply({ available: 0n }), reply({ available: 0n })]);
  });

  test("P12 R2.2 a hold after the reset, then one whose clock is behind: the old bucket does not come back", async () => {
    const { came } = await inOrder(instances.pool, atReset, ({ a, b }) => [() => b.hold(50n), () => a.hold(50n)]);
    expect(came).toEqual([reply({ available: 0n }), insufficient(50n, 0n)]);
  });

  test("P9 refund, then refund: the second is told what is left", async () => {
    const { scene, came } = await inOrder(
      instances.pool,
      async () => {
        const scene = await held();
        await scene.b.settle(scene.hold, 20n);
        return scene;
      },
      ({ b, c, action }) => [() => c.refund(action, 15n), () => b.refund(action, 15n)],
    );
    const details = { action: scene.action, charged: 20n, refunded: 15n, asked: 15n };
    expect(came).toEqual([reply({ refunded: 15n, available: 45n }), { refused: "refund-above-charge", details }]);
  });

  test("A5 grant, then a hold that needs it; hold, then the grant", async () => {
    const grant = (w: TestWorkspace) => () => w.grant(10n);
    const hold = (w: TestWorkspace) => () => w.hold(55n);
    const first = await inOrder(instances.pool, open, ({ a, b }) => [grant(a), hold(b)]);
    expect(first.came).toEqual([reply({ available: 60n }), reply({ available: 5n })]);
    const second = await inOrder(instances.pool, open, ({ a, b }) => [hold(b), grant(a)]);
    expect(second.came).toEqual([insufficient(55n, 50n), reply({ available: 60n })]);
  });

  test("P4 release, then a hold of all; a hold of all, then the release", async () => {
    const first = await inOrder(instances.pool, held, ({ a, b, hold }) => [() => a.release(hold), () => b.hold(50n)]);
    expect(first.came).toEqual([reply({ state: "released", available: 50n }), reply({ available: 0n })]);
    const second = await inOrder(instances.pool, held, ({ a, b, hold }) => [() => b.hold(50n), () => a.release(hold)]);
    expect(second.came).toEqual([insufficient(50n, 20n), reply({ state: "released", available: 50n })]);
  });

  test("G3 P16 one key with two bodies: the first counts, whichever it is", async () => {
    for (const [first, second] of [
      [30n, 10n],
      [10n, 30n],
    ] as const) {
      const { came } = await inOrder(instances.pool, open, ({ a, b }) => [
        () => a.hold(first, { key: "k" }),
        () => b.hold(second, { key: "k" }),
      ]);
      const reused = { refused: "idempotency-key-reused", details: { operation: "hold", key: "k" } };
      expect(came).toEqual([reply({ credits: first, isReplay: false }), reused]);
    }
  });
});
