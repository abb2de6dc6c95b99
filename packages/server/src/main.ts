import { ConfigurationError } from "./configuration/configuration-error.ts";
import { readSettings } from "./configuration/read-settings.ts";
import { DatabaseUnusableError } from "./database/database-error.ts";
import { EmbeddedPostgresError } from "./embedded-postgres/embedded-postgres-error.ts";
import { createLogger } from "./logging/create-logger.ts";
import { playSampleMonth } from "./seed/sample-month.ts";
import { StartError } from "./start/start-error.ts";
import { type RunningServer, startServer } from "./start/start-server.ts";
import { onStopSignal } from "./start/stop-signals.ts";
import { welcome } from "./start/welcome.ts";

/** What the process ends with when it can not start: a wrong setting, or something in its way. Defects end with 1. */
const exitCodes = { configuration: 2, surroundings: 3 } as const;

/** What `npm start` takes besides settings. */
const sampleMonthOption = "--sample-month";
const sampleActions = 60;

/** After a defect nothing is waited for; what hangs then is left behind. */
const defectMs = 10_000;

async function main(): Promise<void> {
  const unknown = process.argv.slice(2).find((word) => word !== sampleMonthOption);
  if (unknown !== undefined) fail(`"${unknown}" is no option; there is ${sampleMonthOption}.`, exitCodes.configuration);
  const settings = readSettings({ environment: process.env, workingFolder: process.cwd(), now: new Date() });
  const logger = createLogger(settings.logLevel);
  const starting = startServer(settings, logger);
  onStopSignal(async (hurry) => {
    // A stop while it starts waits for the start, so that nothing is left behind; a start that fails says so itself.
    const server = await starting.catch(() => null);
    if (server === null) return;
    if (process.stdout.isTTY) console.info("\nStopping …");
    await server.close({ graceMs: settings.stop.graceMs, hurry });
    process.exit(0);
  });
  const server = await starting;
  // After a defect nothing is known to be right: say it, stop what was started, and end.
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "the server ends after a defect");
    setTimeout(() => process.exit(1), defectMs).unref();
    void server.close({ graceMs: 0 }).finally(() => process.exit(1));
  });
  console.info(welcome(server));
  if (process.argv.includes(sampleMonthOption)) await sampleMonth(server);
}

/** A month of history, while people can look at it; what stands in its way leaves the server running. */
async function sampleMonth({ configuration, hasDemo }: RunningServer): Promise<void> {
  if (!hasDemo) return console.error(`\n${sampleMonthOption} needs the demo's people, who are not in this database.\n`);
  const tell = (sentence: string): void => console.info(`  ${sentence}`);
  try {
    const { workspace } = await playSampleMonth(configuration.publicUrl, { actions: sampleActions, onProgress: tell });
    tell(`A month to look at: ${configuration.publicUrl}/w/${workspace}/settings/account/ai-usage`);
  } catch (cause) {
    console.error(`\nThe sample month was not finished: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  }
}

try {
  await main();
} catch (cause) {
  if (cause instanceof ConfigurationError) fail(cause.message, exitCodes.configuration);
  const isExpected =
    cause instanceof StartError || cause instanceof DatabaseUnusableError || cause instanceof EmbeddedPostgresError;
  if (isExpected) fail(cause.message, exitCodes.surroundings);
  throw cause;
}

function fail(sentence: string, exitCode: number): never {
  console.error(`\n${sentence}\n`);
  process.exit(exitCode);
}
