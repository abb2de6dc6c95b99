import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import { type SiteKey, type SiteRow, type StoredSite, type StoredSitePage, toSite } from "./site-rows.ts";

/** What a site is begun with. */
export type NewSite = SiteKey & {
  readonly member: string;
  readonly actor: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly outlineAction: string | null;
  readonly title: string;
  readonly audience: string | null;
  readonly notes: string | null;
  readonly sources: readonly string[];
  readonly writer: "anthropic" | "demo";
  readonly pages: readonly {
    readonly path: string;
    readonly title: string;
    readonly brief: string;
    readonly low: bigint;
    readonly high: bigint;
  }[];
};

/** For how long a process has a site to itself without saying so again. */
const leaseSeconds = 8;

const siteColumns = `workspace_id, site_id, member, actor, fingerprint, outline_action, title, audience, notes, sources,
  writer, state, round, version, cancel_requested_at is not null as is_cancel_requested, started_at, ended_at`;
const pageColumns = `number, path, title, brief, low, high, state, attempt, action_id, hold_id, is_linked, charged,
  is_draft,
  failure_code, failure_message, output, usage, settle_status`;

/** The sites themselves; `createSitePages` has what happens to their pages. Every statement names its workspace. */
export function createSiteStore({ pool, cipher }: { pool: pg.Pool; cipher: OutputCipher }) {
  async function read(where: string, values: unknown[]): Promise<SiteRow[]> {
    const { rows } = await pool.query<StoredSite>(
      `select ${siteColumns} from dokly.sites where ${where} order by started_at desc, site_id limit 100`,
      values,
    );
    return await Promise.all(
      rows.map(async (stored) => {
        const pages = await pool.query<StoredSitePage>(
          `select ${pageColumns} from dokly.site_pages where workspace_id = $1 and site_id = $2 order by number`,
          [stored.workspace_id, stored.site_id],
        );
        return toSite(stored, pages.rows, cipher);
      }),
    );
  }

  return {
    find: async ({ workspace, site }: SiteKey): Promise<SiteRow | null> =>
      (await read("workspace_id = $1 and site_id = $2", [workspace, site]))[0] ?? null,

    findByKey: async (workspace: WorkspaceId, member: string, key: string): Promise<SiteRow | null> =>
      (await read("workspace_id = $1 and member = $2 and idempotency_key = $3", [workspace, member, key]))[0] ?? null,

    /** The newest 100 of a workspace. */
    list: (workspace: WorkspaceId): Promise<readonly SiteRow[]> => read("workspace_id = $1", [workspace]),

    /** Writes a site and its pages down, before anything is held; false where the key is taken. */
    async create(site: NewSite): Promise<boolean> {
      const column = <Value>(pick: (page: NewSite["pages"][number]) => Value): Value[] => site.pages.map(pick);
      const { rowCount } = await pool.query(
        `with made as (
           insert into dokly.sites (workspace_id, site_id, member, actor, idempotency_key, fingerprint, outline_action,
             title, audience, notes, sources, writer, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'starting')
           on conflict (workspace_id, member, idempotency_key) do nothing returning workspace_id, site_id)
         insert into dokly.site_pages (workspace_id, site_id, number, path, title, brief, low, high, state)
         select made.workspace_id, made.site_id, page.number, page.path, page.title, page.brief, page.low, page.high,
           'waiting'
         from made, unnest($13::text[], $14::text[], $15::text[], $16::bigint[], $17::bigint[])
           with ordinality as page (path, title, brief, low, high, number)`,
        [
          site.workspace,
          site.site,
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
        ],
      );
      return (rowCount ?? 0) > 0;
    },

    /** Forgets a site whose holds were refused: refusals are evaluated anew. */
    async drop({ workspace, site }: SiteKey): Promise<void> {
      await pool.query(
        `delete from dokly.sites where workspace_id = $1 and site_id = $2 and state = 'starting' and round = 1`,
        [workspace, site],
      );
    },

    /** Moves a site on from one state to the next; false where it is not in that state any more. */
    async move({ workspace, site }: SiteKey, from: readonly string[], to: SiteRow["state"]): Promise<boolean> {
      const isEnd = to === "done" || to === "cancelled";
      const { rowCount } = await pool.query(
        `update dokly.sites set state = $4, version = version + 1,
           ended_at = case when $5 then clock_timestamp() end
         where workspace_id = $1 and site_id = $2 and state = any($3)`,
        [workspace, site, from, to, isEnd],
      );
      return rowCount === 1;
    },

    /** Begins another round: what is not done gets new holds. False where the site does not need any. */
    async beginRound({ workspace, site }: SiteKey): Promise<boolean> {
      const { rowCount } = await pool.query(
        `with begun as (
           update dokly.sites set state = 'starting', round = round + 1, version = version + 1
           where workspace_id = $1 and site_id = $2 and state = 'needs-credits' and cancel_requested_at is null
           returning workspace_id, site_id),
         renewed as (
           update dokly.site_pages as page set attempt = attempt + 1, action_id = null, hold_id = null
           from begun where page.workspace_id = $1 and page.site_id = $2 and page.state = 'waiting')
         select from begun`,
        [workspace, site],
      );
      return rowCount === 1;
    },

    /** A page of a site that was over is written again. */
    async reopen({ workspace, site }: SiteKey): Promise<void> {
      await pool.query(
        `update dokly.sites set state = 'running', ended_at = null, cancel_requested_at = null, version = version + 1
         where workspace_id = $1 and site_id = $2 and state in ('done', 'cancelled')`,
        [workspace, site],
      );
    },

    /** Written to the database, so that it reaches whichever process works on the site. */
    async requestCancel({ workspace, site }: SiteKey): Promise<void> {
      await pool.query(
        `update dokly.sites set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
           state = case state when 'needs-credits' then 'running' else state end, version = version + 1
         where workspace_id = $1 and site_id = $2 and state in ('starting', 'running', 'needs-credits')`,
        [workspace, site],
      );
    },

    /**
     * Takes a site that nobody works on, the oldest first. Over all workspaces, by the runner only; what it does then
     * names the workspace.
     */
    async claim(runner: string): Promise<SiteKey | null> {
      const { rows } = await pool.query<SiteKey>(
        `update dokly.sites set runner = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
         where (workspace_id, site_id) = (
           select workspace_id, site_id from dokly.sites
           where state in ('starting', 'running') and (leased_until is null or leased_until < clock_timestamp())
             -- The request that began it takes its holds itself, unless its server died.
             and (state <> 'starting' or round > 1 or started_at < clock_timestamp() - make_interval(secs => $2))
           order by started_at limit 1 for update skip locked)
         returning workspace_id as workspace, site_id as site`,
        [runner, leaseSeconds],
      );
      return rows[0] ?? null;
    },

    /** Keeps a site, and says whether it was cancelled; null where another process has it. */
    async renew({ workspace, site }: SiteKey, runner: string): Promise<{ isCancelRequested: boolean } | null> {
      const { rows } = await pool.query<{ is_cancel_requested: boolean }>(
        `update dokly.sites set leased_until = clock_timestamp() + make_interval(secs => $4)
         where workspace_id = $1 and site_id = $2 and runner = $3 and leased_until > clock_timestamp()
         returning cancel_requested_at is not null as is_cancel_requested`,
        [workspace, site, runner, leaseSeconds],
      );
      const [row] = rows;
      return row === undefined ? null : { isCancelRequested: row.is_cancel_requested };
    },

    /** Lets a site go, so that another process goes on at once. */
    async letGo({ workspace, site }: SiteKey, runner: string): Promise<void> {
      await pool.query(
        `update dokly.sites set runner = null, leased_until = null
         where workspace_id = $1 and site_id = $2 and runner = $3`,
        [workspace, site, runner],
      );
    },

    /** How often anything of a site has changed; null where there is none. */
    async versionOf({ workspace, site }: SiteKey): Promise<bigint | null> {
      const { rows } = await pool.query<{ version: bigint }>(
        "select version from dokly.sites where workspace_id = $1 and site_id = $2",
        [workspace, site],
      );
      return rows[0]?.version ?? null;
    },
  };
}

export type SiteStore = ReturnType<typeof createSiteStore>;
