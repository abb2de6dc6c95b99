import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { lockRuns, readLoad } from "../ai/runner/claim-run.ts";
import type { AiLimits } from "../configuration/server-configuration.ts";
import type { JobTables } from "./job-rows.ts";
import { pageRunTables, siteTables } from "./job-tables.ts";

/** Pages that are being written now; those of a server that died count no longer than its lease. */
const runningPages = ({ jobs, pages, id }: JobTables): string => `
  select job.member from ${jobs} as job join ${pages} as page using (workspace_id, ${id})
  where job.workspace_id = $1 and page.state = 'running' and job.leased_until > clock_timestamp()`;

const countPages = `
  select count(*) filter (where member = $2)::int as member, count(*)::int as workspace
  from (${[siteTables, pageRunTables].map(runningPages).join(" union all ")}) as pages`;

/** Of so many places, pages in the background take half at most: what people wait for goes on beside them. */
const shareOf = (limit: number): number => Math.ceil(limit / 2);

/**
 * Whether one more page may be written in the background. All that runs counts, actions and pages alike, and pages take
 * at most half of the places of their member and workspace. Counted one request at a time, over all servers, until
 * `client`'s transaction ends. A page that finds no place waits; an action is never refused because of pages.
 */
export async function hasPlace(
  client: pg.PoolClient,
  { workspace, member }: { readonly workspace: WorkspaceId; readonly member: string },
  limits: AiLimits,
): Promise<boolean> {
  await lockRuns(client, workspace);
  const { rows } = await client.query<{ member: number; workspace: number }>(countPages, [workspace, member]);
  const pages = rows[0] ?? { member: 0, workspace: 0 };
  const load = await readLoad(client, { workspace, member });
  return (
    pages.member < shareOf(limits.runsPerMember) &&
    pages.workspace < shareOf(limits.runsPerWorkspace) &&
    pages.member + load.running_member < limits.runsPerMember &&
    pages.workspace + load.running_workspace < limits.runsPerWorkspace
  );
}
