import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { withTransaction } from "../../database/with-transaction.ts";

/** An action that its member takes back. */
export type Undo = {
  readonly workspace: WorkspaceId;
  readonly action: string;
  readonly member: string;
  readonly credits: bigint;
  readonly actor: string;
};

/** The record of undone actions: an intent before the refund, its outcome after it (RULES R6.5). */
export function createUndoStore({ pool }: { pool: pg.Pool }) {
  return {
    /**
     * Writes the intent down, once for an action. Members are counted one request at a time, so that no race brings
     * one above `perDay`; false where the day is full.
     */
    async intend(undo: Undo, { perDay }: { perDay: number }): Promise<boolean> {
      return await withTransaction(pool, async (client) => {
        await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `undo ${undo.workspace} ${undo.member}`,
        ]);
        const { rowCount } = await client.query(
          `insert into dokly.ai_undos (workspace_id, action_id, member, credits, actor)
           select $1, $2, $3, $4, $5
           where exists (select 1 from dokly.ai_undos where workspace_id = $1 and action_id = $2)
             or (select count(*) from dokly.ai_undos where workspace_id = $1 and member = $3
                   and undone_at >= date_trunc('day', clock_timestamp() at time zone 'UTC') at time zone 'UTC') < $6
           on conflict (workspace_id, action_id) do update set action_id = excluded.action_id`,
          [undo.workspace, undo.action, undo.member, undo.credits, undo.actor, perDay],
        );
        return rowCount === 1;
      });
    },

    async isUndone(workspace: WorkspaceId, action: string): Promise<boolean> {
      const { rowCount } = await pool.query("select 1 from dokly.ai_undos where workspace_id = $1 and action_id = $2", [
        workspace,
        action,
      ]);
      return rowCount === 1;
    },

    /** Says that the refund was posted. The text of an undone action is offered no more. */
    async finish({ workspace, action }: Pick<Undo, "workspace" | "action">): Promise<void> {
      await pool.query("update dokly.ai_runs set output = null where workspace_id = $1 and action_id = $2", [
        workspace,
        action,
      ]);
      await pool.query(
        `update dokly.ai_undos set refunded_at = coalesce(refunded_at, clock_timestamp())
         where workspace_id = $1 and action_id = $2`,
        [workspace, action],
      );
    },

    /** Intents without an outcome, some time old: their server died. Over all workspaces, by the recovery only. */
    async findOpen({ seconds, limit }: { seconds: number; limit: number }): Promise<Undo[]> {
      const { rows } = await pool.query<Undo>(
        `select workspace_id as workspace, action_id as action, member, credits, actor from dokly.ai_undos
         where refunded_at is null and undone_at < clock_timestamp() - make_interval(secs => $1)
         order by undone_at limit $2`,
        [seconds, limit],
      );
      return rows;
    },
  };
}

export type UndoStore = ReturnType<typeof createUndoStore>;
