import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { AiLimits } from "../../configuration/server-configuration.ts";
import { claimRun, type RunClaim } from "./claim-run.ts";
import type { OutputCipher } from "./output-cipher.ts";
import { unusableOutputCodes } from "./run-state.ts";

/** The key that one caller gave one request, in one workspace. */
export type RunKey = { readonly workspace: WorkspaceId; readonly member: string; readonly key: string };

/** Facts of a hold that a replay tells again. */
export type RunHold = {
  readonly action: string;
  readonly hold: string;
  readonly low: bigint;
  readonly high: bigint;
  readonly held: bigint;
  readonly available: bigint;
};

export type RunRow = RunKey & {
  readonly fingerprint: string;
  readonly kind: string;
  readonly writer: "anthropic" | "demo";
  /** Null until its hold was placed. */
  readonly hold: RunHold | null;
  readonly secondsSinceHeartbeat: number;
  readonly isEnded: boolean;
  readonly isCancelRequested: boolean;
  /** Where the page that it wrote stands; null for none. */
  readonly landedPath: string | null;
  /** What was written and kept; null where nothing is. */
  readonly output: string | null;
};

type Row = {
  workspace_id: string;
  member: string;
  idempotency_key: string;
  fingerprint: string;
  kind: string;
  writer: "anthropic" | "demo";
  action_id: string | null;
  hold_id: string | null;
  estimate_low: bigint | null;
  estimate_high: bigint | null;
  held: bigint | null;
  available: bigint | null;
  seconds_since_heartbeat: number;
  is_ended: boolean;
  is_cancel_requested: boolean;
  landed_path: string | null;
  output: Buffer | null;
};

const columns = `workspace_id, member, idempotency_key, fingerprint, kind, writer, action_id, hold_id,
  estimate_low, estimate_high, held, available,
  extract(epoch from clock_timestamp() - heartbeat_at)::float8 as seconds_since_heartbeat,
  ended_at is not null as is_ended, cancel_requested_at is not null as is_cancel_requested, landed_path,
  case when output_ends_at > clock_timestamp() then output end as output`;

function holdFromRow(row: Row): RunHold | null {
  if (row.action_id === null || row.hold_id === null) return null;
  return {
    action: row.action_id,
    hold: row.hold_id,
    low: row.estimate_low ?? 0n,
    high: row.estimate_high ?? 0n,
    held: row.held ?? 0n,
    available: row.available ?? 0n,
  };
}

/**
 * The server's own record of runs: claims of keys, kept outputs, wishes to stop. Every statement names its
 * workspace.
 */
