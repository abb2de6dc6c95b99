import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { AiLimits } from "../../configuration/server-configuration.ts";
import { withTransaction } from "../../database/with-transaction.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { RunKey } from "./run-store.ts";

export type RunClaim = RunKey & {
  readonly fingerprint: string;
  readonly kind: string;
  readonly writer: string;
  /** Under which the server's log knows the request; left out: nobody asked over HTTP. */
  readonly requestId?: string | null;
};

/** What the workspace has going on: what runs, and what began within the last minute. */
type Load = { running_member: number; running_workspace: number; starts_member: number; starts_workspace: number };

/** A run that has not been heard of for so long has no server any more. */
const silentSeconds = 90;
/** How long to wait for a run that goes on to end: most take a few seconds. */
const retryRunningSeconds = 5;
const retryStartsSeconds = 20;

const countLoad = `
  select count(*) filter (where member = $2 and is_running)::int as running_member,
    count(*) filter (where is_running)::int as running_workspace,
    count(*) filter (where member = $2 and is_recent)::int as starts_member,
    count(*) filter (where is_recent)::int as starts_workspace
  from (
    select member,
      ended_at is null and heartbeat_at > clock_timestamp() - interval '${silentSeconds} seconds' as is_running,
      started_at > clock_timestamp() - interval '1 minute' as is_recent
    from dokly.ai_runs
    where workspace_id = $1 and (ended_at is null or started_at > clock_timestamp() - interval '1 minute')
  ) as runs`;

type Bound = readonly [used: number, most: number, sentence: string, seconds: number];

function refuseAbove(load: Load, limits: AiLimits): void {
  const bounds: readonly Bound[] = [
    [load.running_member, limits.runsPerMember, "of your AI actions run at once", retryRunningSeconds],
    [load.running_workspace, limits.runsPerWorkspace, "AI actions of a workspace run at once", retryRunningSeconds],
    [load.starts_member, limits.startsPerMinuteMember, "of your AI actions begin in a minute", retryStartsSeconds],
    [
      load.starts_workspace,
      limits.startsPerMinuteWorkspace,
      "AI actions of a workspace begin in a minute",
      retryStartsSeconds,
    ],
  ];
  const passed = bounds.find(([used, most]) => used >= most);
  if (passed === undefined) return;
  const [, most, sentence, seconds] = passed;
  throw new ProblemError(
    "too-many-requests",
    `At most ${most} ${sentence}. Try again in ${seconds} seconds; nothing was held or charged.`,
    { limit: most },
    { "retry-after": String(seconds) },
  );
}

const insertClaim = `
  insert into dokly.ai_runs as run
    (workspace_id, member, idempotency_key, fingerprint, kind, writer, request_id, started_at, heartbeat_at)
  values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp())
  on conflict (workspace_id, member, idempotency_key) do update set heartbeat_at = clock_timestamp()
    where run.action_id is null and run.fingerprint = excluded.fingerprint
      and run.heartbeat_at < clock_timestamp() - interval '30 seconds'`;

/** Lets one request at a time count what runs in a workspace, over all servers, until `client`'s transaction ends. */
export async function lockRuns(client: pg.PoolClient, workspace: WorkspaceId): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`ai runs ${workspace}`]);
}

/** The actions that run, and those that began within the last minute; pages in the background are not among them. */
export async function readLoad(
  client: pg.PoolClient,
  { workspace, member }: { readonly workspace: WorkspaceId; readonly member: string },
): Promise<Load> {
  const { rows } = await client.query<Load>(countLoad, [workspace, member]);
  return rows[0] ?? { running_member: 0, running_workspace: 0, starts_member: 0, starts_workspace: 0 };
}

async function claimLocked(client: pg.PoolClient, run: RunClaim, limits: AiLimits): Promise<boolean> {
  const key = [run.workspace, run.member, run.key];
  await lockRuns(client, run.workspace);
  // Nobody was told anything of a claim that a crash of PostgreSQL then loses, and what follows waits for the disk.
  const { rows } = await client.query<Load & { is_known: boolean }>(
    `select exists (select 1 from dokly.ai_runs where workspace_id = $1 and member = $2 and idempotency_key = $3)
       as is_known, load.*, set_config('synchronous_commit', 'off', true)
     from (${countLoad}) as load`,
    key,
  );
  const [load] = rows;
  // A key that is there already joins or replays its run: that starts nothing.
  if (load !== undefined && !load.is_known) refuseAbove(load, limits);
  const facts = [run.fingerprint, run.kind, run.writer, run.requestId ?? null];
  const { rowCount } = await client.query(insertClaim, [...key, ...facts]);
  return rowCount === 1;
}

/**
 * Takes the key for a new run, or takes over one whose server died before its hold; false when it is somebody's
 * already. Runs of a workspace are counted one request at a time, over all servers: no race passes a limit.
 * @throws ProblemError `too-many-requests` where as many run, or began within the last minute, as may
 */
export async function claimRun(pool: pg.Pool, run: RunClaim, limits: AiLimits): Promise<boolean> {
  return await withTransaction(pool, (client) => claimLocked(client, run, limits));
}
