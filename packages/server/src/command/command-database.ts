import { type Credits, createCredits } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type pg from "pg";
import { pino } from "pino";
import { openSimulatedClock } from "../clock/simulated-clock.ts";
import { readSettings, type Settings } from "../configuration/read-settings.ts";
import { DatabaseUnusableError } from "../database/database-error.ts";
import { explainSchemaVersion } from "../database/migrate-ledger.ts";
import { listPendingMigrations } from "../database/migrate-server.ts";
import { openBeside } from "../database/open-database.ts";
import { startEmbeddedPostgres } from "../embedded-postgres/embedded-postgres.ts";
import { hasCluster, runningUrl } from "../embedded-postgres/running-url.ts";
import { lockFolder } from "../start/folder-lock.ts";
import { CommandStopped, type CommandSurroundings } from "./command-line.ts";

/** What commands are about, opened beside the servers that use it. */
export type CommandDatabase = {
  readonly settings: Settings;
  /** The server's own tables. */
  readonly pool: pg.Pool;
  /** At the business time of the servers. */
  readonly credits: Credits;
};

const connectionsMax = 4;

/**
 * Runs work on the database that the settings name. Tables of another version are refused: those of a newer Dokly, and
 * those that were not brought up to date.
 * @throws DatabaseUnusableError, CommandStopped `blocked`
 */
export async function withDatabase<Result>(
  around: CommandSurroundings,
  work: (database: CommandDatabase) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings(around);
  return await withDatabaseUrl(settings, async (url) => {
    // What a command answers goes to standard output: nothing is logged there.
    const logger = pino({ enabled: false });
    const pool = await openBeside({
      url,
      variable: "DATABASE_URL",
      schema: "dokly",
      connectionsMax,
      logger,
      check: requireUpToDate,
    });
    const closings: (() => unknown)[] = [() => pool.end()];
    try {
      const engine = await openBeside({
        url: settings.creditsDatabaseUrl ?? url,
        variable: settings.creditsDatabaseUrl === null ? "DATABASE_URL" : "CREDITS_DATABASE_URL",
        schema: "credits",
        connectionsMax,
        isPipelined: true,
        logger,
        // The engine looks itself, at its first question.
        check: async () => undefined,
      });
      closings.push(() => engine.end());
      const clock = settings.isProduction ? null : await openSimulatedClock({ pool, logger });
      closings.push(() => clock?.close());
      const business = (databaseNow: Date): Date => new Date(databaseNow.getTime() + (clock?.offsetMs ?? 0));
      const credits = createCredits({
        database: postgresDatabase(engine),
        catalog: settings.catalog,
        clock: { business },
      });
      closings.push(() => credits.close());
      // Before anything is asked or written: a ledger of another version says so here.
      await credits.countPlans().catch((cause: unknown) => {
        const explained = explainSchemaVersion(cause);
        throw explained === null ? cause : new DatabaseUnusableError(explained, { cause });
      });
      return await work({ settings, pool, credits });
    } finally {
      for (const close of closings.reverse()) await close();
    }
  });
}

async function requireUpToDate(pool: pg.Pool): Promise<void> {
  const pending = await listPendingMigrations(pool);
  if (pending.length === 0) return;
  throw new DatabaseUnusableError(
    `The tables of this database are not up to date (${pending[0]} did not run): run npx dokly migrate, or start this ` +
      "Dokly on it.",
  );
}

/**
 * The URL of DATABASE_URL, or of the embedded PostgreSQL: the one that runs, else one that is started for the time of
 * the work, where the data folder has one.
 * @throws CommandStopped `blocked` where there is none; StartError where a server is just starting on the folder
 */
export async function withDatabaseUrl<Result>(
  { databaseUrl, dataFolder }: Pick<Settings, "databaseUrl" | "dataFolder">,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const found = databaseUrl ?? runningUrl(dataFolder);
  if (found !== null) return await work(found);
  if (!hasCluster(dataFolder)) {
    throw new CommandStopped(
      "blocked",
      `No PostgreSQL is in ${dataFolder}: start Dokly there, or set DOKLY_DATA or DATABASE_URL.`,
    );
  }
  const lock = lockFolder(dataFolder);
  try {
    const embedded = await startEmbeddedPostgres({ dataFolder, isDurable: true, onNotice: () => undefined });
    try {
      return await work(embedded.url);
    } finally {
      await embedded.stop();
    }
  } finally {
    lock.release();
  }
}