export function createRunStore({
  pool,
  cipher,
  outputDays,
  limits,
}: {
  pool: pg.Pool;
  cipher: OutputCipher;
  outputDays: number;
  limits: AiLimits;
}) {
  const bindingOf = (run: { workspace: string; action: string }) => `${run.workspace}|${run.action}`;

  function fromRow(row: Row): RunRow {
    const hold = holdFromRow(row);
    const binding = hold === null ? null : bindingOf({ workspace: row.workspace_id, action: hold.action });
    return {
      workspace: row.workspace_id,
      member: row.member,
      key: row.idempotency_key,
      fingerprint: row.fingerprint,
      kind: row.kind,
      writer: row.writer,
      hold,
      secondsSinceHeartbeat: row.seconds_since_heartbeat,
      isEnded: row.is_ended,
      isCancelRequested: row.is_cancel_requested,
      landedPath: row.landed_path,
      output: row.output === null || binding === null ? null : cipher.open(row.output, binding),
    };
  }

  async function selectOne(where: string, values: unknown[]): Promise<RunRow | null> {
    const { rows } = await pool.query<Row>(`select ${columns} from dokly.ai_runs where ${where}`, values);
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }

  return {
    find: ({ workspace, member, key }: RunKey) =>
      selectOne("workspace_id = $1 and member = $2 and idempotency_key = $3", [workspace, member, key]),

    findByAction: (workspace: WorkspaceId, action: string) =>
      selectOne("workspace_id = $1 and (action_id = $2 or $2 = any (earlier_actions))", [workspace, action]),

    /** Takes the key for a new run; refuses `too-many-requests` above the limits of member and workspace. */
    claim: (run: RunClaim): Promise<boolean> => claimRun(pool, run, limits),

    /** Forgets a claim whose request was refused: refusals are evaluated anew. */
    async drop({ workspace, member, key }: RunKey): Promise<void> {
      await pool.query(
        "delete from dokly.ai_runs where workspace_id = $1 and member = $2 and idempotency_key = $3 and action_id is null",
        [workspace, member, key],
      );
    },

    /**
     * Writes the hold down, once: false when another process, which took the claim over, has done so and runs it.
     */
    async attach({ workspace, member, key }: RunKey, hold: RunHold, writer: RunRow["writer"]): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update dokly.ai_runs set action_id = $4, hold_id = $5, estimate_low = $6, estimate_high = $7,
           held = $8, available = $9, writer = $10, heartbeat_at = clock_timestamp()
         where workspace_id = $1 and member = $2 and idempotency_key = $3 and action_id is null`,
        [workspace, member, key, hold.action, hold.hold, hold.low, hold.high, hold.held, hold.available, writer],
      );
      return rowCount === 1;
    },

    /** Writes down the hold of a new attempt in the place of the failed one's, which is still found by its own id. */
    async reattach({ workspace, member, key }: RunKey, failed: string, hold: RunHold): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update dokly.ai_runs set action_id = $5, hold_id = $6, held = $7, available = $8,
           earlier_actions = earlier_actions || $4::text, heartbeat_at = clock_timestamp()
         where workspace_id = $1 and member = $2 and idempotency_key = $3 and action_id = $4 and ended_at is null
           and cancel_requested_at is null`,
        [workspace, member, key, failed, hold.action, hold.hold, hold.held, hold.available],
      );
      return rowCount === 1;
    },

    /** Says that the run is alive, keeps its text so far, and answers whether somebody asked to stop it. */
    async beat(run: {
      workspace: WorkspaceId;
      action: string;
      text: string | null;
    }): Promise<{ isCancelRequested: boolean }> {
      const output = run.text === null ? null : cipher.seal(run.text, bindingOf(run));
      const { rows } = await pool.query<{ is_cancelled: boolean }>(
        `update dokly.ai_runs set heartbeat_at = clock_timestamp(), output = coalesce($3, output),
           output_ends_at = clock_timestamp() + make_interval(days => $4)
         where workspace_id = $1 and action_id = $2 returning cancel_requested_at is not null as is_cancelled`,
        [run.workspace, run.action, output, Math.max(1, outputDays)],
      );
      return { isCancelRequested: rows[0]?.is_cancelled ?? false };
    },

    /** Closes the record. A failed run keeps no text; a whole one keeps it for its days. */
    async end(run: {
      workspace: WorkspaceId;
      action: string;
      failureCode: string | null;
      landedPath?: string | null;
    }): Promise<void> {
      await pool.query(
        `update dokly.ai_runs set ended_at = clock_timestamp(), failure_code = $3, landed_path = $5,
           output = case when $3::text is null and $4::int > 0 then output end,
           output_ends_at = clock_timestamp() + make_interval(days => $4::int)
         where workspace_id = $1 and action_id = $2`,
        [run.workspace, run.action, run.failureCode, outputDays, run.landedPath ?? null],
      );
    },

    async requestCancel(workspace: WorkspaceId, action: string): Promise<void> {
      await pool.query(
        `update dokly.ai_runs set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
         where workspace_id = $1 and (action_id = $2 or $2 = any (earlier_actions))`,
        [workspace, action],
      );
    },

    /** How many answers of a member could not be used since midnight UTC. */
    async countInvalidToday(workspace: WorkspaceId, member: string): Promise<number> {
      const { rows } = await pool.query<{ count: number }>(
        `select ((
             select count(*) from dokly.ai_runs where workspace_id = $1 and member = $2
               and failure_code = any($3)
               and started_at >= date_trunc('day', clock_timestamp() at time zone 'UTC') at time zone 'UTC'
           ) + coalesce((
             select count from dokly.unusable_outputs where workspace_id = $1 and member = $2
               and day = (clock_timestamp() at time zone 'UTC')::date
           ), 0))::int as count`,
        [workspace, member, unusableOutputCodes],
      );
      return rows[0]?.count ?? 0;
    },

    /**
     * Runs that have not said anything for so long that their server must have died, whatever the ledger knows of
     * their end. Over all workspaces, by the recovery only.
     */
    async findAbandoned({ silentSeconds, limit }: { silentSeconds: number; limit: number }) {
      const { rows } = await pool.query<{ workspace: WorkspaceId; action: string }>(
        `select workspace_id as workspace, action_id as action from dokly.ai_runs
         where ended_at is null and action_id is not null
           and heartbeat_at < clock_timestamp() - make_interval(secs => $1)
         order by started_at limit $2`,
        [silentSeconds, limit],
      );
      return rows;
    },

    /**
     * Removes what was kept long enough: texts after their days, records of keys after 90. Over all workspaces, by
     * the sweeper only.
     */
    async deleteOld(): Promise<void> {
      await pool.query(
        "update dokly.ai_runs set output = null where output is not null and output_ends_at < clock_timestamp()",
      );
      await pool.query("delete from dokly.ai_runs where started_at < clock_timestamp() - interval '90 days'");
    },
  };
}

export type RunStore = ReturnType<typeof createRunStore>;
