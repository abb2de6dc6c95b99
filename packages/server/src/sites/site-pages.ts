import type pg from "pg";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import { outputBinding, type SiteKey, type WrittenOutput } from "./site-rows.ts";

type PageKey = SiteKey & { readonly number: number; readonly attempt: number };

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
  readonly path: string;
  readonly isDraft: boolean;
  readonly failure: { readonly code: string; readonly message: string } | null;
};

/**
 * What happens to the pages of sites. Each change names the try that it belongs to: a process that was slow, and whose
 * site another one has taken over, changes nothing any more.
 */
export function createSitePages({ pool, cipher }: { pool: pg.Pool; cipher: OutputCipher }) {
  /** Changes one try of one page, and with it the site's version. */
  async function change(page: PageKey, set: string, values: unknown[], where = "true"): Promise<boolean> {
    const { rowCount } = await pool.query(
      `with changed as (
         update dokly.site_pages set ${set}
         where workspace_id = $1 and site_id = $2 and number = $3 and attempt = $4 and ${where} returning site_id)
       update dokly.sites set version = version + 1
       where workspace_id = $1 and site_id = $2 and exists (select from changed)`,
      [page.workspace, page.site, page.number, page.attempt, ...values],
    );
    return rowCount === 1;
  }

  return {
    /** Writes down the holds of tries, all at once: a crash leaves all of them or none. */
    async attach(site: SiteKey, held: readonly HeldPage[], isLinked: boolean): Promise<void> {
      await pool.query(
        `with attached as (
           update dokly.site_pages as page set action_id = held.action, hold_id = held.hold, is_linked = $7
           from unnest($3::int[], $4::int[], $5::text[], $6::text[]) as held (number, attempt, action, hold)
           where page.workspace_id = $1 and page.site_id = $2
             and page.number = held.number and page.attempt = held.attempt)
         update dokly.sites set version = version + 1 where workspace_id = $1 and site_id = $2`,
        [
          site.workspace,
          site.site,
          held.map(({ number }) => number),
          held.map(({ attempt }) => attempt),
          held.map(({ action }) => action),
          held.map(({ hold }) => hold),
          isLinked,
        ],
      );
    },

    begin: (page: PageKey): Promise<boolean> =>
      change(page, "state = 'running'", [], "state in ('waiting', 'running')"),

    /** Keeps a text before it is charged: nobody pays for one that a crash then lost. */
    keep: (page: PageKey, written: WrittenOutput): Promise<boolean> =>
      change(
        page,
        "output = $5, usage = $6, settle_status = $7, is_draft = $8",
        [
          cipher.seal(written.text, outputBinding(page, page)),
          JSON.stringify(written.usage),
          written.status,
          written.isDraft,
        ],
        "state = 'running'",
      ),

    end: (page: PageKey, end: PageEnd): Promise<boolean> =>
      change(
        page,
        `state = $5, charged = charged + $6, path = $7, is_draft = $8, failure_code = $9, failure_message = $10,
         output = null, usage = null, settle_status = null`,
        [end.state, end.charged, end.path, end.isDraft, end.failure?.code ?? null, end.failure?.message ?? null],
        "state in ('waiting', 'running')",
      ),

    /** The next try of a page: it gets a hold of its own. */
    retry: (page: PageKey): Promise<boolean> =>
      change(
        page,
        `state = 'waiting', attempt = attempt + 1, action_id = null, hold_id = null, is_linked = false,
         is_draft = false,
         failure_code = null, failure_message = null, output = null, usage = null, settle_status = null`,
        [],
        "state <> 'written'",
      ),
  };
}

export type SitePages = ReturnType<typeof createSitePages>;
