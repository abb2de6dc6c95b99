import type { Credits } from "@dokly/credits";
import { type Ai, createAi } from "./ai/create-ai.ts";
import type { Provider } from "./ai/provider.ts";
import { shippedTimeouts } from "./ai/stream-deadline.ts";
import { createOwnKeys, type OwnKeys } from "./byok/create-own-keys.ts";
import type { ServicesInput } from "./create-services.ts";
import type { ActionReader } from "./credits/action-reader.ts";
import type { DocumentStore } from "./documents/document-store.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observeProvider, type Payer } from "./metrics/observe-provider.ts";
import { createPageRuns, type PageRuns } from "./page-runs/create-page-runs.ts";
import type { Services } from "./services.ts";
import { createSites, type Sites } from "./sites/create-sites.ts";
import type { Tracing } from "./tracing/tracing.ts";

type WritingDependencies = Pick<Services, "members" | "mailer"> & {
  readonly credits: Credits;
  readonly documents: DocumentStore;
  readonly actions: ActionReader;
  /** Who looks on at the AI provider. */
  readonly watch: { readonly metrics: Metrics; readonly tracing: Tracing };
};

/** What writes text: AI actions, on the server's key or a workspace's own, and the sites and runs of pages. */
export function createWriting(
  input: ServicesInput,
  { credits, documents, actions, members, mailer, watch }: WritingDependencies,
): { readonly ai: Ai; readonly ownKeys: OwnKeys; readonly sites: Sites; readonly pageRuns: PageRuns } {
  const { configuration, logger, pool, rhythm } = input;
  const { catalog } = configuration;
  const common = { configuration, pool, credits, catalog, documents, logger };
  const observe = (provider: Provider, payer: Payer) => observeProvider(provider, payer, watch);
  const ai = createAi({
    ...common,
    actions,
    observeProvider: observe,
    onEstimated: (met) => watch.metrics.estimates.inc(met),
    ...rhythm,
  });
  const own = openOwnKeys(input, { members, mailer });
  // The provider that an own key asks is looked at like the server's.
  const ownKeys: OwnKeys = { ...own, openProvider: (use) => observe(own.openProvider(use), "own-key") };
  const timing = rhythm?.sites;
  const writing = { ...common, ai, ownKeys, tracing: watch.tracing, ...(timing && { timing }) };
  return { ai, ownKeys, sites: createSites(writing), pageRuns: createPageRuns(writing) };
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
