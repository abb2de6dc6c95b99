import { afterAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";

const databases: TestDatabase[] = [];
afterAll(() => Promise.all(databases.map((database) => database.drop())));

async function copyOfCounted(): Promise<TestDatabase> {
  const database = await createTestDatabase({
    template: "counted",
    migrate: async (pool) => {
      await pool.query("create table counted (number bigint not null)");
      await pool.query("insert into counted values (9007199254740993)");
    },
  });
  databases.push(database);
  return database;
}

test("a copy of a template has what its migration made, and its own rows from there on", async () => {
  const [first, second] = await Promise.all([copyOfCounted(), copyOfCounted()]);
  await first.pool.query("insert into counted values (1)");
  const { rows } = await second.pool.query("select number from counted");
  expect(rows).toEqual([{ number: 9_007_199_254_740_993n }]);
});

test("a pool's bigint does not change the driver's global types", async () => {
  const { default: pg } = await import("pg");
  expect(pg.types.getTypeParser(20)("12")).toBe("12");
});

test("tests connect as a role that is no superuser, to a database in UTF-8", async () => {
  const { pool } = await copyOfCounted();
  const { rows } = await pool.query(
    "select rolsuper, current_setting('server_encoding') as encoding from pg_roles where rolname = current_user",
  );
  expect(rows).toEqual([{ rolsuper: false, encoding: "UTF8" }]);
});
