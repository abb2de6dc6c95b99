import type pg from "pg";
import type { Logger } from "pino";
import type { JobKey } from "../page-jobs/job-rows.ts";
import type { Tracing } from "./tracing.ts";

/** Traces of jobs that go on in the background, in whichever process has them, for longer than the request lives. */
export type JobTraces = {
  /** Keeps which trace began a job, so that the process that works on it can point to it. Never fails. */
  keep(job: JobKey): Promise<void>;
  /** Works on a job in a trace of its own, which links to the request that began it. */
  within(job: JobKey, work: () => Promise<void>): Promise<void>;
};

/** For a server that is not traced: nothing is asked of the database, and nothing kept. */
const untraced: JobTraces = { keep: () => Promise.resolve(), within: (_job, work) => work() };

export function createJobTraces({
  pool,
  tracing,
  logger,
  sort,
}: {
  readonly pool: pg.Pool;
  readonly tracing: Tracing;
  readonly logger: Logger;
  readonly sort: "site" | "page-run";
}): JobTraces {
  if (!tracing.isOn) return untraced;
  const unkept = (error: unknown): void => logger.warn({ err: error }, "the trace of a job could not be kept or found");
  return {
    keep: async ({ workspace, job }) => {
      const traceparent = tracing.traceparent();
      if (traceparent === null) return;
      await pool
        .query(
          `insert into dokly.job_traces (workspace_id, job, traceparent) values ($1, $2, $3)
           on conflict (workspace_id, job) do nothing`,
          [workspace, job, traceparent],
        )
        .catch(unkept);
    },
    within: async ({ workspace, job }, work) => {
      const found = await pool
        .query<{ traceparent: string }>(
          "select traceparent from dokly.job_traces where workspace_id = $1 and job = $2",
          [workspace, job],
        )
        .catch(unkept);
      const attributes = { "dokly.workspace": workspace, "dokly.job": job };
      const links = found?.rows.map(({ traceparent }) => traceparent) ?? [];
      const span = tracing.startLinked(`${sort} job`, links, { attributes });
      if (span === null) return await work();
      try {
        await tracing.within(span, work);
      } catch (error) {
        span.fail("job-could-not-go-on");
        throw error;
      } finally {
        span.end();
      }
    },
  };
}
