import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Credits, createCredits, schemaVersion, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { openDatabases } from "../../src/start/open-databases.ts";
import { runLine } from "../command/run-line.ts";

const fixtures = new URL("fixtures/first-release/", import.meta.url);
const answers: Answers = JSON.parse(readFileSync(new URL("answers.json", fixtures), "utf8"));

/** What the first Dokly said of its own data; newer ones may say more. */
type Answers = {
  readonly now: string;
  readonly workspaces: Readonly<
    Record<
      string,
      Readonly<{ balance: object; lots: readonly object[]; actions: object[]; receipts: readonly (object | null)[] }>
    >
  >;
};

/** The migrations of then, of the server and of the ledger. None of them has been changed since. */
const first = {
  server: ["0001_accounts.sql", "0002_workspaces.sql", "0003_documents.sql", "0004_seeds.sql", "0010_ai_runs.sql"],
  ledger: "0001_ledger.sql",
};

let database: TestDatabase;
const run = (...line: readonly string[]) => runLine(line, { environment: { DATABASE_URL: database.url } });

beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await pool.query(`create schema dokly; create schema credits;
    create table dokly.migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default current_timestamp);
    create table credits.schema_versions (
      version integer not null primary key, applied_at timestamptz not null default clock_timestamp())`);
  for (const name of first.server) {
    const sql = readFileSync(new URL(`../../sql/migrations/${name}`, import.meta.url), "utf8");
    await pool.query(sql);
    const checksum = createHash("sha256").update(sql).digest("hex");
    await pool.query("insert into dokly.migrations (name, checksum) values ($1, $2)", [name, checksum]);
  }
  const ledger = readFileSync(new URL(`../../../credits/sql/migrations/${first.ledger}`, import.meta.url), "utf8");
  await pool.query(`begin; set local search_path to credits, pg_temp; ${ledger};
    insert into schema_versions (version) values (1); commit`);
  await pool.query(readFileSync(new URL("data.sql", fixtures), "utf8"));
});
afterAll(() => database.drop());

async function sums() {
  const { rows } = await database.pool.query(
    `select workspace_id::text, sum(granted)::text as granted, sum(available)::text as available,
       sum(held)::text as held, sum(spent)::text as spent, sum(expired)::text as expired
     from credits.lots group by workspace_id order by workspace_id`,
  );
  const { rows: heads } = await database.pool.query(
    "select workspace_id::text, last_sequence::text, encode(last_hash, 'hex') as hash from credits.accounts order by 1",
  );
  return { rows, heads };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? Number(inner) : inner)));
}

describe("a database of the first release", () => {
  test("is refused by commands until it is migrated, which they say how to do", async () => {
    const refused = await run("verify");
    expect(refused).toMatchObject({ code: 3, out: "", errors: expect.stringContaining("npx dokly migrate") });
    const check = await run("migrate", "--check", "--json");
    expect(check).toMatchObject({ code: 1, errors: "" });
    expect(JSON.parse(check.out)).toMatchObject({ applied: [], ledger: { from: 1, to: schemaVersion } });
    expect(JSON.parse(check.out).pending.length).toBeGreaterThan(10);
  });

  test("is brought up to date with every balance, lot and line as it was, and verifies", async () => {
    const before = await sums();
    expect(before.rows).toHaveLength(4);
    const migrated = await run("migrate", "--json");
    expect(migrated).toMatchObject({ code: 0, errors: "" });
    expect(JSON.parse(migrated.out)).toMatchObject({ pending: [], ledger: { from: 1 } });
    expect(await sums()).toEqual(before);
    const verified = await run("verify", "--json");
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, checked: { workspaces: 4 }, differences: [] });
    expect(await run("migrate")).toMatchObject({ code: 0, out: "All was up to date.\n" });
    expect(await run("migrate", "--check")).toMatchObject({ code: 0 });
  });

  test("answers every question as it was answered then, and goes on from there", async () => {
    const now = new Date(answers.now);
    const clock = { business: () => now, deadlines: () => now };
    const credits: Credits = createCredits({
      database: postgresDatabase(database.pool),
      catalog: shippedCatalog,
      clock,
    });
    for (const [workspace, then] of Object.entries(answers.workspaces)) {
      const balance = await credits.getBalance({ workspace });
      expect(plain(balance)).toMatchObject({ ...then.balance, lots: then.lots });
      const { items } = await credits.listActions({ workspace, limit: 100 });
      expect(plain(items)).toMatchObject(then.actions);
      for (const [index, receipt] of then.receipts.entries()) {
        const read = await credits.getAction({ workspace, action: items[index]?.id ?? "" });
        if (receipt === null) expect(read.receipt).toBeNull();
        else expect(plain(read.receipt)).toMatchObject(receipt);
      }
      // What was paid for then has had its effect: the same key has it no second time.
      const grant = { workspace, source: "top-up", credits: 30n, reason: "Top-up", actor: "test" } as const;
      const again = await credits.grant({ ...grant, key: "pay 2027-01-20T08:05:00Z" });
      expect(again.isReplay).toBe(true);
      const [charged] = items.filter((item) => item.charged > 0n);
      const refund = { workspace, action: charged?.id ?? "", credits: 1n, reason: "late", actor: "test", key: "r" };
      expect((await credits.refund(refund)).refunded).toBe(1n);
      expect((await credits.getBalance({ workspace })).available).toBe(balance.available + 1n);
      expect((await credits.verify({ workspace })).differences).toEqual([]);
    }
    await credits.close();
  });
});

describe("a database of a newer Dokly is refused, and left as it is", () => {
  const lines = [
    ["verify"],
    ["migrate"],
    ["migrate", "--check"],
    ["reconcile"],
    ["keys", "status"],
    ["workspace", "show", "ada"],
    ["action", "show", "act_1wfq903v7t8qkfe"],
    ["refund", "act_1wfq903v7t8qkfe", "--credits", "1", "--reason", "late", "--yes"],
    ["grant", "ws_1wfq903v7t8qk8", "--credits", "1", "--reason", "late", "--yes"],
  ] as const;

  async function expectRefused(): Promise<void> {
    const before = await sums();
    for (const line of lines) {
      const said = await run(...line);
      expect({ line, ...said }).toEqual({ line, code: 3, out: "", errors: expect.stringContaining("newer Dokly") });
    }
    const input = { databaseUrl: database.url, creditsDatabaseUrl: null, logger: pino({ enabled: false }) };
    await expect(openDatabases(input)).rejects.toThrow("newer Dokly");
    expect(await sums()).toEqual(before);
  }

  test("whose own tables are newer", async () => {
    await database.pool.query("insert into dokly.migrations (name, checksum) values ('9999_later.sql', 'x')");
    await expectRefused();
    await database.pool.query("delete from dokly.migrations where name = '9999_later.sql'");
  });

  test("whose ledger is newer", async () => {
    await database.pool.query("insert into credits.schema_versions (version) values (999)");
    await expectRefused();
    await database.pool.query("delete from credits.schema_versions where version = 999");
  });
});
