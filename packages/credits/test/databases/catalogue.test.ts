import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngineDatabase, openEngineDatabase } from "./engine-database.ts";
import { databaseKind, titles } from "./kinds.ts";
import { findUndistributable } from "./read-catalogue.ts";

/** What a migration could bring, and what is to be said of it. */
const VIOLATIONS = [
  {
    sql: "create table planted (number bigint not null primary key)",
    found: [
      "planted has no workspace_id bigint not null",
      "planted_pkey is a key that does not begin with workspace_id",
      "credits.planted_pkey is an index that does not begin with workspace_id",
    ],
  },
  {
    sql: "create table planted (workspace_id integer not null primary key)",
    found: ["planted has no workspace_id bigint not null"],
  },
  {
    sql: "create table planted (workspace_id bigint not null)",
    found: ["planted has no primary key"],
  },
  {
    sql: "create table planted (workspace_id bigint not null, n bigint, primary key (n, workspace_id))",
    found: [
      "planted_pkey is a key that does not begin with workspace_id",
      "credits.planted_pkey is an index that does not begin with workspace_id",
    ],
  },
  {
    sql: `create table planted (workspace_id bigint not null, n bigint, primary key (workspace_id, n));
      create unique index planted_n on planted (n)`,
    found: ["credits.planted_n is an index that does not begin with workspace_id"],
  },
  {
    sql: `create table planted (workspace_id bigint not null, w bigint not null primary key);
      alter table planted drop constraint planted_pkey, add primary key (workspace_id, w),
        add constraint planted_whose foreign key (w) references accounts (workspace_id)`,
    found: ["planted_whose is a foreign key that does not begin with workspace_id on both sides"],
  },
  {
    sql: "create table planted (workspace_id bigint not null, n bigserial, primary key (workspace_id, n))",
    found: [
      "planted_n_seq is a sequence",
      "planted.n is a default that a statement did not give: the time, a random value or a number",
    ],
  },
  {
    sql: `create table planted (workspace_id bigint not null, n bigint generated always as identity,
      primary key (workspace_id, n))`,
    found: ["planted_n_seq is a sequence", "planted.n is an identity column"],
  },
  ...["now()", "clock_timestamp()", "current_timestamp", "localtimestamp", "statement_timestamp()"].map((value) => ({
    sql: `create table planted (workspace_id bigint not null primary key, at timestamptz default ${value})`,
    found: ["planted.at is a default that a statement did not give: the time, a random value or a number"],
  })),
  {
    sql: "create table planted (workspace_id bigint not null primary key, id uuid default gen_random_uuid())",
    found: ["planted.id is a default that a statement did not give: the time, a random value or a number"],
  },
  {
    sql: `create function planted() returns trigger language plpgsql as 'begin return new; end';
      create trigger planted before insert on lots for each row execute function planted()`,
    undo: "drop function planted cascade",
    found: ["lots.planted is a trigger", "planted is a function of the schema: no rule is written in SQL"],
  },
  {
    sql: "create rule planted as on insert to lots do also nothing",
    undo: "drop rule planted on lots",
    found: ["lots.planted is a rule that rewrites statements"],
  },
  { sql: "create view planted as select * from lots", undo: "drop view planted", found: ["planted is a view"] },
];

describe(`the engine's tables, on ${titles[databaseKind]}`, () => {
  let database: EngineDatabase;
  beforeAll(async () => {
    database = await openEngineDatabase();
  });
  afterAll(() => database.drop());
  const inSchema = (script: string) => database.script(`set local search_path to credits; ${script}`);

  test("every table can be spread by workspace_id: keys and indexes begin with it, nothing is made by the database", async () => {
    expect(await findUndistributable(database)).toEqual([]);
  });

  test.each(VIOLATIONS)("the check finds: $sql", async ({ sql, found, undo = "drop table planted" }) => {
    await inSchema(sql);
    try {
      expect([...(await findUndistributable(database))].sort()).toEqual(found.toSorted());
    } finally {
      await inSchema(undo);
    }
    expect(await findUndistributable(database)).toEqual([]);
  });

  test("the tables are as the run says: partitioned by hash of workspace_id, or whole", async () => {
    const layouts = await database.query<{ layout: string | null }>(
      `select distinct pg_get_partkeydef(oid) as layout from pg_catalog.pg_class
       where relnamespace = 'credits'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_versions'`,
    );
    const expected = databaseKind === "partitioned" ? "HASH (workspace_id)" : null;
    expect(layouts).toEqual([{ layout: expected }]);
  });
});
