import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Tables } from "../tables.ts";

const apiKeyPrefix = "api-key:";

/**
 * Names of those who ran a workspace's actions: people who are or were members of it, and API keys by their label. Ids
 * of others have none.
 */
export async function readNames(
  database: Kysely<Tables>,
  workspace: string,
  members: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (members.length === 0) return new Map();
  const keys = members.flatMap((id) => (id.startsWith(apiKeyPrefix) ? [id.slice(apiKeyPrefix.length)] : []));
  const { rows } = await sql<{ id: string; name: string }>`
    select people.id, people.name from dokly.workspaces as workspace
      join (select organization_id, user_id from dokly.members
        union all select organization_id, user_id from dokly.former_members) as joined
        on joined.organization_id = workspace.organization_id
      join dokly.people as people on people.id = joined.user_id
      where workspace.id = ${workspace} and people.id = any(${[...members]}::text[])
    union
    select ${apiKeyPrefix} || id, label from dokly.api_keys
      where workspace_id = ${workspace} and id = any(${keys}::text[])`.execute(database);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** As many names are looked through: a text that more people fit says little. */
const namesMax = 500;

/** Finds who a part of a name means in a workspace: members, those who left, and API keys by their label. */
export function createNameSearch(database: Kysely<Tables>) {
  return async (workspace: string, text: string): Promise<readonly string[]> => {
    const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
    const { rows } = await sql<{ id: string }>`
      select people.id from dokly.workspaces as workspace
        join (select organization_id, user_id from dokly.members
          union all select organization_id, user_id from dokly.former_members) as joined
          on joined.organization_id = workspace.organization_id
        join dokly.people as people on people.id = joined.user_id
        where workspace.id = ${workspace} and people.name ilike ${pattern}
      union
      select 'api-key:' || id from dokly.api_keys where workspace_id = ${workspace} and label ilike ${pattern}
      limit ${namesMax}`.execute(database);
    return rows.map(({ id }) => id);
  };
}
