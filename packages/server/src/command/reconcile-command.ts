import { createMailer } from "../accounts/mailer.ts";
import { completeConfiguration } from "../configuration/read-settings.ts";
import { openTables } from "../database/open-tables.ts";
import { createLogger } from "../logging/create-logger.ts";
import { createMemberStore } from "../members/member-store.ts";
import type { Payments } from "../payments/create-payments.ts";
import { openPayments } from "../payments/open-payments.ts";
import type { Reconciliation } from "../payments/reconcile.ts";
import { keptSecret } from "../start/data-folder.ts";
import { type CommandDatabase, withDatabase } from "./command-database.ts";
import { type Command, type CommandSurroundings, exitCodes, UsageError } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const daysByDefault = 35;
const dayMs = 86_400_000;

/** Compares what the payment provider was paid with what was granted, and mends the gaps. */
export const reconcileCommand: Command = {
  words: ["reconcile"],
  summary: "Compare what was paid with what was granted, and mend the gaps",
  help: `npx dokly reconcile [--since DATE] [--json]
  Compares what the payment provider was paid with what was granted here, grants what is missing, takes back what was
  refunded, and says what it did. Safe while the server runs; run twice, it finds nothing the second time.
  --since  how far back, as 2027-01-31; without it ${daysByDefault} days
  Ends with 0 where nothing was missing, 1 where something was mended, 3 where something could not be.`,
  async run(rest, around) {
    const { values } = readLine(rest, options);
    const since = sinceOf(values.since, around.now);
    const done = await withDatabase(around, (database) =>
      withPayments(database, around, (payments) => payments.reconcile({ since })),
    );
    around.write(values.json ? toJson(done) : describe(done, since));
    if (done.failed.length > 0) return exitCodes.blocked;
    return done.mended.length > 0 ? exitCodes.found : exitCodes.done;
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
  { settings, pool, credits }: CommandDatabase,
  { writeError }: CommandSurroundings,
  work: (payments: Payments) => Promise<Reconciliation>,
): Promise<Reconciliation> {
  const secret = settings.secret ?? keptSecret(settings.dataFolder);
  const configuration = completeConfiguration(settings, { port: settings.port, secret });
  // What a command answers goes to standard output, and nothing else.
  const logger = createLogger(settings.logLevel, { write: writeError });
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
