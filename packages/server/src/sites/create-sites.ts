import type { Catalog, Credits, WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Ai } from "../ai/create-ai.ts";
import { LazyWorker, workerEntry } from "../ai/lazy-worker.ts";
import { withBehavior } from "../ai/next-run.ts";
import { createOutputCipher } from "../ai/runner/output-cipher.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import type { FinishTask } from "./finish-page.ts";
import { createPagePlanner, type PagePlanner } from "./plan-page.ts";
import { type SiteDependencies, type SiteTiming, shippedSiteTiming } from "./site-dependencies.ts";
import { createSitePages } from "./site-pages.ts";
import { type SiteRunner, startSiteRunner } from "./site-runner.ts";
import { createSiteStore } from "./site-store.ts";

/** Everything that generated sites work with; made once per process. */
export type Sites = SiteDependencies &
  PagePlanner & {
    readonly runner: SiteRunner;
    /** Takes no more; pages that are not finished within `limitMs` are handed over to another process. */
    close(limitMs: number): Promise<void>;
  };

export type SitesInput = {
  readonly configuration: Pick<ServerConfiguration, "secret" | "isProduction" | "modelOfKind">;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly documents: DocumentStore;
  readonly ai: Ai;
  readonly logger: Logger;
  /** Shorter in tests. */
  readonly timing?: SiteTiming;
};

/** A page is parsed in milliseconds; what takes longer is given up. */
const finishing = { idleMs: 60_000, taskMs: 20_000 };

/** Makes what writes sites, and starts to look for those that nobody works on. */
export function createSites(input: SitesInput): Sites {
  const { configuration, pool, credits, documents, ai, logger } = input;
  const cipher = createOutputCipher(configuration.secret);
  const worker = new LazyWorker<FinishTask, string>(workerEntry("finish-page-thread", import.meta.url), finishing);
  const planner = createPagePlanner(input);
  const openProvider = async (site: { workspace: WorkspaceId; member: string }) =>
    configuration.isProduction ? ai.provider : withBehavior(ai.provider, await ai.nextRuns.take(site));
  const deps: SiteDependencies = {
    store: createSiteStore({ pool, cipher }),
    pages: createSitePages({ pool, cipher }),
    credits,
    documents,
    logger,
    timing: input.timing ?? shippedSiteTiming,
    planPage: planner.planPage,
    learn: ai.estimates.record,
    openProvider,
    finishPage: (task) => worker.run(task),
  };
  const runner = startSiteRunner(deps);
  return {
    ...deps,
    ...planner,
    runner,
    close: async (limitMs) => {
      await runner.close(limitMs);
      await worker.close();
    },
  };
}
