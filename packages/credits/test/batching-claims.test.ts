import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type Credits, createCredits, shippedCatalog, workspaceIdOf } from "../src/index.ts";
import { type HeardDatabase, type OpenedDatabase, openHeardDatabase } from "./hear-database.ts";

const externalId = "claimed";
const workspace = workspaceIdOf(externalId);
const action = { kind: "improve", member: null, document: null, model: null, estimate: null, group: null };

describe.each([
  ["pipelined", true],
  ["statement by statement", false],
])("a batch that is planned before its accounts are locked, on connections that are %s", (_name, isPipelined) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let port: HeardDatabase;
  let close: OpenedDatabase["close"];
  let credits: Credits;
  let other: Credits;
  let number = 0;

  beforeEach(async () => {
    ({ database, pool, port, close } = await openHeardDatabase({ isPipelined }));
    credits = createCredits({ database: port.database, catalog: shippedCatalog });
    other = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
    // Free: 50 credits.
    await credits.openWorkspace({ externalId, plan: "free", actor: "test" });
    await trust();
  });
  afterEach(() => close(credits, other));

  const nextKey = (): string => {
    number += 1;
    return `k${number}`;
  };
  const hold = (amount: bigint, { engine = credits, key = nextKey(), deadlineMs = 60_000 } = {}) => {
    const wanted = { credits: amount, deadlineMs, action: { ...action, isDemo: false } };
    return engine.placeHold({ workspace, key, fingerprint: "f", ...wanted, actor: "t" });
  };
  const settle = (id: string, amount: bigint, engine = credits) =>
    engine.settleHold({ workspace, hold: id, charge: { credits: amount }, status: "succeeded", actor: "t" });
  /** Batches enough of one process that it relies on what it knows. */
  const trust = async (): Promise<void> => {
    for (let batch = 0; batch < 3; batch += 1) await hold(0n);
    port.asked.length = 0;
    port.waits.count = 0;
  };
  const locks = (): readonly string[] => port.asked.filter((name) => /^(claim|lock|try)-accounts$/.test(name));
  const linesOf = async (): Promise<unknown> => {
    const { rows } = await database.pool.query("select count(*)::integer as count from credits.transfers");
    return rows[0]?.count;
  };

  test("a hold, its end and a refusal wait for the database once each, and read nothing", async () => {
    const { hold: id } = await hold(5n);
    expect(await settle(id, 2n)).toMatchObject({ charged: 2n, available: 48n });
    await expect(hold(49n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 48n } });
    expect(locks()).toEqual(["claim-accounts", "claim-accounts", "claim-accounts"]);
    expect(port.asked.filter((name) => name.startsWith("select"))).toEqual([]);
    expect(port.waits.count).toBe(3);
  });

  test("what another process did is seen: nothing of the plan is applied, and it is made again under the lock", async () => {
    await hold(40n, { engine: other });
    const before = await linesOf();
    await expect(hold(20n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 10n } });
    expect(locks()).toEqual(["claim-accounts", "lock-accounts"]);
    expect(await linesOf()).toBe(before);
    expect(await hold(10n)).toMatchObject({ available: 0n });
  });

  test("nobody is refused because of what was true before", async () => {
    await hold(50n);
    const more = { source: "goodwill", credits: 30n, reason: "sorry", actor: "t" } as const;
    await other.grant({ workspace, key: "more", ...more });
    expect(await hold(25n)).toMatchObject({ available: 5n });
    expect(locks()).toEqual(["claim-accounts", "claim-accounts", "lock-accounts"]);
  });

  test("two processes in turns do not try in vain", async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await hold(1n, { engine: other });
      await hold(1n);
    }
    expect(locks()).toEqual(["claim-accounts", "lock-accounts", "lock-accounts", "lock-accounts"]);
  });

  test("a key that was accepted before is replayed, also where its command would be refused now", async () => {
    const first = await hold(30n, { key: "again" });
    await settle(first.hold, 30n);
    expect(await hold(30n, { key: "again" })).toMatchObject({ hold: first.hold, state: "settled", isReplay: true });
    await trust();
    const second = await hold(20n, { key: "last" });
    expect(await hold(20n, { key: "last" })).toMatchObject({ hold: second.hold, available: 0n, isReplay: true });
    await trust();
    await expect(hold(20n)).rejects.toMatchObject({ code: "insufficient-credits" });
    await expect(hold(1n, { key: "again" })).resolves.toMatchObject({ hold: first.hold, isReplay: true });
  });

  test("a hold that the process does not have in memory is looked up under the lock", async () => {
    const { hold: id } = await hold(5n);
    await settle(id, 5n);
    expect(await settle(id, 1n)).toMatchObject({ charged: 5n, isReplay: true });
    expect(locks()).toEqual(["claim-accounts", "claim-accounts", "lock-accounts"]);
  });

  test("an account that somebody has locked is waited for with the lock's own limit", async () => {
    const locker = await database.pool.connect();
    await locker.query("begin; select 1 from credits.accounts for update");
    const waiting = hold(5n);
    await expect.poll(locks).toEqual(["claim-accounts", "lock-accounts"]);
    await locker.query("rollback");
    locker.release();
    expect(await waiting).toMatchObject({ available: 45n });
  });

  test.each([
    ["comes late", { waitMs: 300, since: null }],
    ["runs back", { waitMs: 0, since: new Date(Date.now() + 3_600_000).toISOString() }],
  ])(
    "R2.1 where the database's clock %s behind the plan, its time is read again under the lock",
    async (_, { waitMs, since }) => {
      port.change.statements = async (statements) => {
        if (!statements[0]?.name.endsWith(".claim-accounts")) return statements;
        await pause(waitMs);
        const [claim, ...others] = statements;
        const values = claim.values.map((value, index) => (index === 3 && since !== null ? since : value));
        return [{ ...claim, values }, ...others];
      };
      expect(await hold(5n)).toMatchObject({ available: 45n });
      expect(locks()).toEqual(["claim-accounts", "lock-accounts"]);
    },
  );

  test("a database that was set back to another history is not taken for the one that is known", async () => {
    const { rows } = await database.pool.query("select last_hash from credits.accounts");
    const setHash = (hash: Buffer) => database.pool.query("update credits.accounts set last_hash = $1", [hash]);
    port.change.statements = async (statements) => {
      const [first] = statements;
      if (first?.name.endsWith(".claim-accounts")) await setHash(Buffer.alloc(32));
      if (first?.name.endsWith(".lock-accounts")) await setHash(rows[0]?.last_hash);
      return statements;
    };
    expect(await hold(5n)).toMatchObject({ available: 45n });
    expect(locks()).toEqual(["claim-accounts", "lock-accounts"]);
  });

  test("what moved no credits counts too: a workspace that another process suspended takes no hold", async () => {
    await other.setSuspended({ workspace, isSuspended: true, key: "stop", actor: "t" });
    await expect(hold(5n)).rejects.toMatchObject({ code: "workspace-suspended" });
    expect(locks()).toEqual(["claim-accounts", "lock-accounts"]);
  });

  test("holds that end by their deadline are seen by a plan from memory", async () => {
    await hold(50n, { deadlineMs: 50 });
    await pause(60);
    expect(await hold(50n)).toMatchObject({ available: 0n });
    expect(locks()).toEqual(["claim-accounts", "claim-accounts"]);
  });
});
