import type { ActionKind } from "@dokly/contract";
import type { Credits } from "@dokly/credits";
import type { Logger } from "pino";
import type { FinishedAction } from "../ai/estimates/finished-action.ts";
import type { OpenedProvider } from "../ai/next-run.ts";
import type { PlannedAction } from "../ai/plan-action.ts";
import type { JobTraces } from "../tracing/job-traces.ts";
import type { JobPages, PageEnd } from "./job-pages.ts";
import type { JobPage, PageJob, PageOf, WrittenOutput } from "./job-rows.ts";
import type { JobStore } from "./job-store.ts";

/** Rhythms of jobs; shorter in tests. */
export type JobTiming = {
  /** The common deadline of a job's holds, and how often it is moved. */
  readonly holdMs: number;
  readonly extendMs: number;
  /** Between two looks at the database while a job is worked on: keeps it, finds a cancel, finds a place. */
  readonly beatMs: number;
  /** Between two looks for a job that nobody works on. */
  readonly pollMs: number;
  /** How long the end of a page is tried again while the database is away. */
  readonly endingMs: number;
};

/** RULES R6.5 gives linked holds 30 minutes and moves them each minute. */
export const shippedJobTiming: JobTiming = {
  holdMs: 1_800_000,
  extendMs: 60_000,
  beatMs: 1_000,
  pollMs: 2_000,
  endingMs: 45_000,
};

/** Everything that works on jobs of one sort. */
export type JobDependencies<Job extends PageJob> = {
  /** Names the sort in keys of the engine and in the log of the server. */
  readonly sort: "site" | "page-run";
  readonly store: JobStore<Job>;
  readonly pages: JobPages;
  readonly credits: Credits;
  readonly logger: Logger;
  readonly traces: JobTraces;
  readonly timing: JobTiming;
  /** What kind of action each page of a job is, and of which model. */
  readonly actionOf: (job: Job) => { readonly kind: ActionKind; readonly model: string };
  /** Whether the pages of a job begin with the same long prompt: the first one brings it into the provider's cache. */
  readonly isPromptShared: boolean;
  /** What a page would send and cost now. Refuses with a `ProblemError` what can not be written as it is. */
  readonly planPage: (job: Job, page: PageOf<Job>) => Promise<PlannedAction>;
  /** Takes in what a finished page has shown about lengths; never throws. */
  readonly learn: (finished: FinishedAction) => void;
  /**
   * Who writes a page of the job; a person may have asked that it goes wrong. Refuses `own-key-out-of-scope` where the
   * key that was to pay does not any more.
   */
  readonly openProvider: (job: Job, page: PageOf<Job>, hold: NonNullable<JobPage["hold"]>) => Promise<OpenedProvider>;
  /** Does with a page that was paid for what is to be done with it; may be done again after a crash. */
  readonly publish: (
    job: Job,
    page: PageOf<Job>,
    on: { readonly written: WrittenOutput; readonly charged: bigint },
  ) => Promise<PageEnd>;
};
