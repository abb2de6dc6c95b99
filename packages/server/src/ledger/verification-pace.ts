import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { ProblemError } from "../http/problem-error.ts";

/** So many times a workspace may have its ledger worked out again in a minute, over all servers together. */
export const runsPerMinute = 6;
/** After a long one, so many times its duration pass before the next: a ledger of years is not read without a pause. */
const restFactor = 4;
/** A shorter one asks for no pause. */
const longMs = 2_000;

/** Keeps workspaces from having their ledgers worked out again and again. */
export type VerificationPace = {
  /** Counts one; refuses `too-many-requests` with how long to wait. */
  begin(workspace: WorkspaceId): Promise<void>;
  end(workspace: WorkspaceId, tookMs: number): Promise<void>;
};

export function createVerificationPace({ pool }: { readonly pool: pg.Pool }): VerificationPace {
  return {
    begin: async (workspace) => {
      const { rowCount } = await pool.query(
        `insert into dokly.verification_pace as pace (workspace_id, window_start, runs, not_before)
           values ($1, clock_timestamp(), 1, '-infinity')
         on conflict (workspace_id) do update set
           window_start = case when pace.window_start < clock_timestamp() - interval '1 minute' then clock_timestamp()
             else pace.window_start end,
           runs = case when pace.window_start < clock_timestamp() - interval '1 minute' then 1 else pace.runs + 1 end
         where pace.not_before <= clock_timestamp()
           and (pace.runs < $2 or pace.window_start < clock_timestamp() - interval '1 minute')`,
        [workspace, runsPerMinute],
      );
      if (rowCount === 0) throw tooMany(await secondsToWait(pool, workspace));
    },
    end: async (workspace, tookMs) => {
      if (tookMs < longMs) return;
      await pool.query(
        `update dokly.verification_pace set not_before = clock_timestamp() + make_interval(secs => $2)
         where workspace_id = $1`,
        [workspace, (tookMs * restFactor) / 1_000],
      );
    },
  };
}

async function secondsToWait(pool: pg.Pool, workspace: WorkspaceId): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    `select ceil(extract(epoch from greatest(
         not_before, case when runs >= $2 then window_start + interval '1 minute' else '-infinity' end)
       - clock_timestamp()))::integer as seconds
     from dokly.verification_pace where workspace_id = $1`,
    [workspace, runsPerMinute],
  );
  return Math.max(1, rows[0]?.seconds ?? 1);
}

function tooMany(seconds: number): ProblemError {
  const wait = `The next check can start in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  const detail = `This workspace's ledger was worked out again several times just now. ${wait}`;
  return new ProblemError("too-many-requests", detail, { limit: runsPerMinute }, { "retry-after": String(seconds) });
}
