import type pg from "pg";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import { unusableOutputCodes } from "../ai/runner/run-state.ts";
import type { AiLimits } from "../configuration/server-configuration.ts";
import { withTransaction } from "../database/with-transaction.ts";
import { type JobKey, type JobTables, outputBinding, type PageJob, type WrittenOutput } from "./job-rows.ts";
import type { PageTerms } from "./page-terms.ts";
import { hasPlace } from "./take-place.ts";

type PageKey = JobKey & { readonly number: number; readonly attempt: number };

/** A try of a page, with the hold that was taken for it. */
export type HeldPage = {
  readonly number: number;
  readonly attempt: number;
  readonly action: string;
  readonly hold: string;
};

/** How a try of a page came out. */
export type PageEnd = {
  readonly state: "written" | "failed" | "cancelled";
  /** By this try. */
  readonly charged: bigint;
  /** What it cost on an own key; 0 where nothing is said. */
  readonly nanoDollars?: bigint;
  readonly path: string;
  readonly isDraft: boolean;
  readonly failure: { readonly code: string; readonly message: string } | null;
};

type Change = {
  readonly values?: readonly unknown[];
  readonly where?: string;
  readonly on?: Pick<pg.Pool, "query">;
  /** What is set in the job besides its version. */
  readonly job?: string;
  /** Another part of the statement, behind `changed`. */
  readonly beside?: string;
};

/** A job that was over goes on; one that is being stopped is still stopped. */
const goesOn = `, state = case when ended_at is null then state else 'running' end,
  cancel_requested_at = case when ended_at is null then cancel_requested_at end, ended_at = null`;

/**
 * What happens to the pages of jobs of one sort. Each change names the try that it belongs to: a process that was slow,
 * and whose job another one has taken over, changes nothing any more.
 */
