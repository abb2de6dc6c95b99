import {
  type Catalog,
  type Credits,
  createCredits,
  type EngineObserver,
  migrateCredits,
  shippedCatalog,
} from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type pg from "pg";
import { migrateServer } from "../src/database/migrate-server.ts";

/** Makes the server's tables and the engine's in one database. */
export async function migrateAll(pool: pg.Pool): Promise<void> {
  await migrateServer(pool);
  await migrateCredits(postgresDatabase(pool));
}

/** The credit engine on the same database, at the machine's time or at one that a test sets. */
export function openTestEngine(
  pool: pg.Pool,
  catalog: Catalog = shippedCatalog,
  { now, observer }: { readonly now?: (() => Date) | undefined; readonly observer?: EngineObserver } = {},
): Credits {
  const clock = now === undefined ? {} : { clock: { business: now } };
  const database = postgresDatabase(pool);
  // The short histories of tests are added up as long ones are.
  return createCredits({ database, catalog, ...clock, ...(observer && { observer }), sumEvery: 3 });
}
