import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Metrics } from "./metrics.ts";

/** However often and by however many /metrics is asked, the database is asked no more often than this. */
const freshMs = 10_000;
const queryTimeoutMs = 2_000;
const holdsMax = 10_000;
const rowsMax = 1_000;

/** By partial indexes of what is not at its end, up to a number of rows: cheap however much has ended. */
const jobsOf = (sort: string, table: string): string => `
  select '${sort}' as sort, count(*) filter (where is_free)::int as waiting,
    count(*) filter (where not is_free)::int as working,
    coalesce(max(extract(epoch from clock_timestamp() - coalesce(leased_until, started_at)))
      filter (where is_free), 0)::float8 as "oldestSeconds"
  from (select started_at, leased_until, leased_until is null or leased_until < clock_timestamp() as is_free
    from ${table} where state in ('starting', 'running') order by started_at limit ${rowsMax}) as unended`;

const reportsOpen = `
  select 'report' as sort, count(*)::int as waiting, 0 as working,
    coalesce(max(extract(epoch from clock_timestamp() - reported_at)), 0)::float8 as "oldestSeconds"
  from (select reported_at from dokly.action_reports where state in ('open', 'refunding')
    order by reported_at, id limit ${rowsMax}) as queue`;

const queues = [jobsOf("site", "dokly.sites"), jobsOf("page-run", "dokly.page_runs"), reportsOpen].join(" union all ");

type Queue = {
  readonly sort: string;
  readonly waiting: number;
  readonly working: number;
  readonly oldestSeconds: number;
};

/** Reads the figures that only the database knows into the metrics, at most every ten seconds; never throws. */
export function createSampler(deps: {
  readonly metrics: Metrics;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly logger: Logger;
}): () => Promise<void> {
  const { metrics, pool, credits, logger } = deps;
  let takenAt = Number.NEGATIVE_INFINITY;
  let taking: Promise<void> | null = null;

  async function sample(): Promise<void> {
    const found = await credits.countHolds({ limit: holdsMax });
    const { rows } = await pool.query<Queue>({ text: queues, query_timeout: queryTimeoutMs } as pg.QueryConfig);
    metrics.holdsOpen.set(found.open);
    metrics.holdsOverdue.set(found.overdue);
    const { oldestPlacedAt, asOf } = found;
    metrics.holdOldestSeconds.set(oldestPlacedAt === null ? 0 : (asOf.getTime() - oldestPlacedAt.getTime()) / 1_000);
    for (const { sort, waiting, working, oldestSeconds } of rows) {
      metrics.jobs.set({ sort, state: "waiting" }, waiting);
      if (sort !== "report") metrics.jobs.set({ sort, state: "worked-on" }, working);
      metrics.jobOldestSeconds.set({ sort }, oldestSeconds);
    }
    metrics.sampledAt.set(Date.now() / 1_000);
  }

  return async () => {
    if (taking === null && performance.now() - takenAt < freshMs) return;
    takenAt = performance.now();
    taking ??= sample()
      .catch((error: unknown) => {
        metrics.sampleFailures.inc();
        logger.warn({ err: error }, "figures of the database could not be read for /metrics");
      })
      .finally(() => {
        taking = null;
      });
    await taking;
  };
}
