import { join } from "node:path";
import type { Logger } from "pino";
import { startForgetting } from "../accounts/forget-expired.ts";
import { operatorNotice } from "../accounts/operator-claim.ts";
import { openSimulatedClock } from "../clock/simulated-clock.ts";
import { completeConfiguration, type Settings } from "../configuration/read-settings.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { createServices } from "../create-services.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres/embedded-postgres.ts";
import { keepRunning } from "../embedded-postgres/keep-running.ts";
import { seedDemo } from "../seed/seed-demo.ts";
import { serverFolder } from "../server-folder.ts";
import type { Services } from "../services.ts";
import { keptSecret, openDataFolder } from "./data-folder.ts";
import { lockFolder } from "./folder-lock.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { closeListener, listen, type StopPatience, waitUnhurried } from "./listen.ts";
import { openDatabases } from "./open-databases.ts";
import { openEngine } from "./open-engine.ts";
import { checkKeyRing, openKeyRing } from "./open-key-ring.ts";
import { serve } from "./serve.ts";

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

/** Says what to stop when the server does: the last that was told is stopped first. */
export type OnClose = (closing: Closing) => void;

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
  onClose: OnClose,
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
    const keeping = keepRunning(embedded, { logger });
    onClose(() => keeping.stop());
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
  const engine = await openEngine({ settings, configuration, databases, simulatedClock, logger, onClose });
  const webFolder = join(serverFolder(), "..", "web", "dist");
  const services = createServices({
    configuration,
    logger,
    ...engine,
    pool: databases.server,
    webFolder,
    keyRing,
    creditsPool: databases.credits,
    ...(simulatedClock !== null && { simulatedClock }),
  });
  closeLater(services, onClose);
  const forgetting = startForgetting(databases.server, logger);
  onClose(() => forgetting.stop());
  const notice = await operatorNotice(services);
  if (notice !== null) notices.push(notice);
  const hasDemo = configuration.isProduction ? false : await seedDemo(services);

  serve(listener, services, onClose);
  return { configuration, embedded, hasDemo, notices, lifecycle: services.lifecycle };
}

/** What works by itself, in the order in which it is stopped, from the last to the first. */
function closeLater(services: Services, onClose: OnClose): void {
  // Closed after what still charges: what that means for alerts is looked at last.
  onClose(() => services.alerts.close());
  onClose(() => services.reports.close());
  onClose(() => services.operatorActs.close());
  onClose((patience) => services.ai.close(patience.graceMs, patience.hurry));
  onClose(() => services.clockwork?.close());
  onClose(() => services.ownKeys.close());
  // Where the listener never served, nobody has closed these.
  onClose(() => services.sites.close(0));
  onClose(() => services.pageRuns.close(0));
}
