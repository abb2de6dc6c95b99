import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { poolTypes } from "../../packages/server/src/database/pool-types.ts";
import { type PostgresServer, urlVariables } from "./test-cluster.ts";

/** A database of one test file. */
export type TestDatabase = {
  /** Connects as its owner, who is no superuser. */
  readonly url: string;
  /** Connections of its owner, with bigint read as `bigint`. */
  readonly pool: pg.Pool;
  /** Closes the pool and removes the database, whoever else is connected. */
  drop(): Promise<void>;
};

export type CreateTestDatabase = {
  /** Makes the schema; given connections of the database's owner. */
  readonly migrate?: (pool: pg.Pool) => Promise<void>;
  /**
   * With a name, `migrate` runs once per run of the tests, and every database of that name is a copy of what it made.
   */
  readonly template?: string;
  /** Default: the one that the project of the test is for. */
  readonly server?: PostgresServer;
};

// One number for all processes of the tests: the one that makes a template holds it, the others wait for it.
const templateLock = 4_100_001;
/** The templates that this process has found ready: it needs not ask again. */
const provided = new Map<string, string>();

/**
 * Makes an empty database, or one with the schema that `migrate` makes.
 * @example
 * const database = await createTestDatabase({ template: "server", migrate: migrateServer });
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(options: CreateTestDatabase = {}): Promise<TestDatabase> {
  const name = `dokly_test_${testRun()}_${randomBytes(5).toString("hex")}`;
  const { migrate, template, server = serverOfProject() } = options;
  if (migrate !== undefined && template !== undefined) {
    const known = `${server} ${template}`;
    const source = provided.get(known) ?? (await provideTemplate(server, template, migrate));
    provided.set(known, source);
    await asAdministrator(server, (client) => client.query(`create database ${name} template ${source}`));
    return openTestDatabase(server, name);
  }
  await asAdministrator(server, (client) => client.query(`create database ${name}`));
  const database = openTestDatabase(server, name);
  await migrate?.(database.pool);
  return database;
}

/** Removes the templates that this run made on a PostgreSQL that outlives it. */
export async function dropTestTemplates(server: PostgresServer): Promise<void> {
  await asAdministrator(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_catalog.pg_database where datname like $1",
      [`dokly\\_template\\_${testRun()}\\_%`],
    );
    for (const { datname } of rows) await dropDatabase(client, datname);
  });
}

function openTestDatabase(server: PostgresServer, name: string): TestDatabase {
  const url = new URL(serverUrl(server));
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, types: poolTypes, max: 20 });
  pool.on("error", () => undefined);
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await asAdministrator(server, async (client) => {
        await dropDatabase(client, name);
        // Roles belong to the whole PostgreSQL: the one that the server made for this database goes with it.
        await client.query(`drop role if exists ${name}_application`);
      });
    },
  };
}

async function provideTemplate(
  server: PostgresServer,
  template: string,
  migrate: (pool: pg.Pool) => Promise<void>,
): Promise<string> {
  const name = `dokly_template_${testRun()}_${template.replaceAll(/[^a-z0-9_]/g, "_")}`;
  await asAdministrator(server, async (client) => {
    await client.query("select pg_advisory_lock($1)", [templateLock]);
    const { rows } = await client.query("select 1 from pg_catalog.pg_database where datname = $1", [name]);
    if (rows.length > 0) return;
    const unfinished = `${name}_unfinished`;
    await dropDatabase(client, unfinished);
    await client.query(`create database ${unfinished}`);
    const { pool } = openTestDatabase(server, unfinished);
    try {
      await migrate(pool);
    } finally {
      await pool.end();
    }
    await client.query(`alter database ${unfinished} rename to ${name}`);
  });
  return name;
}

/** PostgreSQL's `insufficient_privilege` and `object_in_use`. */
const momentary: ReadonlySet<unknown> = new Set(["42501", "55006"]);

/**
 * Drops a database and ends whatever is still connected to it. PostgreSQL itself may be: its own clean-up, which only a
 * superuser may end, is over in a moment. What was told to end may take longer than the five seconds that PostgreSQL
 * waits for it on a busy machine.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      const isMomentary = error instanceof Error && "code" in error && momentary.has(error.code);
      if (!isMomentary || attempt === 40) throw error;
      await wait(250);
    }
  }
}

async function asAdministrator<Result>(
  server: PostgresServer,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl(server) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function testRun(): string {
  return process.env["TEST_RUN"] ?? process.pid.toString(36);
}

/** The project `postgres15` of vitest.config.ts sets the variable; every other one is for the product's PostgreSQL. */
function serverOfProject(): PostgresServer {
  return process.env["DOKLY_ENGINE_DATABASE"] === "postgres15" ? "postgres15" : "postgres";
}

function serverUrl(server: PostgresServer): string {
  const variable = urlVariables[server];
  const url = process.env[variable];
  if (url === undefined) {
    throw new Error(`No PostgreSQL for tests: run them through vitest, which starts one, or set ${variable}.`);
  }
  return url;
}