export function createJobPages(
  tables: JobTables,
  { pool, cipher, limits }: { readonly pool: pg.Pool; readonly cipher: OutputCipher; readonly limits: AiLimits },
) {
  const { jobs, pages, id, outputDays } = tables;
  const ended = "usage = null, settle_status = null";
  /** A text that is to be looked through stays for some days; one that is stored elsewhere is not kept twice. */
  const leaveOutput =
    outputDays === null
      ? "output = null"
      : `output = case when $5 = 'written' then output end,
         output_ends_at = case when $5 = 'written' then clock_timestamp() + interval '${outputDays} days' end`;

  /** One more output of no use. A refused try, which puts an older failure back, was not written: it counts not. */
  const countUnusable = `, counted as (
    insert into dokly.unusable_outputs as known (workspace_id, member, day, count)
    select workspace_id, member, (clock_timestamp() at time zone 'UTC')::date, 1 from ${jobs}
    where workspace_id = $1 and ${id} = $2 and exists (select from changed)
      and exists (select from ${pages} where workspace_id = $1 and ${id} = $2 and number = $3 and state = 'running')
    on conflict (workspace_id, member) do update
      set count = case when known.day = excluded.day then known.count + 1 else 1 end, day = excluded.day)`;

  /** Changes one try of one page, and with it the job's version. */
  async function change(
    page: PageKey,
    set: string,
    { values = [], where = "true", on = pool, job = "", beside = "" }: Change = {},
  ): Promise<boolean> {
    const { rowCount } = await on.query(
      `with changed as (
         update ${pages} set ${set}
         where workspace_id = $1 and ${id} = $2 and number = $3 and attempt = $4 and ${where} returning ${id})${beside}
       update ${jobs} set version = version + 1${job}
       where workspace_id = $1 and ${id} = $2 and exists (select from changed)`,
      [page.workspace, page.job, page.number, page.attempt, ...values],
    );
    return rowCount === 1;
  }

  async function isStillWaiting(page: PageKey, on: Pick<pg.Pool, "query">): Promise<boolean> {
    const { rowCount } = await on.query(
      `select from ${pages}
       where workspace_id = $1 and ${id} = $2 and number = $3 and attempt = $4 and state = 'waiting'`,
      [page.workspace, page.job, page.number, page.attempt],
    );
    return rowCount === 1;
  }

  return {
    /** Writes down the holds of tries, all at once: a crash leaves all of them or none. */
    async attach(job: JobKey, held: readonly HeldPage[], isLinked: boolean): Promise<void> {
      await pool.query(
        `with attached as (
           update ${pages} as page set action_id = held.action, hold_id = held.hold, is_linked = $7
           from unnest($3::int[], $4::int[], $5::text[], $6::text[]) as held (number, attempt, action, hold)
           where page.workspace_id = $1 and page.${id} = $2
             and page.number = held.number and page.attempt = held.attempt)
         update ${jobs} set version = version + 1 where workspace_id = $1 and ${id} = $2`,
        [
          job.workspace,
          job.job,
          held.map(({ number }) => number),
          held.map(({ attempt }) => attempt),
          held.map(({ action }) => action),
          held.map(({ hold }) => hold),
          isLinked,
        ],
      );
    },

    /** Begins a try as soon as there is a place for it: `full` where it has to wait, `gone` where it is not ours. */
    async begin(job: Pick<PageJob, "member">, page: PageKey): Promise<"begun" | "full" | "gone"> {
      return await withTransaction(pool, async (client) => {
        const isFree = await hasPlace(client, { workspace: page.workspace, member: job.member }, limits);
        const isBegun = isFree && (await change(page, "state = 'running'", { where: "state = 'waiting'", on: client }));
        // A page that is not ours any more does not wait for a place.
        const isWaiting = !isFree && (await isStillWaiting(page, client));
        if (isWaiting) return "full";
        return isBegun ? "begun" : "gone";
      });
    },

    /** Keeps a text before it is charged: nobody pays for one that a crash then lost. */
    keep: (page: PageKey, written: WrittenOutput): Promise<boolean> =>
      change(page, "output = $5, usage = $6, settle_status = $7, is_draft = $8", {
        values: [
          cipher.seal(written.text, outputBinding(page, page)),
          JSON.stringify(written.usage),
          written.status,
          written.isDraft,
        ],
        where: "state = 'running'",
      }),

    end: (page: PageKey, end: PageEnd): Promise<boolean> =>
      change(
        page,
        `state = $5, charged = charged + $6, path = $7, is_draft = $8, failure_code = $9, failure_message = $10,
         nano_dollars_used = nano_dollars_used + $11,
         ${leaveOutput}, ${ended}`,
        {
          values: [
            end.state,
            end.charged,
            end.path,
            end.isDraft,
            end.failure?.code ?? null,
            end.failure?.message ?? null,
            end.nanoDollars ?? 0n,
          ],
          where: "state in ('waiting', 'running')",
          beside: unusableOutputCodes.includes(end.failure?.code ?? "") ? countUnusable : "",
        },
      ),

    /** Says who pays for pages of a job that waits for its holds. */
    async pay(job: JobKey, paid: readonly (PageTerms & { readonly number: number })[]): Promise<void> {
      await pool.query(
        `update ${pages} as page set low = paid.low, high = paid.high, own_key = paid.own_key,
           nano_dollars = paid.nano_dollars
         from unnest($3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[])
           as paid (number, low, high, own_key, nano_dollars), ${jobs} as job
         where job.workspace_id = $1 and job.${id} = $2 and job.state = 'needs-credits'
           and page.workspace_id = $1 and page.${id} = $2 and page.number = paid.number and page.state = 'waiting'`,
        [
          job.workspace,
          job.job,
          paid.map(({ number }) => number),
          paid.map(({ low }) => low),
          paid.map(({ high }) => high),
          paid.map(({ ownKey }) => ownKey?.id ?? null),
          paid.map(({ ownKey }) => ownKey?.nanoDollars ?? null),
        ],
      );
    },

    /** Forgets a hold that has lapsed while its page waited: the next try gets another. */
    dropHold: (page: PageKey): Promise<boolean> =>
      change(page, "attempt = attempt + 1, action_id = null, hold_id = null", { where: "state = 'waiting'" }),

    /**
     * The next try of a page: it gets a hold of its own, and its job is worked on again. `anew` are columns of its
     * sort, by name.
     */
    retry: (page: PageKey, anew: Readonly<Record<string, unknown>> = {}): Promise<boolean> => {
      const more = Object.keys(anew).map((column, index) => `, ${column} = $${index + 5}`);
      return change(
        page,
        `state = 'waiting', attempt = attempt + 1, action_id = null, hold_id = null, is_linked = false,
         is_draft = false, failure_code = null, failure_message = null, output = null, ${ended}${more.join("")}`,
        { values: Object.values(anew), where: "state <> 'written'", job: goesOn },
      );
    },
  };
}

export type JobPages = ReturnType<typeof createJobPages>;
