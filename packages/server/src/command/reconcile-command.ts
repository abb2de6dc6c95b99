import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createCredits } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { createMailer } from "../accounts/mailer.ts";
import { completeConfiguration, readSettings, type Settings } from "../configuration/read-settings.ts";
import { openTables } from "../database/open-tables.ts";
import { poolTypes } from "../database/pool-types.ts";
import { runningUrl } from "../embedded-postgres/running-url.ts";
import { createLogger } from "../logging/create-logger.ts";
import { createMemberStore } from "../members/member-store.ts";
import type { Payments } from "../payments/create-payments.ts";
import { openPayments } from "../payments/open-payments.ts";
import type { Reconciliation } from "../payments/reconcile.ts";
import { keptSecret } from "../start/data-folder.ts";
import { type Command, type CommandSurroundings, UsageError } from "./command-line.ts";

const exitCodes = { same: 0, mended: 1, failed: 3 } as const;
const daysByDefault = 35;
const dayMs = 86_400_000;

/** Compares what the payment provider was paid with what was granted, and mends the gaps. */
export const reconcileCommand: Command = {
  words: ["reconcile"],
  help: `reconcile [--since DATE]
  Compares what the payment provider was paid with what was granted here, grants what is missing, takes back what was
  refunded, and says what it did. Safe while the server runs; run twice, it finds nothing the second time.
  --since  how far back, as 2027-01-31; without it ${daysByDefault} days
  Ends with 0 where nothing was missing, 1 where something was mended, 3 where something could not be.`,
  async run(rest, around) {
    const { values } = parseArgs({ args: [...rest], options });
    const since = sinceOf(values.since, around.now);
    const settings = readSettings(around);
    const done = await withPayments(settings, around, (payments) => payments.reconcile({ since }));
    around.write(values.json ? `${JSON.stringify(done)}\n` : describe(done, since));
    if (done.failed.length > 0) return exitCodes.failed;
    return done.mended.length > 0 ? exitCodes.mended : exitCodes.same;
  },
};

const options = { json: { type: "boolean", default: false }, since: { type: "string" } } as const;

function sinceOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return new Date(now.getTime() - daysByDefault * dayMs);
  const since = new Date(text);
  if (!Number.isNaN(since.getTime())) return since;
  throw new UsageError(`--since is "${text}"; allowed: a date, as 2027-01-31.`);
}

async function withPayments(
  settings: Settings,
  around: CommandSurroundings,
  work: (payments: Payments) => Promise<Reconciliation>,
): Promise<Reconciliation> {
  const secret = settings.secret ?? keptSecret(settings.dataFolder);
  const configuration = completeConfiguration(settings, { port: settings.port, secret });
  const logger = createLogger(settings.logLevel);
  const url = databaseOf(settings, around);
  const pool = new pg.Pool({ connectionString: url, types: poolTypes, max: 4, application_name: "dokly reconcile" });
  const creditsUrl = settings.creditsDatabaseUrl ?? url;
  const engine = new pg.Pool({ connectionString: creditsUrl, types: poolTypes, max: 4, application_name: "dokly" });
  for (const each of [pool, engine]) each.on("error", (error) => logger.warn({ err: error }, "a connection was lost"));
  const credits = createCredits({ database: postgresDatabase(engine), catalog: configuration.catalog });
  try {
    const { payments } = openPayments({
      configuration,
      pool,
      credits,
      logger,
      now: () => new Date(),
      mailer: createMailer(configuration.mail, logger),
      members: createMemberStore({ database: openTables(pool) }),
      isDriven: false,
    });
    if (payments === null) throw new UsageError("Nobody takes payments here: DOKLY_PAYMENTS is none.");
    return await work(payments);
  } finally {
    await credits.close();
    await Promise.all([pool.end(), engine.end()]);
  }
}

function databaseOf({ databaseUrl, dataFolder }: Settings, { workingFolder }: CommandSurroundings): string {
  const url = databaseUrl ?? runningUrl(resolve(workingFolder, dataFolder));
  if (url !== null) return url;
  throw new UsageError(`No PostgreSQL runs in ${dataFolder}: start Dokly there, or set DOKLY_DATA or DATABASE_URL.`);
}

function describe({ looked, mended, failed }: Reconciliation, since: Date): string {
  const { payments, invoices, subscriptions } = looked;
  const lines = [
    `Looked at ${payments} payments, ${invoices} invoices and ${subscriptions} subscriptions ` +
      `since ${since.toISOString().slice(0, 10)}.`,
    ...mended.map((sentence) => `Mended ${sentence}.`),
    ...failed.map((sentence) => `Could not mend ${sentence}.`),
    ...(mended.length + failed.length === 0 ? ["Nothing was missing."] : []),
  ];
  return `${lines.join("\n")}\n`;
}
