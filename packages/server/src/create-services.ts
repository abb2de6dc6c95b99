import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import { openAccounts } from "./accounts/open-accounts.ts";
import type { AiDependencies } from "./ai/create-ai.ts";
import { openAlerts } from "./alerts/open-alerts.ts";
import { createApiKeyStore } from "./api-keys/api-key-store.ts";
import type { KeyWrapper } from "./byok/key-wrapper.ts";
import type { BusinessClock } from "./clock/simulated-clock.ts";
import type { ServerConfiguration } from "./configuration/server-configuration.ts";
import { createWriting } from "./create-writing.ts";
import { createActionReader } from "./credits/action-reader.ts";
import { createVersionFeed } from "./credits/version-feed.ts";
import { openTables } from "./database/open-tables.ts";
import { createDocumentStore } from "./documents/document-store.ts";
import { createLedgerKey } from "./ledger/ledger-key.ts";
import { createUsageLimits } from "./limits/limits.ts";
import { createInvitationStore } from "./members/invitation-store.ts";
import { createMemberStore } from "./members/member-store.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { observeCredits } from "./metrics/observe-credits.ts";
import { createOperatorActs } from "./operator/create-operator-acts.ts";
import type { JobTiming } from "./page-jobs/job-dependencies.ts";
import { openPayments } from "./payments/open-payments.ts";
import { createReports } from "./reports/create-reports.ts";
import type { Services } from "./services.ts";
import { createLifecycle, type Lifecycle } from "./start/lifecycle.ts";
import { noTracing, type Tracing } from "./tracing/tracing.ts";

export type ServicesInput = {
  readonly configuration: ServerConfiguration;
  readonly logger: Logger;
  /** The server's own tables, migrated. */
  readonly pool: pg.Pool;
  readonly credits: Credits;
  /** The built web app, e.g. `packages/web/dist`. */
  readonly webFolder: string;
  /** The master keys of own keys; without them none can be kept. */
  readonly keyRing?: KeyWrapper | null;
  /** What /metrics tells; the start makes it earlier, for the engine to look on. */
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
  readonly lifecycle?: Lifecycle;
  /** The engine's connections, for their figures. */
  readonly creditsPool?: pg.Pool | null;
  /** Business time, where it is not the machine's. */
  readonly now?: () => Date;
  /** The clock that an operator may set; `now` is its time then. */
  readonly simulatedClock?: BusinessClock | null;
  /** False in tests that drive payments themselves. */
  readonly isPaymentsDriven?: boolean;
  /** Other rhythms of AI actions than the shipped ones, for tests. */
  readonly rhythm?: Pick<AiDependencies, "timing" | "timeouts" | "demoTokensPerSecond"> & {
    readonly sites?: JobTiming;
  };
};

/** Builds what the routes work with, once at the start, and begins to look for sites and runs that nobody works on. */
export function createServices(input: ServicesInput): Services {
  const { configuration, logger, pool, webFolder } = input;
  const isDriven = input.isPaymentsDriven ?? true;
  const { metrics = createMetrics(), tracing = noTracing, lifecycle = createLifecycle() } = input;
  const watched = { ...input, credits: observeCredits(input.credits, metrics, tracing) };
  const { mailer, alerts, credits } = openAlerts(watched, { isDriven });
  const database = openTables(pool);
  const { catalog } = configuration;
  const documents = createDocumentStore({ database });
  const actions = createActionReader({ credits, database, hasUndo: configuration.hasUndo });
  const members = createMemberStore({ database });
  const watch = { metrics, tracing };
  const writing = createWriting(watched, { credits, documents, actions, members, mailer, watch });
  const simulatedClock = input.simulatedClock ?? null;
  const now = input.now ?? simulatedClock?.now ?? (() => new Date());
  const payments = openPayments({
    configuration,
    pool,
    credits,
    logger,
    now,
    mailer,
    members,
    tracing,
    isDriven,
  });
  const told = { pool, credits, catalog, mailer, logger, publicUrl: configuration.publicUrl, isDriven };
  return {
    ...payments,
    ...writing,
    now,
    simulatedClock,
    keyRing: input.keyRing ?? null,
    lifecycle,
    metrics,
    tracing,
    creditsPool: input.creditsPool ?? null,
    configuration,
    logger,
    pool,
    database,
    credits,
    catalog,
    ...openAccounts({ configuration, database, credits, mailer, logger }),
    mailer,
    members,
    invitations: createInvitationStore({ database }),
    apiKeys: createApiKeyStore({ database }),
    documents,
    actions,
    alerts,
    limits: createUsageLimits({ credits, pool }),
    ledgerKey: createLedgerKey(configuration.ledgerKey, configuration.secret),
    versions: createVersionFeed({
      read: (workspaces) => credits.getVersions({ workspaces }),
      what: "credits",
      logger,
    }),
    reports: createReports(told),
    operatorActs: createOperatorActs(told),
    webFolder,
  };
}
