import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import { createOutputCipher } from "../ai/runner/output-cipher.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import type { Jobs } from "../page-jobs/begin-job.ts";
import { type JobDependencies, type JobTiming, shippedJobTiming } from "../page-jobs/job-dependencies.ts";
import { createJobPages } from "../page-jobs/job-pages.ts";
import { startJobRunner } from "../page-jobs/job-runner.ts";
import { createJobStore } from "../page-jobs/job-store.ts";
import { pageRunTables } from "../page-jobs/job-tables.ts";
import { createPageProviders, type WritingWith, writerOfPage } from "../page-jobs/open-page-provider.ts";
import { createJobTraces } from "../tracing/job-traces.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { createPageRunStore, type PageRunRow, type PageRunStore } from "./page-run-store.ts";
import { createRunPlanner, type RunPlanner, type RunPlannerInput } from "./plan-run-page.ts";

/** Everything that runs of whole pages work with; made once per process. */
export type PageRuns = Jobs<PageRunRow> &
  RunPlanner & {
    /** What is written, and what people decide about it. */
    readonly texts: PageRunStore;
    /** Takes no more; pages that are not finished within `limitMs` are handed over to another process. */
    close(limitMs: number, hurry?: AbortSignal): Promise<void>;
  };

export type PageRunsInput = RunPlannerInput & {
  readonly configuration: Pick<ServerConfiguration, "secret" | "isProduction" | "modelOfKind" | "aiLimits">;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly ownKeys: WritingWith["ownKeys"];
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Shorter in tests. */
  readonly timing?: JobTiming;
};

/** How often each process removes what was kept long enough. */
const housekeepingMs = 3_600_000;

/** Makes what runs actions on whole pages, and starts to look for runs that nobody works on. */
export function createPageRuns(input: PageRunsInput): PageRuns {
  const { configuration, pool, credits, ai, ownKeys, logger } = input;
  const cipher = createOutputCipher(configuration.secret);
  const { isProduction } = configuration;
  const { plan } = createRunPlanner(input);
  const texts = createPageRunStore({ pool, cipher });
  const actionOf = ({ kind }: PageRunRow) => ({ kind, model: configuration.modelOfKind[kind] });
  const deps: JobDependencies<PageRunRow> = {
    sort: "page-run",
    store: createJobStore(pageRunTables, { pool, cipher }),
    pages: createJobPages(pageRunTables, { pool, cipher, limits: configuration.aiLimits }),
    credits,
    logger,
    traces: createJobTraces({ pool, tracing: input.tracing, logger, sort: "page-run" }),
    timing: input.timing ?? shippedJobTiming,
    actionOf,
    isPromptShared: false,
    planPage: async ({ workspace, kind, options }, page) => {
      const { path, documentVersion: version } = page;
      return (await plan({ workspace, kind, options, path, version, writer: writerOfPage(ai, page) })).planned;
    },
    learn: ai.estimates.record,
    openProvider: createPageProviders({ ai, ownKeys, isProduction }, actionOf),
    // Its text is kept already, until a person has looked it through.
    publish: (_run, { path }, { written, charged }) =>
      Promise.resolve({
        state: written.status === "cancelled" ? "cancelled" : "written",
        charged,
        path,
        isDraft: false,
        failure: null,
      }),
  };
  const housekeeping = setInterval(() => {
    texts.deleteOld().catch((error: unknown) => logger.warn({ err: error }, "old texts could not be removed"));
  }, housekeepingMs).unref();
  const runner = startJobRunner(deps);
  return {
    ...deps,
    runner,
    plan,
    texts,
    close: async (limitMs, hurry) => {
      clearInterval(housekeeping);
      await runner.close(limitMs, hurry);
    },
  };
}
