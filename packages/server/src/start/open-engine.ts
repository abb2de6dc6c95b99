import { type Credits, createCredits } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type { Logger } from "pino";
import type { BusinessClock } from "../clock/simulated-clock.ts";
import type { Settings } from "../configuration/read-settings.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { createMetrics, type Metrics } from "../metrics/metrics.ts";
import { batchObserver } from "../metrics/observe-credits.ts";
import { openTracing } from "../tracing/open-tracing.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { checkPlansInUse } from "./check-plans.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import type { OpenDatabases } from "./open-databases.ts";
import type { OnClose } from "./start-server.ts";
import { startSweeper } from "./sweeper.ts";
import { startVerifyRounds } from "./verify-rounds.ts";

/** The credit engine with what looks on, and what works on its tables by itself. */
export type OpenedEngine = {
  readonly credits: Credits;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
};

/** @throws StartError where the configuration has no plan that workspaces are on */
export async function openEngine(input: {
  readonly settings: Settings;
  readonly configuration: ServerConfiguration;
  readonly databases: OpenDatabases;
  readonly simulatedClock: BusinessClock | null;
  readonly logger: Logger;
  readonly onClose: OnClose;
}): Promise<OpenedEngine> {
  const { settings, configuration, databases, simulatedClock, logger, onClose } = input;
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
  const sweeper = startSweeper(credits, logger, tracing);
  onClose(() => sweeper.stop());
  if (settings.verifyEveryMs > 0) {
    const rounds = startVerifyRounds({ credits, metrics, logger }, settings.verifyEveryMs);
    onClose(() => rounds.stop());
  }
  return { credits, lifecycle: createLifecycle(), metrics, tracing };
}
