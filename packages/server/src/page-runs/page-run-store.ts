import type { ActionKind, AiOptions } from "@dokly/contract";
import type pg from "pg";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import { type JobKey, type JobPage, outputBinding, type PageJob } from "../page-jobs/job-rows.ts";

export type PageRunPageRow = JobPage & {
  /** The content that is changed, and where in it. */
  readonly documentVersion: string;
  readonly rangeStart: number;
  readonly rangeEnd: number;
  readonly review: "accepted" | "rejected" | "expired" | null;
  /** The version that accepting it gives; written before the page is saved. */
  readonly acceptedVersion: string | null;
};

/** One kind of action on several whole pages. */
export type PageRunRow = PageJob<PageRunPageRow> & { readonly kind: ActionKind; readonly options: AiOptions };

/** What a run is begun with. */
export type NewPageRun = JobKey &
  Pick<PageRunRow, "member" | "actor" | "fingerprint" | "begunBy" | "kind" | "options" | "writer"> & {
    readonly key: string;
    readonly pages: readonly Pick<
      PageRunPageRow,
      "path" | "title" | "documentVersion" | "rangeStart" | "rangeEnd" | "low" | "high" | "ownKey"
    >[];
  };

type PageKey = JobKey & Pick<PageRunPageRow, "number" | "attempt">;

/** What happens to runs of pages besides what happens to every job. Every statement names its workspace. */
export function createPageRunStore({ pool, cipher }: { readonly pool: pg.Pool; readonly cipher: OutputCipher }) {
  return {
    /** Writes a run and its pages down, before anything is held; false where the key is taken. */
    async insert(run: NewPageRun): Promise<boolean> {
      const column = <Value>(pick: (page: NewPageRun["pages"][number]) => Value): Value[] => run.pages.map(pick);
      const { rowCount } = await pool.query(
        `with made as (
           insert into dokly.page_runs (workspace_id, run_id, member, actor, idempotency_key, fingerprint, kind,
             options, writer, begun_by, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $19, 'starting')
           on conflict (workspace_id, member, idempotency_key) do nothing returning workspace_id, run_id)
         insert into dokly.page_run_pages (workspace_id, run_id, number, path, title, document_version, range_start,
           range_end, low, high, own_key, nano_dollars, state)
         select made.workspace_id, made.run_id, page.number, page.path, page.title, page.document_version,
           page.range_start, page.range_end, page.low, page.high, page.own_key, page.nano_dollars, 'waiting'
         from made, unnest($10::text[], $11::text[], $12::text[], $13::int[], $14::int[], $15::bigint[], $16::bigint[],
             $17::text[], $18::bigint[])
           with ordinality as page (path, title, document_version, range_start, range_end, low, high, own_key,
             nano_dollars, number)`,
        [
          run.workspace,
          run.job,
          run.member,
          run.actor,
          run.key,
          run.fingerprint,
          run.kind,
          JSON.stringify(run.options),
          run.writer,
          column(({ path }) => path),
          column(({ title }) => title),
          column(({ documentVersion }) => documentVersion),
          column(({ rangeStart }) => rangeStart),
          column(({ rangeEnd }) => rangeEnd),
          column(({ low }) => low),
          column(({ high }) => high),
          column(({ ownKey }) => ownKey?.id ?? null),
          column(({ ownKey }) => ownKey?.nanoDollars ?? null),
          JSON.stringify(run.begunBy),
        ],
      );
      return (rowCount ?? 0) > 0;
    },

    /** The text of a page that waits to be looked through; null where none is kept (any more). */
    async readText(page: PageKey): Promise<string | null> {
      const { rows } = await pool.query<{ output: Buffer }>(
        `select output from dokly.page_run_pages
         where workspace_id = $1 and run_id = $2 and number = $3 and attempt = $4 and state = 'written'
           and review is null and output is not null and output_ends_at > clock_timestamp()`,
        [page.workspace, page.job, page.number, page.attempt],
      );
      return rows[0] === undefined ? null : cipher.open(rows[0].output, outputBinding(page, page));
    },

    /** Writes down what accepting a page will give, before the page is saved. */
    async intendAccept(page: PageKey, version: string): Promise<void> {
      await pool.query(
        `update dokly.page_run_pages set accepted_version = $5
         where workspace_id = $1 and run_id = $2 and number = $3 and attempt = $4 and review is null`,
        [page.workspace, page.job, page.number, page.attempt, version],
      );
    },

    /** Writes down what a person decided, and forgets the text; false where it was decided otherwise before. */
    async review(page: PageKey, review: "accepted" | "rejected"): Promise<boolean> {
      const { rowCount } = await pool.query(
        `with reviewed as (
           update dokly.page_run_pages set review = $5, output = null, output_ends_at = null
           where workspace_id = $1 and run_id = $2 and number = $3 and attempt = $4 and state = 'written'
             and coalesce(review, $5) = $5 returning run_id)
         update dokly.page_runs set version = version + 1
         where workspace_id = $1 and run_id = $2 and exists (select from reviewed)`,
        [page.workspace, page.job, page.number, page.attempt, review],
      );
      return rowCount === 1;
    },

    /** Forgets texts whose days are over. Over all workspaces, by the housekeeping only. */
    async deleteOld(): Promise<void> {
      await pool.query(
        `with expired as (
           update dokly.page_run_pages set review = 'expired', output = null, output_ends_at = null
           where output_ends_at < clock_timestamp() and review is null returning workspace_id, run_id)
         update dokly.page_runs as run set version = version + 1 from (select distinct * from expired) as old
         where run.workspace_id = old.workspace_id and run.run_id = old.run_id`,
      );
    },
  };
}

export type PageRunStore = ReturnType<typeof createPageRunStore>;
