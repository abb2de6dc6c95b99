import type { Catalog, Credits } from "@dokly/credits";
import type { Kysely } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import type { Auth } from "./accounts/auth.ts";
import type { FreeCredits } from "./accounts/free-credits.ts";
import type { Mailer } from "./accounts/mailer.ts";
import type { Ai } from "./ai/create-ai.ts";
import type { Alerts } from "./alerts/alerts.ts";
import type { ApiKeyStore } from "./api-keys/api-key-store.ts";
import type { OwnKeys } from "./byok/create-own-keys.ts";
import type { KeyWrapper } from "./byok/key-wrapper.ts";
import type { BusinessClock } from "./clock/simulated-clock.ts";
import type { ServerConfiguration } from "./configuration/server-configuration.ts";
import type { ActionReader } from "./credits/action-reader.ts";
import type { VersionFeed } from "./credits/version-feed.ts";
import type { DocumentStore } from "./documents/document-store.ts";
import type { LedgerKey } from "./ledger/ledger-key.ts";
import type { UsageLimits } from "./limits/limits.ts";
import type { InvitationStore } from "./members/invitation-store.ts";
import type { MemberStore } from "./members/member-store.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { OperatorActs } from "./operator/create-operator-acts.ts";
import type { PageRuns } from "./page-runs/create-page-runs.ts";
import type { Clockwork } from "./payments/clockwork.ts";
import type { Payments } from "./payments/create-payments.ts";
import type { SandboxContext } from "./payments/sandbox/sandbox-provider.ts";
import type { Reports } from "./reports/create-reports.ts";
import type { Sites } from "./sites/create-sites.ts";
import type { Lifecycle } from "./start/lifecycle.ts";
import type { Tables } from "./tables.ts";
import type { Tracing } from "./tracing/tracing.ts";
import type { WorkspaceStore } from "./workspaces/workspace-store.ts";

/** What every route works with; built once at the start and handed to `createApp`. */
export type Services = {
  readonly configuration: ServerConfiguration;
  readonly logger: Logger;
  /** The server's own tables, schema `dokly`. */
  readonly pool: pg.Pool;
  readonly database: Kysely<Tables>;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly auth: Auth;
  readonly mailer: Mailer;
  readonly workspaces: WorkspaceStore;
  /** Which workspaces begin with free credits. */
  readonly freeCredits: FreeCredits;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly apiKeys: ApiKeyStore;
  readonly documents: DocumentStore;
  /** Actions as the wire shows them. */
  readonly actions: ActionReader;
  /** Tells when a part of a period's credits is spent. */
  readonly alerts: Alerts;
  /** Limits of members and kinds. */
  readonly limits: UsageLimits;
  /** Signs the ends of ledgers. */
  readonly ledgerKey: LedgerKey;
  /** Tells live panels that a workspace's credits changed. */
  readonly versions: VersionFeed;
  /** Runs AI actions. */
  readonly ai: Ai;
  /** Reports of actions that did not work, and what operators answer. */
  readonly reports: Reports;
  /** What operators do, and whom it tells. */
  readonly operatorActs: OperatorActs;
  /** Writes generated sites. */
  readonly sites: Sites;
  /** Runs AI actions on whole pages. */
  readonly pageRuns: PageRuns;
  /** The workspaces' own keys at the AI provider, and who pays for an action. */
  readonly ownKeys: OwnKeys;
  /** Takes money; null where nobody does. */
  readonly payments: Payments | null;
  /** The sandbox that stands in a payment provider's place; null with Stripe, and in production. */
  readonly sandbox: SandboxContext | null;
  /** Drives payments by itself; null where a test does, and without payments. */
  readonly clockwork: Clockwork | null;
  /** Business time. */
  readonly now: () => Date;
  /** The clock that an operator may set; null in production, where nobody does. */
  readonly simulatedClock: BusinessClock | null;
  /** The master keys of own keys; null: none can be kept. */
  readonly keyRing: KeyWrapper | null;
  readonly lifecycle: Lifecycle;
  /** What /metrics tells. */
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** The engine's connections, where they are known. */
  readonly creditsPool: pg.Pool | null;
  /** The folder of the built web app. */
  readonly webFolder: string;
};
