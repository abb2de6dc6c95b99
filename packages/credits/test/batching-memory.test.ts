import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type Credits, createCredits, shippedCatalog, workspaceIdOf } from "../src/index.ts";
import { type HeardDatabase, type OpenedDatabase, openHeardDatabase } from "./hear-database.ts";

const externalId = "memory";
const workspace = workspaceIdOf(externalId);
const action = {
  kind: "improve",
  member: null,
  document: null,
  model: null,
  estimate: null,
  group: null,
  isDemo: false,
};

describe.each([
  ["pipelined", true],
  ["statement by statement", false],
])("books that stay in memory between batches, on connections that are %s", (_name, isPipelined) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let port: HeardDatabase;
  let close: OpenedDatabase["close"];
  let credits: Credits;
  let others: Credits[];
  let number = 0;

  beforeEach(async () => {
    ({ database, pool, port, close } = await openHeardDatabase({ isPipelined }));
    credits = createCredits({ database: port.database, catalog: shippedCatalog });
    await credits.openWorkspace({ externalId, plan: "free", actor: "test" });
    others = [];
    port.asked.length = 0;
  });
  afterEach(() => close(credits, ...others));

  const anotherEngine = (cacheRows?: number): Credits => {
    const options = cacheRows === undefined ? {} : { cacheRows };
    const engine = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog, ...options });
    others.push(engine);
    return engine;
  };
  const nextKey = (): string => {
    number += 1;
    return `k${number}`;
  };
  const hold = (amount: bigint, engine = credits, at = workspace, key = nextKey()) =>
    engine.placeHold({ workspace: at, key, fingerprint: "f", credits: amount, deadlineMs: 60_000, action, actor: "t" });
  const settle = (id: string, amount: bigint, engine = credits) =>
    engine.settleHold({ workspace, hold: id, charge: { credits: amount }, status: "succeeded", actor: "t" });
  const reads = (): readonly string[] =>
    port.asked.filter((name) => /^select-(?!now|operations)/.test(name)).toSorted();
  const everything = ["select-accounts", "select-holds", "select-open-lots"];

  test("a hold and its end read nothing that the process knows: a lock, the clock and the key, then what they write", async () => {
    const { hold: id } = await hold(5n);
    expect(reads()).toEqual([]);
    expect(port.asked.slice(0, 2)).toEqual(["lock-accounts", "select-operations"]);
    expect(await settle(id, 2n)).toMatchObject({ charged: 2n, returned: 3n, available: 48n });
    expect(reads()).toEqual([]);
  });

  test("two processes in turns on one workspace: each sees what the other did", async () => {
    const other = anotherEngine();
    const first = await hold(20n);
    const second = await hold(20n, other);
    expect(second.available).toBe(10n);
    await expect(hold(20n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 10n } });
    expect(reads()).toEqual(everything);
    expect(await settle(first.hold, 5n, other)).toMatchObject({ available: 25n });
    expect(await settle(first.hold, 20n)).toMatchObject({ charged: 5n, isReplay: true });
    expect(await settle(second.hold, 20n)).toMatchObject({ charged: 20n, available: 25n });
  });

  test("between the lock and the plan nothing of a workspace changes, however often two processes meet on it", async () => {
    const engines = [credits, anotherEngine(), anotherEngine(0)];
    const results = await Promise.allSettled(
      Array.from({ length: 120 }, (_, index) => hold(1n, engines[index % engines.length] ?? credits)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
    expect(await credits.getBalance({ workspace })).toMatchObject({ held: 50n, available: 0n });
  });

  test("R1.3 a commit whose answer is lost leaves nothing in memory: the same batch is read anew, and replayed", async () => {
    port.unknown.commits = 1;
    expect(await hold(5n, credits, workspace, "lost")).toMatchObject({ available: 45n, isReplay: true });
    expect(reads()).toEqual(everything);
    port.asked.length = 0;
    expect(await hold(5n)).toMatchObject({ available: 40n });
    expect(reads()).toEqual([]);
  });

  test("a statement that fails leaves nothing in memory, is a fault of its command alone, and applies nothing of it", async () => {
    await database.pool.query(`create function public.refuse() returns trigger language plpgsql as
      $$ begin if new.key = 'bad' then raise exception using errcode = '23514'; end if; return new; end $$;
      create trigger refuse before insert on credits.operations for each row execute function public.refuse()`);
    const held = await Promise.allSettled([hold(5n), hold(5n, credits, workspace, "bad"), hold(5n)]);
    expect(held.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(held[1]).toMatchObject({ reason: { code: "23514" } });
    await expect(hold(5n, credits, workspace, "bad")).rejects.toMatchObject({ code: "23514" });
    port.asked.length = 0;
    expect(await hold(5n)).toMatchObject({ available: 35n });
    expect(reads()).toEqual(everything);
  });

  test("a key whose hold has ended long ago is replayed from the database, and so is the end of that hold", async () => {
    const { hold: id } = await hold(5n, credits, workspace, "old");
    await settle(id, 5n);
    await hold(1n);
    port.asked.length = 0;
    expect(await hold(5n, credits, workspace, "old")).toMatchObject({ hold: id, state: "settled", isReplay: true });
    expect(await settle(id, 5n)).toMatchObject({ charged: 5n, isReplay: true });
    // The key was taken for a new one first, so that what was in memory is read again too.
    expect(reads()).toEqual([...everything, "select-holds"].toSorted());
    await expect(hold(6n, credits, workspace, "old")).resolves.toMatchObject({ isReplay: true });
  });

  test("what leaves a full memory is read again when it is needed", async () => {
    const small = anotherEngine(4);
    const names = ["one", "two", "three"];
    for (const name of names) await small.openWorkspace({ externalId: name, plan: "free", actor: "test" });
    for (let round = 0; round < 3; round += 1) {
      for (const name of names) {
        const at = workspaceIdOf(name);
        const { hold: id } = await hold(2n, small, at);
        await small.settleHold({ workspace: at, hold: id, charge: { credits: 1n }, status: "succeeded", actor: "t" });
      }
    }
    for (const name of names) {
      expect(await small.getBalance({ workspace: workspaceIdOf(name) })).toMatchObject({ spent: 3n, available: 47n });
    }
  });

  test("R1.5 a workspace that somebody else has locked is left out, takes its turn, and the others do not wait", async () => {
    await credits.openWorkspace({ externalId: "free one", plan: "free", actor: "test" });
    const locker = await database.pool.connect();
    await locker.query("begin");
    await locker.query("select 1 from credits.accounts where external_id = $1 for update", [externalId]);
    const locked = hold(5n);
    expect(await hold(5n, credits, workspaceIdOf("free one"))).toMatchObject({ available: 45n });
    await locker.query("update credits.accounts set version = version + 1 where external_id = $1", [externalId]);
    await locker.query("commit");
    locker.release();
    expect(await locked).toMatchObject({ available: 45n });
    expect(port.asked).toContain("try-accounts");
  });

  test("a limit that was set counts from then on, and is asked in one order", async () => {
    const setLimit = (kind: string | null, member: string | null, amount: bigint) =>
      credits.setLimit({ workspace, member, kind, credits: amount, key: `limit ${kind}`, actor: "t" });
    await hold(5n);
    await setLimit("improve", null, 12n);
    const { hold: id } = await hold(5n);
    await expect(hold(5n)).rejects.toMatchObject({ code: "limit-reached", details: { used: 0n, reserved: 10n } });
    await settle(id, 1n);
    port.asked.length = 0;
    await expect(hold(7n)).rejects.toMatchObject({ code: "limit-reached", details: { used: 1n, reserved: 5n } });
    expect(await hold(6n)).toMatchObject({ available: 38n });
    expect(reads()).toEqual([]);
  });

  test("of several limits that refuse, the same is named whether they come from memory or from the database", async () => {
    const limits = [
      { kind: "improve", member: null },
      { kind: null, member: "anna" },
    ];
    for (const limit of limits) {
      await credits.setLimit({ workspace, ...limit, credits: 5n, key: JSON.stringify(limit), actor: "t" });
      await hold(1n);
    }
    const tooMuch = {
      workspace,
      fingerprint: "f",
      credits: 6n,
      deadlineMs: 60_000,
      action: { ...action, member: "anna" },
    };
    const refusals = [credits, anotherEngine(0)].map((engine) =>
      expect(engine.placeHold({ ...tooMuch, key: nextKey(), actor: "t" })).rejects.toMatchObject({
        code: "limit-reached",
        details: { member: null, kind: "improve" },
      }),
    );
    await Promise.all(refusals);
  });
});
