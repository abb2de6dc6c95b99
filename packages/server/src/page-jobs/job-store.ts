import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import {
  type JobKey,
  type JobTables,
  jobColumns,
  type PageJob,
  pageColumns,
  pageFromRow,
  type StoredPage,
} from "./job-rows.ts";

/** For how long a process has a job to itself without saying so again. */
const leaseSeconds = 8;

/** The jobs of one sort; `createJobPages` has what happens to their pages. Every statement names its workspace. */
export function createJobStore<Job extends PageJob>(
  tables: JobTables,
  { pool, cipher }: { readonly pool: pg.Pool; readonly cipher: OutputCipher },
) {
  const { jobs, pages, id } = tables;

  async function read(where: string, values: unknown[]): Promise<Job[]> {
    const { rows } = await pool.query<JobKey & Record<string, unknown>>(
      `select workspace_id as workspace, ${id} as job, ${jobColumns}, ${tables.jobColumns}
       from ${jobs} where ${where} order by started_at desc, ${id} limit 100`,
      values,
    );
    const found = rows.map(async (job) => {
      const stored = await pool.query<StoredPage>(
        `select ${pageColumns}, ${tables.pageColumns} from ${pages}
         where workspace_id = $1 and ${id} = $2 order by number`,
        [job.workspace, job.job],
      );
      // The columns of the sort carry the names of its fields, so that a row is the job.
      return { ...job, pages: stored.rows.map((page) => pageFromRow(page, job, cipher)) } as unknown as Job;
    });
    return await Promise.all(found);
  }

  return {
    find: async ({ workspace, job }: JobKey): Promise<Job | null> =>
      (await read(`workspace_id = $1 and ${id} = $2`, [workspace, job]))[0] ?? null,

    findByKey: async (workspace: WorkspaceId, member: string, key: string): Promise<Job | null> =>
      (await read("workspace_id = $1 and member = $2 and idempotency_key = $3", [workspace, member, key]))[0] ?? null,

    /** The newest 100 of a workspace. */
    list: (workspace: WorkspaceId): Promise<readonly Job[]> => read("workspace_id = $1", [workspace]),

    /** Forgets a job whose holds were refused: refusals are evaluated anew. */
    async drop({ workspace, job }: JobKey): Promise<void> {
      await pool.query(
        `delete from ${jobs} where workspace_id = $1 and ${id} = $2 and state = 'starting' and round = 1`,
        [workspace, job],
      );
    },

    /** Moves a job on from one state to the next; false where it is not in that state any more. */
    async move({ workspace, job }: JobKey, from: readonly string[], to: PageJob["state"]): Promise<boolean> {
      const isEnd = to === "done" || to === "cancelled";
      const { rowCount } = await pool.query(
        `update ${jobs} set state = $4, version = version + 1,
           ended_at = case when $5 then clock_timestamp() end
         where workspace_id = $1 and ${id} = $2 and state = any($3)`,
        [workspace, job, from, to, isEnd],
      );
      return rowCount === 1;
    },

    /** Begins another round: what is not done gets new holds. False where the job does not need any. */
    async beginRound({ workspace, job }: JobKey): Promise<boolean> {
      const { rowCount } = await pool.query(
        `with begun as (
           update ${jobs} set state = 'starting', round = round + 1, version = version + 1
           where workspace_id = $1 and ${id} = $2 and state = 'needs-credits' and cancel_requested_at is null
           returning workspace_id, ${id}),
         renewed as (
           update ${pages} as page set attempt = attempt + 1, action_id = null, hold_id = null
           from begun
           where page.workspace_id = $1 and page.${id} = $2 and page.state = 'waiting' and page.is_linked)
         select from begun`,
        [workspace, job],
      );
      return rowCount === 1;
    },

    /** Written to the database, so that it reaches whichever process works on the job. */
    async requestCancel({ workspace, job }: JobKey): Promise<void> {
      await pool.query(
        `update ${jobs} set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
           state = case state when 'needs-credits' then 'running' else state end, version = version + 1
         where workspace_id = $1 and ${id} = $2 and state in ('starting', 'running', 'needs-credits')`,
        [workspace, job],
      );
    },

    /**
     * Takes a job that nobody works on, the oldest first. Over all workspaces, by the runner only; what it does then
     * names the workspace.
     */
    async claim(runner: string): Promise<JobKey | null> {
      const { rows } = await pool.query<JobKey>(
        `update ${jobs} set runner = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
         where (workspace_id, ${id}) = (
           select workspace_id, ${id} from ${jobs}
           where state in ('starting', 'running') and (leased_until is null or leased_until < clock_timestamp())
             -- The request that began it takes its holds itself, unless its server died.
             and (state <> 'starting' or round > 1 or started_at < clock_timestamp() - make_interval(secs => $2))
           order by started_at limit 1 for update skip locked)
         returning workspace_id as workspace, ${id} as job`,
        [runner, leaseSeconds],
      );
      return rows[0] ?? null;
    },

    /** The oldest 100 that wait for a process with time for them. Over all workspaces, by the runner only. */
    async findUnclaimed(): Promise<readonly JobKey[]> {
      const { rows } = await pool.query<JobKey>(
        `select workspace_id as workspace, ${id} as job from ${jobs}
         where state = 'running' and (leased_until is null or leased_until < clock_timestamp())
         order by started_at limit 100`,
      );
      return rows;
    },

    /** Keeps a job, and says whether it was cancelled; null where another process has it. */
    async renew({ workspace, job }: JobKey, runner: string): Promise<{ isCancelRequested: boolean } | null> {
      const { rows } = await pool.query<{ isCancelRequested: boolean }>(
        `update ${jobs} set leased_until = clock_timestamp() + make_interval(secs => $4)
         where workspace_id = $1 and ${id} = $2 and runner = $3 and leased_until > clock_timestamp()
         returning cancel_requested_at is not null as "isCancelRequested"`,
        [workspace, job, runner, leaseSeconds],
      );
      return rows[0] ?? null;
    },

    /** Lets a job go, so that another process goes on at once. */
    async letGo({ workspace, job }: JobKey, runner: string): Promise<void> {
      await pool.query(
        `update ${jobs} set runner = null, leased_until = null where workspace_id = $1 and ${id} = $2 and runner = $3`,
        [workspace, job, runner],
      );
    },

    /** How often anything of a job has changed; null where there is none. */
    async versionOf({ workspace, job }: JobKey): Promise<bigint | null> {
      const { rows } = await pool.query<{ version: bigint }>(
        `select version from ${jobs} where workspace_id = $1 and ${id} = $2`,
        [workspace, job],
      );
      return rows[0]?.version ?? null;
    },
  };
}

export type JobStore<Job extends PageJob> = ReturnType<typeof createJobStore<Job>>;
