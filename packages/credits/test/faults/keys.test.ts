import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { startEngine, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";

const START = Date.UTC(2027, 0, 15, 12);
const DAY_MS = 86_400_000;

describe("one key, one effect", () => {
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

  test("G1 P17 one payment in five shapes of replay: at once, later, elsewhere, after a restart, all together", async () => {
    const w = await openTestWorkspace(credits);
    const payment = { key: "payment 1", source: "top-up" as const };
    const { lot } = await w.grant(500n, payment);
    const other = engine.start();
    const shapes = [
      () => w.grant(500n, payment),
      async () => {
        engine.clock.real += 3 * DAY_MS;
        return w.grant(500n, payment);
      },
      () => workspaceOf(other, w.id).grant(500n, payment),
      async () => {
        const restarted = engine.start();
        const reply = await workspaceOf(restarted, w.id).grant(500n, payment);
        await restarted.close();
        return reply;
      },
      async () => {
        const [reply] = await Promise.all([w.grant(500n, payment), workspaceOf(other, w.id).grant(500n, payment)]);
        return reply;
      },
    ];
    for (const shape of shapes) expect(await shape()).toMatchObject({ lot, isReplay: true });
    await other.close();
    expect(await w.balance()).toMatchObject({ topUps: 500n, available: 550n });
  });

  test("G2 R4.2 a payment's key is known for ever: periods later it still grants nothing", async () => {
    const w = await openTestWorkspace(credits);
    const payment = { key: "payment 2", source: "top-up" as const };
    await w.grant(500n, payment);
    engine.clock.real = START + 200 * DAY_MS;
    await credits.expireHolds();
    expect(await w.grant(500n, payment)).toMatchObject({ isReplay: true });
    expect(await w.balance()).toMatchObject({ topUps: 0n, available: 50n });
  });

  test("G3 P16 a key with another body is a conflict in every verb, and moves nothing", async () => {
    const w = await openTestWorkspace(credits);
    const conflict = { code: "idempotency-key-reused" };
    const { hold } = await w.hold(10n, { key: "h" });
    await expect(w.hold(11n, { key: "h" })).rejects.toMatchObject(conflict);
    await w.grant(5n, { key: "g" });
    await expect(w.grant(6n, { key: "g" })).rejects.toMatchObject(conflict);
    await expect(w.grant(5n, { key: "g", source: "top-up" })).rejects.toMatchObject(conflict);
    const other = await w.hold(10n);
    await w.settle(hold, 4n, { key: "s", fingerprint: "a" });
    await expect(w.settle(other.hold, 4n, { key: "s", fingerprint: "b" })).rejects.toMatchObject(conflict);
    await w.release(other.hold, { key: "r", fingerprint: "a" });
    await expect(w.release(hold, { key: "r", fingerprint: "b" })).rejects.toMatchObject(conflict);
    expect(await w.balance()).toMatchObject({ goodwill: 5n, spent: 4n, held: 0n, available: 51n });
  });

  test("G3 a key that ended one hold cannot answer for another hold, whatever its fingerprint", async () => {
    const w = await openTestWorkspace(credits);
    const [first, second] = [await w.hold(10n), await w.hold(10n)];
    await w.settle(first.hold, 4n, { key: "k" });
    await expect(w.settle(second.hold, 4n, { key: "k" })).rejects.toMatchObject({ code: "idempotency-key-reused" });
    expect(await w.balance()).toMatchObject({ spent: 4n, held: 10n });
  });

  test("P16 a key of one verb or workspace says nothing about another's", async () => {
    const [a, b] = [await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const [first, second] = [await a.hold(10n, { key: "k" }), await b.hold(10n, { key: "k" })];
    expect(second).toMatchObject({ isReplay: false });
    expect(await a.grant(5n, { key: "k" })).toMatchObject({ isReplay: false });
    expect(await a.settle(first.hold, 1n, { key: "k", fingerprint: "f" })).toMatchObject({ isReplay: false });
    expect(await b.release(second.hold, { key: "k", fingerprint: "f" })).toMatchObject({ isReplay: false });
  });

  test("I4 R4.2 a refusal is not remembered: after a top-up the same key holds", async () => {
    const w = await openTestWorkspace(credits);
    await expect(w.hold(80n, { key: "again" })).rejects.toMatchObject({ code: "insufficient-credits" });
    await w.grant(30n);
    expect(await w.hold(80n, { key: "again" })).toMatchObject({ available: 0n, isReplay: false });
  });

  test("P16 a replay tells the first amounts, whatever has happened since", async () => {
    const w = await openTestWorkspace(credits);
    const keyed = { key: "end", fingerprint: "end" };
    const held = await w.hold(20n, { key: "h" });
    const settled = await w.settle(held.hold, 5n, keyed);
    await w.hold(30n);
    expect(await w.hold(20n, { key: "h" })).toMatchObject({ hold: held.hold, credits: 20n, available: held.available });
    expect(await w.settle(held.hold, 5n, keyed)).toEqual({ ...settled, isReplay: true });
  });

  test("P16 a replay after a restart and after the reset is the first answer", async () => {
    const w = await openTestWorkspace(credits);
    const held = await w.hold(20n, { key: "h" });
    await w.settle(held.hold, 5n);
    engine.clock.real = START + 40 * DAY_MS;
    const restarted = engine.start();
    expect(await workspaceOf(restarted, w.id).hold(20n, { key: "h" })).toMatchObject({
      hold: held.hold,
      state: "settled",
      isReplay: true,
    });
    expect(await workspaceOf(restarted, w.id).balance()).toMatchObject({ available: 50n, held: 0n });
    await restarted.close();
  });

  test("I5 P21 duplicates and conflicts inside one batch resolve inside it, and fail alone", async () => {
    const w = await openTestWorkspace(credits);
    const results = await Promise.allSettled([
      w.hold(20n, { key: "a" }),
      w.hold(20n, { key: "a" }),
      w.hold(21n, { key: "a" }),
      w.hold(20n, { key: "b" }),
      w.hold(20n, { key: "c" }),
    ]);
    const told = results.map((result) => (result.status === "fulfilled" ? result.value.isReplay : result.reason.code));
    expect(told.slice(0, 3)).toEqual([false, true, "idempotency-key-reused"]);
    expect(told.slice(3)).toEqual([false, "insufficient-credits"]);
    expect(await w.balance()).toMatchObject({ held: 40n, available: 10n });
  });

  test("P21 a batch over many workspaces: one that does not exist fails alone", async () => {
    const good = await Promise.all(Array.from({ length: 20 }, () => openTestWorkspace(credits)));
    const strange = workspaceOf(credits, `${good[0]?.id.slice(0, -1)}`);
    const results = await Promise.allSettled([...good.map((w) => w.hold(10n)), strange.hold(10n)]);
    expect(results.slice(0, 20).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => "fulfilled"));
    expect(results.at(-1)).toMatchObject({ status: "rejected" });
  });

  test("R8.1 opening the same name again changes nothing, whatever plan and anchor are named", async () => {
    const w = await openTestWorkspace(credits);
    await w.hold(10n);
    const before = await w.balance();
    const again = { externalId: w.externalId, plan: "pro", anchor: new Date(START - DAY_MS), actor: "other" };
    expect(await credits.openWorkspace(again)).toEqual(before);
    expect(await w.balance()).toEqual(before);
  });
});
