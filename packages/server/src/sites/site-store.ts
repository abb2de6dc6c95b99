import type pg from "pg";
import type { JobKey, JobPage, PageJob } from "../page-jobs/job-rows.ts";

export type SitePageRow = JobPage & { readonly brief: string };

/** A generated site: the outline that a person agreed to, and what became of each page. */
export type SiteRow = PageJob<SitePageRow> & {
  readonly outlineAction: string | null;
  readonly title: string;
  readonly audience: string | null;
  readonly notes: string | null;
  readonly sources: readonly string[];
};

/** What a site is begun with. */
export type NewSite = JobKey &
  Pick<
    SiteRow,
    "member" | "actor" | "fingerprint" | "begunBy" | "outlineAction" | "title" | "audience" | "notes" | "sources"
  > & {
    readonly key: string;
    readonly writer: "anthropic" | "demo";
    readonly pages: readonly Pick<SitePageRow, "path" | "title" | "brief" | "low" | "high" | "ownKey">[];
  };

/** Writes a site and its pages down, before anything is held; false where the key is taken. */
export async function insertSite(pool: pg.Pool, site: NewSite): Promise<boolean> {
  const column = <Value>(pick: (page: NewSite["pages"][number]) => Value): Value[] => site.pages.map(pick);
  const { rowCount } = await pool.query(
    `with made as (
       insert into dokly.sites (workspace_id, site_id, member, actor, idempotency_key, fingerprint, outline_action,
         title, audience, notes, sources, writer, begun_by, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $20, 'starting')
       on conflict (workspace_id, member, idempotency_key) do nothing returning workspace_id, site_id)
     insert into dokly.site_pages (workspace_id, site_id, number, path, title, brief, low, high, own_key,
       nano_dollars, state)
     select made.workspace_id, made.site_id, page.number, page.path, page.title, page.brief, page.low, page.high,
       page.own_key, page.nano_dollars, 'waiting'
     from made, unnest($13::text[], $14::text[], $15::text[], $16::bigint[], $17::bigint[], $18::text[], $19::bigint[])
       with ordinality as page (path, title, brief, low, high, own_key, nano_dollars, number)`,
    [
      site.workspace,
      site.job,
      site.member,
      site.actor,
      site.key,
      site.fingerprint,
      site.outlineAction,
      site.title,
      site.audience,
      site.notes,
      site.sources,
      site.writer,
      column(({ path }) => path),
      column(({ title }) => title),
      column(({ brief }) => brief),
      column(({ low }) => low),
      column(({ high }) => high),
      column(({ ownKey }) => ownKey?.id ?? null),
      column(({ ownKey }) => ownKey?.nanoDollars ?? null),
      JSON.stringify(site.begunBy),
    ],
  );
  return (rowCount ?? 0) > 0;
}
