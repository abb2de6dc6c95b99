import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Credits, createCredits, shippedCatalog } from "../../src/index.ts";
import { openTestWorkspace, type TestWorkspace } from "../histories/test-workspace.ts";
import { type EngineDatabase, openEngineDatabase } from "./engine-database.ts";
import { databaseKind, titles } from "./kinds.ts";
import { applicationRole } from "./templates.ts";

const FORBIDDEN = [
  "update credits.transfers set credits = credits + 1",
  "update credits.transfers set hash = hash",
  "delete from credits.transfers",
  "truncate credits.transfers",
];

/** What only the owner may: the engine itself never does it. */
const NOT_FOR_THE_ENGINE = [
  "truncate credits.lots",
  "delete from credits.accounts",
  "delete from credits.lots",
  "delete from credits.holds",
  "delete from credits.actions",
  "delete from credits.usage_slots",
  "delete from credits.usage_days",
  "delete from credits.limit_counters",
  "insert into credits.schema_versions (version) values (99)",
  "update credits.schema_versions set version = 99",
  "alter table credits.transfers add column planted bigint",
  "alter table credits.transfers disable trigger all",
  "drop table credits.transfers",
  "create table credits.planted (workspace_id bigint not null primary key)",
];

describe(`R8.4 R10.2 what the roles may do, on ${titles[databaseKind]}`, () => {
  let database: EngineDatabase;
  let credits: Credits;
  let w: TestWorkspace;
  beforeAll(async () => {
    database = await openEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
    w = await openTestWorkspace(credits);
    await w.settle((await w.hold(7n)).hold, 3n);
  });
  afterAll(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    await database.drop();
    if (differences.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(differences)}`);
  });
  const asApplication = (statement: string) => database.script(`set local role ${applicationRole}; ${statement}`);
  const linesOf = () => database.query("select * from credits.transfers order by workspace_id, sequence");

  test("the engine works as the application role, which owns nothing and is no superuser", async () => {
    const limits = { lockMs: 1_000, statementMs: 1_000, idleMs: 1_000 };
    const text = `select current_user::text as role, r.rolsuper as "isSuperuser", r.rolbypassrls as "isAbove",
        (select count(*) from pg_catalog.pg_class c where c.relowner = r.oid) as owned
      from pg_catalog.pg_roles r where r.rolname = current_user`;
    const [rows] = await database.port.transaction(limits, (session) =>
      session.run([{ name: "test.who-am-i", text, values: [] }]),
    );
    expect(rows).toEqual([{ role: applicationRole, isSuperuser: false, isAbove: false, owned: 0n }]);
  });

  test.each(FORBIDDEN)("the application role cannot: %s", async (statement) => {
    const before = await linesOf();
    await expect(asApplication(statement)).rejects.toMatchObject({ code: "42501" });
    expect(await linesOf()).toEqual(before);
  });

  test.each(NOT_FOR_THE_ENGINE)("nor can it: %s", async (statement) => {
    await expect(asApplication(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test("what lies behind a partitioned ledger is closed to it too", async () => {
    const tables = await database.query<{ name: string }>(
      `select oid::regclass::text as name from pg_catalog.pg_class
       where relkind = 'r' and relnamespace::regnamespace::text like 'credits%' and relname like 'transfers%'`,
    );
    expect(tables).toHaveLength(databaseKind === "partitioned" ? 4 : 1);
    for (const { name } of tables) {
      for (const statement of [`update ${name} set credits = 1`, `delete from ${name}`, `truncate ${name}`]) {
        await expect(asApplication(statement)).rejects.toMatchObject({ code: "42501" });
      }
    }
  });

  // PGlite's owner is its superuser, whom no privilege stops: there, the application role is the guard.
  const owner = databaseKind === "pglite" ? "a role without rights" : "the owner of the tables";
  test.each(FORBIDDEN)(`${owner} cannot: %s`, async (statement) => {
    const role = databaseKind === "pglite" ? "create role plain; set local role plain;" : "";
    await expect(database.script(`${role} ${statement}`)).rejects.toMatchObject({ code: "42501" });
    expect((await linesOf()).length).toBeGreaterThan(0);
  });

  test("a later migration, run again by the owner, gives none of it back", async () => {
    const rights = await database.query<{ right: string }>(
      `select distinct privilege_type as right from information_schema.role_table_grants
       where table_schema = 'credits' and table_name = 'transfers' and grantee = $1 order by 1`,
      [applicationRole],
    );
    expect(rights.map(({ right }) => right)).toEqual(["INSERT", "SELECT"]);
  });
});
