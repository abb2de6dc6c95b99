import type { FoundPage, FoundPerson, NamedWorkspace } from "@dokly/contract";
import type pg from "pg";

/** Where a page of a section begins: behind this key. */
type Asked = { readonly q: string; readonly after: readonly string[] | null; readonly limit: number };

/** A found item, with the key that the page after it begins behind. */
export type FoundRow<Item> = { readonly item: Item; readonly key: readonly string[] };

function partOf(q: string): string {
  return `%${beginningOf(q)}`;
}

/** A pattern of LIKE that fits whatever begins so. */
function beginningOf(q: string): string {
  return `${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
}

/**
 * Searches over all workspaces, for operators. Names are few enough to be looked through, pages are not: they are found
 * by the beginning of their path, from an index.
 */
export function createSearchStore({ pool }: { pool: pg.Pool }) {
  return {
    async findWorkspaces({ q, after, limit }: Asked): Promise<readonly FoundRow<NamedWorkspace>[]> {
      const { rows } = await pool.query<NamedWorkspace & { key: string }>(
        `select workspace.id, name, lower(name) as key from dokly.organizations as organization
         join dokly.workspaces as workspace on workspace.organization_id = organization.id
         where (lower(name) like lower($1) or workspace.id = $2)
           and ($3::text is null or (lower(name), workspace.id) > ($3, $4))
         order by lower(name), workspace.id limit $5`,
        [partOf(q), q, after?.[0] ?? null, after?.[1] ?? "", limit],
      );
      return rows.map(({ key, ...item }) => ({ item, key: [key, item.id] }));
    },

    async findPeople({ q, after, limit }: Asked): Promise<readonly FoundRow<FoundPerson>[]> {
      const { rows } = await pool.query<FoundPerson>(
        `select found.id, found.name, found.email, coalesce((
           select json_agg(json_build_object('id', workspace.id, 'name', organization.name, 'role', role)
             order by organization.name)
           from dokly.members as member
           join dokly.organizations as organization on organization.id = member.organization_id
           join dokly.workspaces as workspace on workspace.organization_id = organization.id
           where member.user_id = found.id), '[]') as workspaces
         from (
           select id, name, email from dokly.people
           where (lower(email) like lower($1) or lower(name) like lower($1) or id = $2)
             and ($3::text is null or (lower(email), id) > (lower($3), $4))
           order by lower(email), id limit $5
         ) as found order by lower(email), id`,
        [partOf(q), q, after?.[0] ?? null, after?.[1] ?? "", limit],
      );
      return rows.map((item) => ({ item, key: [item.email, item.id] }));
    },

    async findPages({ q, after, limit }: Asked): Promise<readonly FoundRow<FoundPage>[]> {
      type Row = { workspace: string; workspaceName: string; path: string; title: string };
      const { rows } = await pool.query<Row>(
        `select found.path, found.title, found.workspace_id as workspace, organization.name as "workspaceName" from (
           select path, title, workspace_id from dokly.documents
           where path like $1 and ($2::text is null or (path collate "C", workspace_id) > ($2 collate "C", $3))
           order by path collate "C", workspace_id limit $4
         ) as found
         join dokly.workspaces as workspace on workspace.id = found.workspace_id
         join dokly.organizations as organization on organization.id = workspace.organization_id
         order by found.path collate "C", found.workspace_id`,
        [beginningOf(q.replace(/^\//, "")), after?.[0] ?? null, after?.[1] ?? "", limit],
      );
      return rows.map(({ workspace, workspaceName, path, title }) => ({
        item: { workspace: { id: workspace, name: workspaceName }, path, title },
        key: [path, workspace],
      }));
    },

    /** The actions that requests of our own log began; newest first. */
    async findByRequest(requestId: string): Promise<readonly string[]> {
      const { rows } = await pool.query<{ action: string }>(
        `select action_id as action from dokly.ai_runs where request_id = $1 and action_id is not null
         order by started_at desc limit 20`,
        [requestId],
      );
      return rows.map(({ action }) => action);
    },
  };
}
