import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { DatabaseUnusableError } from "../../src/database/database-error.ts";
import { migrateServer } from "../../src/database/migrate-server.ts";
import { type OpenDatabases, openDatabases } from "../../src/start/open-databases.ts";

const logger = pino({ level: "silent" });
let database: TestDatabase;
let opened: OpenDatabases[];

async function createEmpty(): Promise<void> {
  database = await createTestDatabase();
  opened = [];
}
async function remove(): Promise<void> {
  for (const databases of opened) await databases.close();
  await database.drop();
}

async function open(): Promise<OpenDatabases> {
  const databases = await openDatabases({ databaseUrl: database.url, creditsDatabaseUrl: null, logger });
  opened.push(databases);
  return databases;
}

// The PostgreSQL of these tests was started by the code that starts the embedded one.
describe("R8.4 R10.2 the running server's role", () => {
  // What it may not do leaves nothing behind: one database is enough for all of it.
  let server: OpenDatabases["server"];
  let credits: OpenDatabases["credits"];
  beforeAll(async () => {
    await createEmpty();
    ({ server, credits } = await open());
  });
  afterAll(remove);

  test("is another than the owner's, and is no superuser", async () => {
    for (const pool of [server, credits]) {
      const { rows } = await pool.query<{ role: string; isSuperuser: boolean }>(
        'select current_user as role, rolsuper as "isSuperuser" from pg_roles where rolname = current_user',
      );
      expect(rows).toEqual([{ role: expect.stringMatching(/_application$/), isSuperuser: false }]);
    }
  });

  test.each([
    "update credits.transfers set workspace_id = workspace_id",
    "delete from credits.transfers",
    "truncate credits.transfers",
    "create table dokly.another (number int)",
    "drop table dokly.people",
    "delete from dokly.migrations",
    "update dokly.audit_log set actor = 'x'",
    "delete from dokly.audit_log",
    "truncate dokly.audit_log",
    "alter table dokly.audit_log disable trigger all",
  ])("may not %s", async (sql) => {
    for (const pool of [server, credits]) await expect(pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  });

  test.each([
    "update credits.transfers set reason = 'x'",
    "delete from credits.transfers",
    "truncate credits.transfers",
  ])("may not, by taking on the owner's rights again, %s", async (sql) => {
    await expect(credits.query(`reset role; ${sql}`)).rejects.toMatchObject({ code: "42501" });
    await expect(credits.query(`set role none; ${sql}`)).rejects.toMatchObject({ code: "42501" });
  });

  test("may work on the server's own tables", async () => {
    await server.query("insert into dokly.seeds (name) values ('a')");
    await server.query("update dokly.seeds set finished_at = now()");
    expect((await server.query("delete from dokly.seeds")).rowCount).toBe(1);
  });

  test("reads bigint as bigint", async () => {
    expect((await server.query("select 9007199254740993::bigint as number")).rows).toEqual([
      { number: 9_007_199_254_740_993n },
    ]);
  });
});

describe("opening", () => {
  beforeEach(createEmpty);
  afterEach(remove);

  test("two servers may open a new database at the same moment", async () => {
    await Promise.all([open(), open(), open()]);
    const { rows } = await database.pool.query<{ count: bigint }>("select count(*) as count from dokly.migrations");
    expect(rows[0]?.count).toBeGreaterThan(0n);
  });

  test("a database that a newer Dokly made is refused by the name of its migration", async () => {
    await open();
    await database.pool.query("insert into dokly.migrations (name, checksum) values ('9999_later.sql', '')");
    await expect(migrateServer(database.pool)).rejects.toThrow(/9999_later\.sql by a newer Dokly/);
  });

  test("a migration whose content was changed after it ran is refused", async () => {
    await open();
    await database.pool.query("update dokly.migrations set checksum = 'other' where name = '0001_accounts.sql'");
    await expect(migrateServer(database.pool)).rejects.toBeInstanceOf(DatabaseUnusableError);
  });

  test("a database in another encoding is refused", async () => {
    const name = `latin_${Date.now().toString(36)}`;
    await database.pool.query(
      `create database ${name} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`,
    );
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    try {
      const opening = openDatabases({ databaseUrl: url.href, creditsDatabaseUrl: null, logger });
      await expect(opening).rejects.toThrow(/encoded in LATIN1/);
    } finally {
      await database.pool.query(`drop database ${name} with (force)`);
    }
  });
});
