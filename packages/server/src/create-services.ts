import { hkdfSync } from "node:crypto";
import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import { createAuth, type NewPerson } from "./accounts/auth.ts";
import { type AiDependencies, createAi } from "./ai/create-ai.ts";
import type { Provider } from "./ai/provider.ts";
import { shippedTimeouts } from "./ai/stream-deadline.ts";
import { openAlerts } from "./alerts/open-alerts.ts";
import { createApiKeyStore } from "./api-keys/api-key-store.ts";
import { createOwnKeys, type OwnKeys } from "./byok/create-own-keys.ts";
import type { KeyWrapper } from "./byok/key-wrapper.ts";
import type { BusinessClock } from "./clock/simulated-clock.ts";
import type { ServerConfiguration } from "./configuration/server-configuration.ts";
import { createActionReader } from "./credits/action-reader.ts";
import { createVersionFeed } from "./credits/version-feed.ts";
import { openTables } from "./database/open-tables.ts";
import { createDocumentStore } from "./documents/document-store.ts";
import { createLedgerKey } from "./ledger/ledger-key.ts";
import { createLimitAuthorStore } from "./limits/limit-author-store.ts";
import { createUsageLimits } from "./limits/limits.ts";
import { createSoftLimitStore } from "./limits/soft-limit-store.ts";
import { createInvitationStore } from "./members/invitation-store.ts";
import { createMemberStore } from "./members/member-store.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { observeCredits } from "./metrics/observe-credits.ts";
import { observeProvider, type Payer } from "./metrics/observe-provider.ts";
import type { JobTiming } from "./page-jobs/job-dependencies.ts";
import { createPageRuns } from "./page-runs/create-page-runs.ts";
import { openPayments } from "./payments/open-payments.ts";
import { createReports } from "./reports/create-reports.ts";
import type { Services } from "./services.ts";
import { createSites } from "./sites/create-sites.ts";
import { createLifecycle, type Lifecycle } from "./start/lifecycle.ts";
import { noTracing, type Tracing } from "./tracing/tracing.ts";
import { createWorkspaceStore, newWorkspace } from "./workspaces/workspace-store.ts";

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
  readonly creditsPool?: pg.Pool;
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
  const workspaces = createWorkspaceStore({ database, credits });
  const settings = {
    publicUrl: configuration.publicUrl,
    trustedOrigins: configuration.allowedOrigins,
    secret: derivedSecret(configuration.secret, "sessions"),
  };
  const onSignedUp = async (person: NewPerson) => {
    // Where people join by invitation only, the workspace they are invited to is theirs.
    if (configuration.signUp === "invite") return;
    await workspaces.open({ name: `${person.name}'s workspace`, ownerId: person.id, ...newWorkspace });
  };
  const { catalog } = configuration;
  const documents = createDocumentStore({ database });
  const actions = createActionReader({ credits, database, hasUndo: configuration.hasUndo });
  const watching = {
    observeProvider: (provider: Provider, payer: Payer) => observeProvider(provider, payer, { metrics, tracing }),
    onEstimated: (labels: { kind: string; writer: string; outcome: string }) => metrics.estimates.inc(labels),
  };
  const ai = createAi({
    configuration,
    pool,
    credits,
    catalog,
    documents,
    actions,
    logger,
    ...watching,
    ...input.rhythm,
  });
  const timing = input.rhythm?.sites;
  const members = createMemberStore({ database });
  const ownKeys = watchOwnKeys(openOwnKeys(watched, { members, mailer }), watching.observeProvider);
  const writing = { configuration, pool, credits, catalog, documents, ai, ownKeys, logger, ...(timing && { timing }) };
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
    isDriven,
  });
  return {
    ...payments,
    ownKeys,
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
    auth: createAuth({ settings, database, logger, onSignedUp }),
    mailer,
    workspaces,
    members,
    invitations: createInvitationStore({ database }),
    apiKeys: createApiKeyStore({ database }),
    documents,
    actions,
    alerts,
    limits: createUsageLimits({
      credits,
      store: createSoftLimitStore({ pool }),
      authors: createLimitAuthorStore({ pool }),
    }),
    ledgerKey: createLedgerKey(configuration.ledgerKey, configuration.secret),
    versions: createVersionFeed({
      read: (workspaces) => credits.getVersions({ workspaces }),
      what: "credits",
      logger,
    }),
    reports: createReports({ pool, credits, catalog, mailer, logger, publicUrl: configuration.publicUrl, isDriven }),
    ai,
    sites: createSites(writing),
    pageRuns: createPageRuns(writing),
    webFolder,
  };
}

function openOwnKeys(
  { configuration, pool, credits, logger, keyRing = null, rhythm }: ServicesInput,
  people: Pick<Services, "members" | "mailer">,
): OwnKeys {
  const { anthropic, secret, modelOfKind, publicUrl } = configuration;
  return createOwnKeys({
    ...people,
    pool,
    credits,
    logger,
    wrapper: keyRing,
    baseUrl: anthropic?.baseUrl ?? null,
    timeouts: rhythm?.timeouts ?? shippedTimeouts,
    secret,
    modelOfKind,
    publicUrl,
  });
}

/** The provider that an own key asks is looked at like the server's. */
function watchOwnKeys(ownKeys: OwnKeys, watch: (provider: Provider, payer: Payer) => Provider): OwnKeys {
  return { ...ownKeys, openProvider: (use) => watch(ownKeys.openProvider(use), "own-key") };
}

function derivedSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "", `dokly:${purpose}`, 32)).toString("base64url");
}
