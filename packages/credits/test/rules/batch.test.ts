import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { CommitUnknownError, ConnectionError, type Database } from "../../src/database/port.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, migrateCredits, shippedCatalog } from "../../src/index.ts";
import { namesItsWorkspace, overWorkspaces, shortName } from "../databases/watch-database.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { type Recorded, recordingPool } from "./recording-pool.ts";

describe("a batch on PostgreSQL", () => {
  let database: TestDatabase;
  let credits: Credits;
  let recorded: Recorded[];
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateCredits(postgresDatabase(database.pool));
    const recording = recordingPool(database.pool);
    recorded = recording.recorded;
    credits = createCredits({ database: postgresDatabase(recording.pool), catalog: shippedCatalog });
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  /** Another connection that has the rows of workspaces locked, as another server in the middle of a batch has. */
  const lockElsewhere = async (...externalIds: readonly string[]) => {
    const client = await database.pool.connect();
    await client.query("begin");
    await client.query("select 1 from credits.accounts where external_id = any($1) order by workspace_id for update", [
      externalIds,
    ]);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const isWaitedFor = async (): Promise<boolean> => {
      const waiting = await database.pool.query(
        "select 1 from pg_catalog.pg_stat_activity where $1 = any(pg_blocking_pids(pid))",
        [rows[0]?.pid],
      );
      return waiting.rows.length > 0;
    };
    const finish = async (text: "commit" | "rollback") => {
      await client.query(text);
      client.release();
    };
    return { client, isWaitedFor, finish };
  };

  test("R1.1 what a batch reads is what the transaction left that it had waited for", async () => {
    const w = await openTestWorkspace(credits);
    await w.release((await w.hold(1n)).hold);
    const other = await lockElsewhere(w.externalId);
    const holding = w.hold(50n).then(
      () => "held",
      (error: { details: unknown }) => error.details,
    );
    await expect.poll(() => other.isWaitedFor()).toBe(true);
    await other.client.query(
      `update credits.lots set available = available - 40, expired = expired + 40
       where workspace_id = (select workspace_id from credits.accounts where external_id = $1)`,
      [w.externalId],
    );
    await other.client.query("update credits.accounts set version = version + 1 where external_id = $1", [
      w.externalId,
    ]);
    await other.finish("commit");
    expect(await holding).toEqual({ needed: 50n, available: 10n, shortfall: 40n });
  });

  test("R2.1 the time of a batch is read when it has the lock, not when it asked for it", async () => {
    const w = await openTestWorkspace(credits);
    await w.release((await w.hold(1n)).hold);
    const other = await lockElsewhere(w.externalId);
    const holding = w.hold(1n, { deadlineMs: 60_000 });
    await expect.poll(() => other.isWaitedFor()).toBe(true);
    const { rows } = await other.client.query<{ now: Date }>("select clock_timestamp() as now");
    await other.finish("rollback");
    const placedAtMs = (await holding).deadline.getTime() - 60_000;
    expect(placedAtMs).toBeGreaterThanOrEqual(rows[0]?.now.getTime() ?? Number.NaN);
  });

  test("R1.5 a batch of several workspaces leaves out the one that somebody has, which has its turn afterwards", async () => {
    const all = [await openTestWorkspace(credits), await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const [locked, ...free] = all;
    const other = await lockElsewhere(locked?.externalId ?? "");
    const answers = all.map((w) => w.hold(5n));
    const done: string[] = [];
    for (const [index, answer] of answers.entries()) void answer.then(() => done.push(index === 0 ? "locked" : "free"));
    await Promise.all(answers.slice(1));
    expect(done).toEqual(free.map(() => "free"));
    await expect.poll(() => other.isWaitedFor()).toBe(true);
    await other.finish("rollback");
    expect(await answers[0]).toMatchObject({ available: 45n });
  });

  test("R1.1 R1.5 R1.7 each transaction is READ COMMITTED with its three timeouts, and every statement is prepared", async () => {
    const w = await openTestWorkspace(credits);
    recorded.length = 0;
    await w.settle((await w.hold(5n)).hold, 3n);
    const beginnings = recorded.filter(({ text }) => text.startsWith("begin"));
    expect(beginnings.length).toBeGreaterThanOrEqual(2);
    for (const { text } of beginnings) {
      expect(text).toContain("read committed");
      expect(text).toMatch(/lock_timeout = 2000\b/);
      expect(text).toMatch(/statement_timeout = 5000\b/);
      expect(text).toMatch(/idle_in_transaction_session_timeout = 5000\b/);
    }
    const statements = recorded.filter(({ text }) => !/^(begin|commit)/.test(text));
    expect(statements.filter(({ name }) => name === null)).toEqual([]);
    const texts = new Map(statements.map(({ name, text }) => [name, text]));
    expect(statements.filter(({ name, text }) => texts.get(name) !== text)).toEqual([]);
  });

  test("R1.3 P21 what the database will not keep fails its own command, and no other of the batch", async () => {
    const all = [await openTestWorkspace(credits), await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const [, poisoned] = all;
    await database.pool.query("alter table credits.actions add constraint no_poison check (kind <> 'poison')");
    try {
      const answers = await Promise.allSettled(
        all.flatMap((w) => [w.hold(5n), ...(w === poisoned ? [w.hold(5n, { action: { kind: "poison" } })] : [])]),
      );
      expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
      expect(answers[2]).toMatchObject({ reason: { code: "23514" } });
      for (const w of all) expect(await w.balance()).toMatchObject({ held: 5n, available: 45n });
      // Nothing of what failed stayed in memory either.
      expect(await poisoned?.hold(45n)).toMatchObject({ available: 0n });
    } finally {
      await database.pool.query("alter table credits.actions drop constraint no_poison");
    }
  });

  test("R1.3 P24 what may have been applied is never told as not applied, though the database is away afterwards", async () => {
    const port = postgresDatabase(database.pool);
    let isAway = false;
    const transaction: Database["transaction"] = async (limits, work) => {
      if (isAway) throw new ConnectionError("the database is away");
      await port.transaction(limits, work);
      isAway = true;
      throw new CommitUnknownError("the answer to the commit was lost");
    };
    const w = await openTestWorkspace(credits);
    const cutOff = createCredits({ database: { ...port, transaction }, catalog: shippedCatalog });
    const hold = workspaceOf(cutOff, w.id).hold(5n, { key: "k" });
    await expect(hold).rejects.toMatchObject({ code: "outcome-unknown" });
    expect(await w.hold(5n, { key: "k" })).toMatchObject({ isReplay: true, available: 45n });
    await cutOff.close();
  });

  test("R8.2 P22 only the statements of one file read over workspaces, and never where something is written", async () => {
    const [w, other] = [await openTestWorkspace(credits), await openTestWorkspace(credits)];
    recorded.length = 0;
    const { hold, action } = await w.hold(5n);
    await w.settle(hold, 3n);
    await w.refund(action, 1n);
    await w.grant(5n);
    await w.changePlan("starter", "now");
    await credits.setLimit({ workspace: w.id, member: "ada", kind: null, credits: 9n, key: "limit", actor: "test" });
    await Promise.all([w.hold(1n), other.hold(1n), w.balance(), w.log(), w.action(action)]);
    await credits.expireHolds();
    await credits.getVersions({ workspaces: [w.id, other.id] });
    await credits.verify();
    const isOver = ({ name }: Recorded): boolean => name !== null && overWorkspaces.has(shortName(name));
    expect(new Set(recorded.filter(isOver).map(({ name }) => name)).size).toBe(3);
    expect(recorded.filter((statement) => isOver(statement) && statement.isInTransaction)).toEqual([]);
    const others = recorded.filter((statement) => !isOver(statement));
    expect(others.filter(({ text }) => /\bcredits\.\w+/.test(text)).length).toBeGreaterThan(20);
    expect(others.filter(({ text }) => !namesItsWorkspace(text)).map(({ text }) => text)).toEqual([]);
  });

  test("R8.2 that file is used by verbs that list workspaces, and by nothing that loads, plans or writes", () => {
    const sources = new URL("../../src/", import.meta.url);
    const users = readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .filter((path) => /from ".*\/over-(workspaces|actions)\.ts"/.test(readFileSync(new URL(path, sources), "utf8")))
      .map((path) => path.replaceAll("\\", "/"));
    expect(users).toContain("operations/expire-holds.ts");
    expect(users.filter((path) => !path.startsWith("operations/"))).toEqual([]);
  });
});
