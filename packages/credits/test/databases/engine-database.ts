import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { createTestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { poolTypes } from "../../../server/src/database/pool-types.ts";
import { parserOf, parsersByType } from "../../src/database/parse-value.ts";
import { pgliteDatabase } from "../../src/database/pglite.ts";
import type { Database } from "../../src/database/port.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type DatabaseKind, databaseKind } from "./kinds.ts";
import { applicationRole, migratePostgres, pgliteVariable } from "./templates.ts";
import { watchDatabase } from "./watch-database.ts";

/** A database with the engine's tables, made for one test file. */
export type EngineDatabase = {
  readonly kind: DatabaseKind;
  /** For `createCredits`: connects as the application role, and watches what the engine asks. */
  readonly port: Database;
  /** The same connections, unwatched. */
  readonly unwatched: Database;
  /** Asks past the engine, as the owner of the tables. */
  query<Row = Readonly<Record<string, unknown>>>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs several commands in one transaction, as the owner of the tables. */
  script(text: string): Promise<void>;
  /**
   * Closes and removes it. Fails where the engine asked for something that it must not: see `watchDatabase`.
   */
  drop(): Promise<void>;
};

/** The same on a PostgreSQL, which other connections and processes can reach. */
export type PostgresEngineDatabase = EngineDatabase & {
  /** Connects as the owner of the tables. */
  readonly url: string;
  /** Connections of the owner. */
  readonly pool: pg.Pool;
};

/** Makes a migrated database of the kind that the run is for, or of another. */
export function openEngineDatabase(kind: DatabaseKind = databaseKind): Promise<EngineDatabase> {
  return kind === "pglite" ? openPglite() : openPostgresEngineDatabase(kind);
}

/** For what needs more than one connection. Files that use it are no part of the project `pglite`. */
export async function openPostgresEngineDatabase(kind: DatabaseKind = databaseKind): Promise<PostgresEngineDatabase> {
  if (kind === "pglite") throw new Error("PGlite has one connection: this test needs a PostgreSQL.");
  const isPartitioned = kind === "partitioned";
  const database = await createTestDatabase({
    server: kind === "postgres15" ? "postgres15" : "postgres",
    template: isPartitioned ? "credits_partitioned" : "credits",
    migrate: (pool) => migratePostgres(pool, isPartitioned ? "partitioned" : "plain"),
  });
  const pool = applicationPool(database.url, { pipeline: kind === "postgres" });
  // Partitioned tables stand for tables on several nodes, where a batch is of one workspace.
  const unwatched = postgresDatabase(pool, { spansWorkspaces: !isPartitioned });
  const watched = watchDatabase(unwatched, { isPartitioned });
  return {
    kind,
    url: database.url,
    pool: database.pool,
    port: watched.database,
    unwatched,
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await database.pool.query({ text, values: [...values], types: { getTypeParser: parserOf } })).rows as Row[],
    script: async (text) => {
      await database.pool.query(`begin; ${text}; commit`);
    },
    drop: async () => {
      await pool.end();
      await database.drop();
      watched.check();
    },
  };
}

/**
 * Connections as the server opens them, under a role that has only the rights that the migrations grant; on the other
 * kinds without pipelining, which an embedder's pool may not have.
 */
function applicationPool(url: string, { pipeline }: { pipeline: boolean }): pg.Pool {
  const options = `-c role=${applicationRole}`;
  const pool = new pg.Pool({ connectionString: url, types: poolTypes, max: 20, options, pipeline });
  pool.on("error", () => undefined);
  return pool;
}

async function openPglite(): Promise<EngineDatabase> {
  const pglite = await PGlite.create({
    loadDataDir: new Blob([await readFile(pgliteTemplate())]),
    parsers: parsersByType,
  });
  await pglite.exec(`set role ${applicationRole}`);
  const unwatched = pgliteDatabase(pglite);
  const watched = watchDatabase(unwatched);
  return {
    kind: "pglite",
    port: watched.database,
    unwatched,
    query: (text, values = []) =>
      pglite.transaction(async (transaction) => {
        await transaction.exec("set local role none");
        return (await transaction.query(text, [...values])).rows as never[];
      }),
    script: (text) =>
      pglite.transaction(async (transaction) => {
        await transaction.exec(`set local role none; ${text}`);
      }),
    drop: async () => {
      await pglite.close();
      watched.check();
    },
  };
}

function pgliteTemplate(): string {
  const file = process.env[pgliteVariable];
  if (file === undefined) throw new Error("No PGlite for tests: run them through vitest, as the project pglite.");
  return file;
}
