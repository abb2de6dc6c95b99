import type pg from "pg";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { migrateCredits } from "../../src/index.ts";
import { partitionTables } from "./partition-tables.ts";

/** The role that the engine connects as in tests; it owns nothing, as in the product. */
export const applicationRole = "dokly_test_engine";

/** Makes the engine's tables in an empty PostgreSQL database, and the role for the engine where there is none. */
export async function migratePostgres(pool: pg.Pool, layout: "plain" | "partitioned"): Promise<void> {
  const { rows } = await pool.query("select 1 from pg_catalog.pg_roles where rolname = $1", [applicationRole]);
  if (rows.length === 0) await pool.query(`create role ${applicationRole} nologin`);
  await pool.query(`grant ${applicationRole} to current_user`);
  const database = postgresDatabase(pool);
  await migrateCredits(database, { applicationRole });
  if (layout === "plain") return;
  await partitionTables(pool);
  await migrateCredits(database, { applicationRole });
}

/** Where the tests on PGlite find the data folder that each of them begins with. */
export const pgliteVariable = "DOKLY_PGLITE_TEMPLATE";
/** Where they find one that nothing was done to yet, as `PGlite.create()` makes it. */
export const emptyPgliteVariable = "DOKLY_PGLITE_EMPTY";
