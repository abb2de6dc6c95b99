import type pg from "pg";
import type { Logger } from "pino";
import { migrateLedger } from "../database/migrate-ledger.ts";
import { migrateServer } from "../database/migrate-server.ts";
import { openDatabase } from "../database/open-database.ts";

/** The server's own tables and the engine's, each with connections of its own, and both up to date. */
export type OpenDatabases = {
  readonly server: pg.Pool;
  readonly credits: pg.Pool;
  readonly warnings: readonly string[];
  close(): Promise<void>;
};

// Requests wait for these; the engine needs a few more than its lanes of batches, and never many.
const serverConnectionsMax = 12;
const creditsConnectionsMax = 10;

/** Opens the database or, with CREDITS_DATABASE_URL, both. */
export async function openDatabases(input: {
  databaseUrl: string;
  creditsDatabaseUrl: string | null;
  logger: Logger;
}): Promise<OpenDatabases> {
  const { logger } = input;
  const server = await openDatabase({
    url: input.databaseUrl,
    variable: "DATABASE_URL",
    connectionsMax: serverConnectionsMax,
    migrate: (pool, applicationRole) => migrateServer(pool, { applicationRole }),
    logger,
  });
  try {
    const credits = await openDatabase({
      url: input.creditsDatabaseUrl ?? input.databaseUrl,
      variable: input.creditsDatabaseUrl === null ? "DATABASE_URL" : "CREDITS_DATABASE_URL",
      connectionsMax: creditsConnectionsMax,
      isPipelined: true,
      migrate: (pool, applicationRole) => migrateLedger(pool, { applicationRole }),
      logger,
    });
    return {
      server: server.pool,
      credits: credits.pool,
      warnings: [...new Set([...server.warnings, ...credits.warnings])],
      close: async () => {
        await Promise.all([server.pool.end(), credits.pool.end()]);
      },
    };
  } catch (cause) {
    await server.pool.end();
    throw cause;
  }
}
