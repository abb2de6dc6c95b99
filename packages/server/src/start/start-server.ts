import type { Server } from "node:http";
import { join } from "node:path";
import { createCredits } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { getRequestListener } from "@hono/node-server";
import type { Logger } from "pino";
import { operatorNotice } from "../accounts/operator-claim.ts";
import { createApp } from "../app.ts";
import { openSimulatedClock } from "../clock/simulated-clock.ts";
import { completeConfiguration, type Settings } from "../configuration/read-settings.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { createServices } from "../create-services.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres/embedded-postgres.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { batchObserver } from "../metrics/observe-credits.ts";
import { seedDemo } from "../seed/seed-demo.ts";
import { serverFolder } from "../server-folder.ts";
import type { Services } from "../services.ts";
import { openTracing } from "../tracing/open-tracing.ts";
import { checkPlansInUse } from "./check-plans.ts";
import { keptSecret, openDataFolder } from "./data-folder.ts";
import { lockFolder } from "./folder-lock.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { closeListener, listen, type StopPatience, waitUnhurried } from "./listen.ts";
import { openDatabases } from "./open-databases.ts";
import { checkKeyRing, openKeyRing } from "./open-key-ring.ts";
import { startSweeper } from "./sweeper.ts";
import { startVerifyRounds } from "./verify-rounds.ts";

/** A server that answers. */
export type RunningServer = {
  readonly configuration: ServerConfiguration;
  readonly embedded: EmbeddedPostgres | null;
  readonly hasDemo: boolean;
  /** Sentences that the person should read: folders elsewhere, missing rights. */
  readonly notices: readonly string[];
  /** Finishes the requests that run, then stops what was started, in reverse order. */
  close(patience: StopPatience): Promise<void>;
};

type Closing = (patience: StopPatience) => Promise<void> | void;

/**
 * Starts everything that the settings ask for. Where one thing fails, those before it are stopped again.
 * @throws StartError, EmbeddedPostgresError or DatabaseUnusableError with a sentence for the person who starts the
 * server
 */
export async function startServer(settings: Settings, logger: Logger): Promise<RunningServer> {
  const closings: Closing[] = [];
  const close = async ({ graceMs, hurry }: StopPatience): Promise<void> => {
    // One limit for all parts together, whoever needs it.
    const until = performance.now() + graceMs;
    for (let closing = closings.pop(); closing !== undefined; closing = closings.pop())
      await closing({ graceMs: Math.max(0, until - performance.now()), ...(hurry && { hurry }) });
  };
  try {
    const { lifecycle, ...parts } = await startParts(settings, logger, (closing) => void closings.push(closing));
    return {
      ...parts,
      close: async (patience) => {
        lifecycle.drain();
        const { noticeMs } = settings.stop;
        if (noticeMs > 0 && patience.graceMs > 0) await waitUnhurried(noticeMs, patience.hurry);
        await close(patience);
      },
    };
  } catch (cause) {
    await close({ graceMs: 0 });
    throw cause;
  }
}

