import { pino } from "pino";
import { readSettings, type Settings } from "../configuration/read-settings.ts";
import { migrateLedger, readLedgerVersion } from "../database/migrate-ledger.ts";
import { listPendingMigrations, migrateServer } from "../database/migrate-server.ts";
import { openDatabase } from "../database/open-database.ts";
import { withDatabaseUrl } from "./command-database.ts";
import { type Command, exitCodes } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = { json: { type: "boolean" }, check: { type: "boolean" } } as const;

/** Brings the tables up to date without starting the server. */
export const migrateCommand: Command = {
  words: ["migrate"],
  summary: "Bring the tables up to date, without starting the server",
  help: `npx dokly migrate [--check] [--json]
  Brings the server's tables and the ledger's up to date, as a start would, and grants the application role what it
  needs. Safe from several machines at once and run twice; servers of the version before go on meanwhile.
  --check  only says whether there is something to do, and changes nothing
  Ends with 0 where all is up to date, 1 with --check where it is not, 3 where a newer Dokly made the tables.`,
  async run(rest, around) {
    const { values } = readLine(rest, options);
    const settings = readSettings(around);
    const done = await withDatabaseUrl(settings, (url) => migrate(settings, url, values.check === true));
    const { applied, pending, ledger } = done;
    const moved = ledger.from === ledger.to ? [] : [`the ledger from version ${ledger.from ?? "none"} to ${ledger.to}`];
    if (values.json) around.write(toJson(done));
    else if (values.check === true) {
      const left = [...pending, ...moved];
      around.write(left.length === 0 ? "All is up to date.\n" : `To be brought up to date: ${left.join(", ")}.\n`);
    } else {
      const names = [...applied, ...moved];
      around.write(names.length === 0 ? "All was up to date.\n" : `Brought up to date: ${names.join(", ")}.\n`);
    }
    const isLeft = values.check === true && pending.length + moved.length > 0;
    return isLeft ? exitCodes.found : exitCodes.done;
  },
};

/** What was done, or with `--check` would be. */
type Migrated = {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** The version that it had, and the one that it has then. */
  readonly ledger: { readonly from: number | null; readonly to: number };
};

async function migrate(settings: Settings, url: string, isCheck: boolean): Promise<Migrated> {
  const logger = pino({ enabled: false });
  const shared = { connectionsMax: 2, logger };
  let applied: readonly string[] = [];
  let pending: readonly string[] = [];
  const server = await openDatabase({
    ...shared,
    url,
    variable: "DATABASE_URL",
    migrate: async (pool, applicationRole) => {
      pending = await listPendingMigrations(pool);
      if (!isCheck) applied = await migrateServer(pool, { applicationRole });
    },
  });
  await server.pool.end();
  const ledger: { from: number | null; to: number } = { from: null, to: 0 };
  const engine = await openDatabase({
    ...shared,
    url: settings.creditsDatabaseUrl ?? url,
    variable: settings.creditsDatabaseUrl === null ? "DATABASE_URL" : "CREDITS_DATABASE_URL",
    migrate: async (pool, applicationRole) => {
      const { found, expected } = await readLedgerVersion(pool);
      if (!isCheck) await migrateLedger(pool, { applicationRole });
      Object.assign(ledger, { from: found, to: expected });
    },
  });
  await engine.pool.end();
  return { applied, pending: isCheck ? pending : [], ledger };
}
