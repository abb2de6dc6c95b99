import type { Catalog, Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Ai } from "../ai/create-ai.ts";
import { LazyWorker, workerEntry } from "../ai/lazy-worker.ts";
import { createOutputCipher } from "../ai/runner/output-cipher.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import type { Jobs } from "../page-jobs/begin-job.ts";
import { type JobDependencies, type JobTiming, shippedJobTiming } from "../page-jobs/job-dependencies.ts";
import { createJobPages } from "../page-jobs/job-pages.ts";
import { startJobRunner } from "../page-jobs/job-runner.ts";
import { createJobStore } from "../page-jobs/job-store.ts";
import { siteTables } from "../page-jobs/job-tables.ts";
import { createPageProviders, type WritingWith, writerOfPage } from "../page-jobs/open-page-provider.ts";
import { createJobTraces } from "../tracing/job-traces.ts";
import type { Tracing } from "../tracing/tracing.ts";
import type { FinishTask } from "./finish-page.ts";
import { createPagePlanner, type PagePlanner } from "./plan-page.ts";
import { publishPage } from "./publish-page.ts";
import { insertSite, type NewSite, type SiteRow } from "./site-store.ts";

/** Everything that generated sites work with; made once per process. */
export type Sites = Jobs<SiteRow> &
  PagePlanner & {
    /** Writes a new site down; false where its key is taken. */
    insert(site: NewSite): Promise<boolean>;
    /** Takes no more; pages that are not finished within `limitMs` are handed over to another process. */
    close(limitMs: number, hurry?: AbortSignal): Promise<void>;
  };

export type SitesInput = {
  readonly configuration: Pick<ServerConfiguration, "secret" | "isProduction" | "modelOfKind" | "aiLimits">;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly documents: DocumentStore;
  readonly ai: Ai;
  readonly ownKeys: WritingWith["ownKeys"];
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Shorter in tests. */
  readonly timing?: JobTiming;
};

/** A page is parsed in milliseconds; what takes longer is given up. */
const finishing = { idleMs: 60_000, taskMs: 20_000 };

/** Makes what writes sites, and starts to look for those that nobody works on. */
export function createSites(input: SitesInput): Sites {
  const { configuration, pool, credits, documents, ai, ownKeys, logger } = input;
  const cipher = createOutputCipher(configuration.secret);
  const worker = new LazyWorker<FinishTask, string>(workerEntry("finish-page-thread", import.meta.url), finishing);
  const planner = createPagePlanner(input);
  const { isProduction } = configuration;
  const limits = configuration.aiLimits;
  const publishing = { credits, documents, finishPage: (task: FinishTask) => worker.run(task) };
  const actionOf = () => ({ kind: "page", model: configuration.modelOfKind.page }) as const;
  const deps: JobDependencies<SiteRow> = {
    sort: "site",
    store: createJobStore(siteTables, { pool, cipher }),
    pages: createJobPages(siteTables, { pool, cipher, limits }),
    credits,
    logger,
    traces: createJobTraces({ pool, tracing: input.tracing, logger, sort: "site" }),
    timing: input.timing ?? shippedJobTiming,
    actionOf,
    isPromptShared: true,
    planPage: (site, page) => planner.planPage({ ...site, writer: writerOfPage(ai, page) }, page),
    learn: ai.estimates.record,
    openProvider: createPageProviders({ ai, ownKeys, isProduction }, actionOf),
    publish: (site, page, on) => publishPage(site, page, on, publishing),
  };
  const runner = startJobRunner(deps);
  return {
    ...deps,
    ...planner,
    runner,
    insert: (site) => insertSite(pool, site),
    close: async (limitMs, hurry) => {
      await runner.close(limitMs, hurry);
      await worker.close();
    },
  };
}