async function startParts(
  settings: Settings,
  logger: Logger,
  onClose: (closing: Closing) => void,
): Promise<Omit<RunningServer, "close"> & { readonly lifecycle: Lifecycle }> {
  const notices: string[] = [];
  const isEmbedded = settings.databaseUrl === null;
  if (isEmbedded || settings.secret === null) openDataFolder(settings.dataFolder);
  if (isEmbedded) {
    const lock = lockFolder(settings.dataFolder);
    onClose(() => lock.release());
  }
  const listener = await listen(settings.host, settings.port);
  onClose(() => closeListener(listener.server, { graceMs: 0 }));
  const secret = settings.secret ?? keptSecret(settings.dataFolder);
  const keyRing = openKeyRing(settings);
  const configuration = completeConfiguration(settings, { port: listener.port, secret });

  let embedded: EmbeddedPostgres | null = null;
  onClose(() => embedded?.stop());
  if (isEmbedded) {
    const onNotice = (sentence: string): void => void notices.push(sentence);
    embedded = await startEmbeddedPostgres({ dataFolder: settings.dataFolder, isDurable: true, onNotice });
  }
  const databases = await openDatabases({
    databaseUrl: settings.databaseUrl ?? embedded?.url ?? "",
    creditsDatabaseUrl: settings.creditsDatabaseUrl,
    logger,
  });
  onClose(() => databases.close());
  notices.push(...databases.warnings);
  await checkKeyRing(databases.server, keyRing);

  const simulatedClock = configuration.isProduction
    ? null
    : await openSimulatedClock({ pool: databases.server, logger });
  onClose(() => simulatedClock?.close());
  const lifecycle = createLifecycle();
  const metrics = createMetrics();
  const tracing = await openTracing(settings.tracing, logger);
  onClose(() => tracing.close());
  const credits = createCredits({
    database: postgresDatabase(databases.credits),
    catalog: configuration.catalog,
    observer: batchObserver(metrics, tracing),
    clock: { business: (databaseNow) => new Date(databaseNow.getTime() + (simulatedClock?.offsetMs ?? 0)) },
  });
  onClose(() => credits.close());
  await checkPlansInUse(credits, configuration.catalog);
  const sweeper = startSweeper(credits, logger);
  onClose(() => sweeper.stop());
  const webFolder = join(serverFolder(), "..", "web", "dist");
  const services = createServices({
    configuration,
    logger,
    pool: databases.server,
    credits,
    webFolder,
    keyRing,
    lifecycle,
    metrics,
    tracing,
    creditsPool: databases.credits,
    ...(simulatedClock !== null && { simulatedClock }),
  });
  if (settings.verifyEveryMs > 0) {
    const rounds = startVerifyRounds({ credits, metrics, logger }, settings.verifyEveryMs);
    onClose(() => rounds.stop());
  }
  closeLater(services, onClose);
  const notice = await operatorNotice(services);
  if (notice !== null) notices.push(notice);
  const hasDemo = configuration.isProduction ? false : await seedDemo(services);

  // Closed first: nothing new is taken while the rest still works, and what is written ends.
  onClose((patience) => finishWork(services, listener.server, patience));
  onClose(() => services.versions.close());
  const answer = getRequestListener(createApp(services).fetch);
  listener.serve((request, response) => {
    // Whoever keeps a connection open finds another server for the next request.
    if (lifecycle.isDraining) response.setHeader("connection", "close");
    void answer(request, response);
  });
  return { configuration, embedded, hasDemo, notices, lifecycle };
}

/**
 * Lets what runs come to its end: replies, AI actions, and pages that are being written. A little before patience ends
 * actions are cut, so that their holds are released and those who read along are told.
 */
async function finishWork(services: Services, server: Server, { graceMs, hurry }: StopPatience): Promise<void> {
  const cutMs = Math.max(0, graceMs - tellMs);
  await Promise.all([
    closeListener(server, { graceMs, ...(hurry && { hurry }) }),
    services.ai.runner.close(cutMs, hurry),
    services.sites.close(cutMs, hurry),
    services.pageRuns.close(cutMs, hurry),
  ]);
}

/** How long the end of an action that was cut takes to reach who reads along. */
const tellMs = 500;

/** What works by itself, in the order in which it is stopped, from the last to the first. */
function closeLater(services: Services, onClose: (closing: Closing) => void): void {
  // Closed after what still charges: what that means for alerts is looked at last.
  onClose(() => services.alerts.close());
  onClose(() => services.reports.close());
  onClose((patience) => services.ai.close(patience.graceMs, patience.hurry));
  onClose(() => services.clockwork?.close());
  onClose(() => services.ownKeys.close());
  // Where the listener never served, nobody has closed these.
  onClose(() => services.sites.close(0));
  onClose(() => services.pageRuns.close(0));
}
