import { readdir } from "node:fs/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type Credits, createCredits, migrateCredits, shippedCatalog, workspaceIdOf } from "../src/index.ts";

const action = {
  kind: "improve",
  member: "person",
  document: null,
  model: "claude-sonnet-5-5",
  estimate: null,
  group: null,
  isDemo: false,
};

/** Runs one action from its hold to its charge, and checks the books. */
async function meter(credits: Credits, externalId: string): Promise<void> {
  const workspace = workspaceIdOf(externalId);
  await credits.openWorkspace({ externalId, plan: "free", actor: "test" });
  const request = { workspace, key: "k", fingerprint: "f", credits: 5n, deadlineMs: 60_000, action, actor: "test" };
  const { hold } = await credits.placeHold(request);
  const usage = { input: 512, cacheRead: 0, cacheWrite: 0, output: 148, thinking: 0 };
  await credits.settleHold({ workspace, hold, charge: { usage }, status: "succeeded", actor: "test" });
  expect(await credits.getBalance({ workspace })).toMatchObject({ spent: 2n, held: 0n, available: 48n });
  expect(await credits.verify({ workspace })).toMatchObject({ differences: [] });
}

describe("migrations", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  test("any number of servers may migrate at once, and again", async () => {
    const port = postgresDatabase(database.pool);
    await Promise.all([migrateCredits(port), migrateCredits(port), migrateCredits(port)]);
    await migrateCredits(port);
    const { rows } = await database.pool.query("select version from credits.schema_versions");
    const files = await readdir(new URL("../sql/migrations", import.meta.url));
    expect(rows.map(({ version }) => version)).toEqual(
      files.map((name) => Number(name.slice(0, 4))).sort((a, b) => a - b),
    );
    const credits = createCredits({ database: port, catalog: shippedCatalog });
    await meter(credits, "one");
    await credits.close();
  });

  test("a schema of a later engine is refused, by the migration and by the engine, and left as it is", async () => {
    const port = postgresDatabase(database.pool);
    await migrateCredits(port);
    await database.pool.query("insert into credits.schema_versions (version) values (999)");
    const refusal = { code: "schema-version", details: { schema: "credits", found: 999 } };
    await expect(migrateCredits(port)).rejects.toMatchObject(refusal);
    const credits = createCredits({ database: port, catalog: shippedCatalog });
    await expect(credits.getBalance({ workspace: workspaceIdOf("one") })).rejects.toMatchObject(refusal);
    await credits.close();
  });

  test("C2 a schema of an earlier engine is refused until it is migrated, and then everything is there", async () => {
    const port = postgresDatabase(database.pool);
    await migrateCredits(port);
    const newest = "(select max(version) from credits.schema_versions)";
    const { rows } = await database.pool.query(
      `delete from credits.schema_versions where version = ${newest} returning version`,
    );
    const credits = createCredits({ database: port, catalog: shippedCatalog });
    const refusal = { code: "schema-version", details: { expected: rows[0]?.version } };
    await expect(credits.verify()).rejects.toMatchObject(refusal);
    const opening = { externalId: "one", plan: "free", actor: "test" };
    await expect(credits.openWorkspace(opening)).rejects.toMatchObject(refusal);
    await database.pool.query("insert into credits.schema_versions (version) values ($1)", [rows[0]?.version]);
    // Refused at every use until then, and not once and for all.
    await meter(credits, "one");
    await credits.close();
  });

  test("slots of an earlier version are added up by the migration, where there are many", async () => {
    const port = postgresDatabase(database.pool);
    await migrateCredits(port);
    const start = Date.now();
    let passedMs = 0;
    const clock = { business: () => new Date(start + passedMs) };
    const credits = createCredits({ database: port, catalog: shippedCatalog, clock });
    const workspace = workspaceIdOf("one");
    await credits.openWorkspace({ externalId: "one", plan: "free", actor: "test" });
    for (const amount of [3n, 4n, 5n]) {
      const asked = { workspace, fingerprint: "f", credits: amount, deadlineMs: 60_000, action, actor: "test" };
      const { hold } = await credits.placeHold({ ...asked, key: `${amount}` });
      await credits.settleHold({ workspace, hold, charge: { credits: amount }, status: "succeeded", actor: "test" });
      passedMs += 7 * 3_600_000;
    }
    const chart = () => credits.getUsage({ workspace, days: 4, timeZone: "Asia/Kathmandu" });
    const before = await chart();
    await database.pool.query(`drop table credits.usage_days;
      alter table credits.accounts drop column summed_until, drop column summed_number;
      update credits.accounts set last_number = last_number + 500;
      delete from credits.schema_versions where version = 20`);
    await migrateCredits(port);
    await database.pool.query(`update credits.accounts set last_number = last_number - 500,
      summed_number = summed_number - 500`);
    const { rows } = await database.pool.query("select sum(credits[96])::text as credits from credits.usage_days");
    expect(rows).toEqual([{ credits: "7" }]);
    expect(await chart()).toEqual(before);
    expect(await credits.verify({ workspace })).toMatchObject({ differences: [] });
    await credits.close();
  });

  test("a catalogue that can not be used stops the engine before it has asked anything", () => {
    const port = postgresDatabase(database.pool);
    const catalog = { ...shippedCatalog, rateCards: [] };
    expect(() => createCredits({ database: port, catalog })).toThrow("rateCards is empty");
  });

  test("two engines live side by side in schemas of their own", async () => {
    const port = postgresDatabase(database.pool);
    await migrateCredits(port, { schema: "meter_a" });
    await migrateCredits(port, { schema: "meter_b" });
    const [a, b] = ["meter_a", "meter_b"].map((schema) =>
      createCredits({ database: port, catalog: shippedCatalog, schema }),
    );
    if (!a || !b) throw new Error("two engines");
    await meter(a, "one");
    await expect(b.getBalance({ workspace: workspaceIdOf("one") })).rejects.toMatchObject({
      code: "workspace-not-found",
    });
    await meter(b, "one");
    await Promise.all([a.close(), b.close()]);
  });

  test.each(["Credits", "a b", 'a"; drop schema public; --', ""])(
    "a schema called %j is refused by name",
    async (schema) => {
      const port = postgresDatabase(database.pool);
      const refusal = { code: "invalid-argument", details: { what: "schema", value: schema } };
      await expect(migrateCredits(port, { schema })).rejects.toMatchObject(refusal);
      expect(() => createCredits({ database: port, catalog: shippedCatalog, schema })).toThrow("schema is");
    },
  );

  test("R10.1 bigint is read as bigint per query: the pool's and the driver's own parsers stay as they were", async () => {
    const plain = new pg.Pool({ connectionString: database.url, max: 2 });
    const port = postgresDatabase(plain);
    await migrateCredits(port);
    const credits = createCredits({ database: port, catalog: shippedCatalog });
    await meter(credits, "one");
    const { rows } = await plain.query<{ version: unknown }>("select version from credits.accounts");
    expect(rows[0]?.version).toBeTypeOf("string");
    await credits.close();
    await plain.end();
  });
});
