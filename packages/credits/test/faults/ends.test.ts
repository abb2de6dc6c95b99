import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { startEngines, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";

const START = Date.UTC(2027, 0, 15, 12);
const MINUTE_MS = 60_000;

describe.each(startEngines)("how a hold ends, on %s", (_, start) => {
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await start();
    credits = engine.start();
  });
  beforeEach(() => {
    engine.clock.real = START;
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });
  const passTime = (ms: number) => {
    engine.clock.real += ms;
  };
  const transfersOf = async (id: string, action: string) =>
    (await credits.getAction({ workspace: id, action })).transfers.map(({ cause, credits: amount }) => [cause, amount]);

  test("A1 holds in a row: what is held is no longer there for the next", async () => {
    const w = await openTestWorkspace(credits, { plan: "starter" });
    for (let count = 0; count < 5; count += 1) await w.hold(100n);
    await expect(w.hold(1n)).rejects.toMatchObject({
      code: "insufficient-credits",
      details: { needed: 1n, available: 0n, shortfall: 1n },
    });
  });

  test("A4 R4.3 the hold is the most: one credit more is refused and leaves the hold as it was", async () => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(20n);
    await expect(w.settle(hold, 21n)).rejects.toMatchObject({
      code: "settle-above-hold",
      details: { held: 20n, asked: 21n },
    });
    expect(await w.balance()).toMatchObject({ held: 20n, spent: 0n, available: 30n });
    expect(await w.settle(hold, 20n)).toMatchObject({ state: "settled", charged: 20n, returned: 0n, isReplay: false });
  });

  test("B2 R4.3 a settle after the deadline, nobody having swept, writes the expiry and nothing else", async () => {
    const w = await openTestWorkspace(credits);
    const { hold, action } = await w.hold(20n, { deadlineMs: MINUTE_MS });
    engine.clock.real = START + MINUTE_MS;
    expect(await w.settle(hold, 5n)).toMatchObject({ state: "expired", charged: 0n, returned: 20n });
    expect(await w.balance()).toMatchObject({ held: 0n, spent: 0n, available: 50n });
    expect(await transfersOf(w.id, action)).toHaveLength(2);
    expect((await w.log())[0]).toMatchObject({ status: "failed", charged: 0n });
  });

  test("B2 a millisecond before the deadline it still settles", async () => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(20n, { deadlineMs: MINUTE_MS });
    engine.clock.real = START + MINUTE_MS - 1;
    expect(await w.settle(hold, 5n)).toMatchObject({ state: "settled", charged: 5n, isReplay: false });
  });

  test("B3 P7 no ended hold moves again, whichever way it ended and whichever way it is asked", async () => {
    const w = await openTestWorkspace(credits);
    const endings = [
      { state: "settled", end: (hold: string) => w.settle(hold, 3n) },
      { state: "released", end: (hold: string) => w.release(hold) },
      { state: "expired", end: async () => passTime(MINUTE_MS) },
    ];
    for (const { state, end } of endings) {
      const { hold } = await w.hold(5n);
      await end(hold);
      const first = await w.settle(hold, 4n);
      expect(first).toMatchObject({ state, isReplay: true });
      const after = await w.balance();
      for (const again of [() => w.settle(hold, 5n), () => w.release(hold), () => w.settle(hold, 6n)]) {
        expect(await again()).toEqual(first);
      }
      await expect(w.extend(hold, MINUTE_MS)).rejects.toMatchObject({ code: "hold-ended" });
      expect(await w.balance()).toEqual(after);
    }
  });

  test("B3 a refused hold leaves nothing that could be settled, and an action's id is no hold's", async () => {
    const w = await openTestWorkspace(credits);
    const key = "refused";
    await expect(w.hold(51n, { key })).rejects.toMatchObject({ code: "insufficient-credits" });
    expect(await w.log()).toEqual([]);
    const { hold, action } = await w.hold(10n);
    await expect(w.settle(action, 1n)).rejects.toMatchObject({ code: "hold-not-found" });
    expect(await w.settle(hold, 1n)).toMatchObject({ charged: 1n });
  });

  test("B5 sweep first, settle late: the settle hears of the expiry; settle first, sweep late: nothing is left to sweep", async () => {
    passTime(MINUTE_MS);
    await credits.expireHolds();
    engine.clock.real = START;
    const w = await openTestWorkspace(credits);
    const [swept, settled] = [await w.hold(10n), await w.hold(10n)];
    await w.settle(settled.hold, 4n);
    engine.clock.real = START + MINUTE_MS;
    expect(await credits.expireHolds()).toBe(1);
    expect(await credits.expireHolds()).toBe(0);
    expect(await w.settle(swept.hold, 4n)).toMatchObject({ state: "expired", charged: 0n, isReplay: true });
    expect(await w.release(swept.hold)).toMatchObject({ state: "expired", charged: 0n, isReplay: true });
    expect(await w.balance()).toMatchObject({ spent: 4n, held: 0n, available: 46n });
  });

  test("C1 P15 a caller that vanished: what it held is free from its deadline on, in the rows too after one sweep", async () => {
    const w = await openTestWorkspace(credits);
    await w.hold(30n, { deadlineMs: MINUTE_MS });
    engine.clock.real = START + MINUTE_MS;
    expect(await w.balance()).toMatchObject({ held: 0n, available: 50n });
    await credits.expireHolds();
    const rows = await engine.read(
      "select sum(held) as held, sum(available) as available from credits.lots where held > 0",
    );
    expect(rows).toEqual([{ held: null, available: null }]);
  });

  test("D4 P8 a release restores every lot to what it was", async () => {
    const w = await openTestWorkspace(credits);
    await w.grant(7n, { expiresAt: new Date(START + 86_400_000) });
    await w.grant(9n, { source: "top-up" });
    const before = await w.balance();
    const { hold } = await w.hold(60n);
    await w.release(hold);
    const after = await w.balance();
    expect(after.lots).toEqual(before.lots);
    expect(after).toMatchObject({ held: 0n, spent: 0n, available: before.available });
  });

  test("P5 P6 T8 to hold 60 and settle 13 leaves the same lots as to hold 13 and settle it", async () => {
    const lotsAfter = async (held: bigint) => {
      const w = await openTestWorkspace(credits);
      await w.grant(7n, { expiresAt: new Date(START + 86_400_000) });
      await w.grant(9n, { source: "top-up" });
      const { hold } = await w.hold(held);
      await w.settle(hold, 13n);
      return (await w.balance()).lots.map(({ id: _id, ...parts }) => parts);
    };
    expect(await lotsAfter(60n)).toEqual(await lotsAfter(13n));
  });

  test("J1 every question shows the state after every change, the replay of the hold included", async () => {
    const w = await openTestWorkspace(credits);
    const key = "one";
    const { hold, action } = await w.hold(20n, { key });
    expect(await w.hold(20n, { key })).toMatchObject({ state: "held", isReplay: true });
    expect((await w.action(action)).action).toMatchObject({ status: "running", held: 20n, charged: 0n, endedAt: null });
    await w.settle(hold, 6n);
    expect(await w.hold(20n, { key })).toMatchObject({ hold, state: "settled", isReplay: true });
    expect((await w.action(action)).action).toMatchObject({ status: "succeeded", held: 20n, charged: 6n });
    expect((await w.log())[0]).toMatchObject({ status: "succeeded", charged: 6n });
    expect(await w.balance()).toMatchObject({ spent: 6n, held: 0n, available: 44n });
  });

  test("J1 an expired hold is shown as ended before anybody has swept", async () => {
    const w = await openTestWorkspace(credits);
    const key = "two";
    const { action } = await w.hold(20n, { key });
    engine.clock.real = START + MINUTE_MS;
    expect((await w.action(action)).action).toMatchObject({ status: "failed", charged: 0n });
    expect((await w.log())[0]).toMatchObject({ status: "failed" });
    expect(await w.hold(20n, { key })).toMatchObject({ state: "expired", isReplay: true });
  });

  test("L2 P25 R4.5 nothing can be held and charged at a balance of nothing", async () => {
    const w = await openTestWorkspace(credits);
    await w.hold(50n);
    const zero = await w.hold(0n);
    expect(zero).toMatchObject({ credits: 0n, available: 0n, state: "held" });
    expect(await w.settle(zero.hold, 0n)).toMatchObject({ state: "settled", charged: 0n, returned: 0n });
    expect(await w.release((await w.hold(0n)).hold)).toMatchObject({ state: "released", returned: 0n });
    expect(await w.balance()).toMatchObject({ held: 50n, available: 0n });
  });

  test("R4.4 P26 an extension is at most an hour, a hold's life at most a day", async () => {
    const w = await openTestWorkspace(credits);
    const hour = 60 * MINUTE_MS;
    const { hold } = await w.hold(5n, { deadlineMs: hour });
    await expect(w.extend(hold, hour + 1)).rejects.toMatchObject({ code: "hold-limit" });
    await expect(w.hold(5n, { deadlineMs: hour + 1 })).rejects.toMatchObject({ code: "hold-limit" });
    for (let hours = 1; hours <= 23; hours += 1) {
      engine.clock.real = START + hours * (hour - 1);
      await w.extend(hold, hour);
    }
    engine.clock.real = START + 23 * hour + MINUTE_MS;
    await expect(w.extend(hold, hour)).rejects.toMatchObject({ code: "hold-limit" });
    expect(await w.extend(hold, hour - MINUTE_MS)).toEqual({ deadline: new Date(START + 24 * hour) });
    engine.clock.real = START + 24 * hour;
    expect(await w.settle(hold, 1n)).toMatchObject({ state: "expired", charged: 0n });
  });

  test("P22 a hold of another workspace is not there: not for an end, an extension, a look", async () => {
    const [mine, theirs] = [await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const { hold, action } = await theirs.hold(20n);
    const before = await theirs.balance();
    await expect(mine.settle(hold, 1n)).rejects.toMatchObject({ code: "hold-not-found" });
    await expect(mine.release(hold)).rejects.toMatchObject({ code: "hold-not-found" });
    await expect(mine.extend(hold, MINUTE_MS)).rejects.toMatchObject({ code: "hold-not-found" });
    await expect(mine.action(action)).rejects.toMatchObject({ code: "action-not-found" });
    expect(await theirs.balance()).toEqual(before);
    expect(await workspaceOf(credits, theirs.id).settle(hold, 1n)).toMatchObject({ charged: 1n });
  });
});
