import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

/** Whom and what a limit counts; null: all of them. */
export type LimitScope = { readonly member: string | null; readonly kind: string | null };
export type SoftLimit = LimitScope & { readonly credits: bigint };

export function createSoftLimitStore({ pool }: { readonly pool: pg.Pool }) {
  return {
    async list(workspace: WorkspaceId): Promise<readonly SoftLimit[]> {
      const { rows } = await pool.query<SoftLimit>(
        `select nullif(member, '') as member, nullif(kind, '') as kind, credits from dokly.soft_limits
         where workspace_id = $1`,
        [workspace],
      );
      return rows.map((row) => ({ ...row, credits: BigInt(row.credits) }));
    },
    async set(workspace: WorkspaceId, { member, kind }: LimitScope, credits: bigint): Promise<void> {
      await pool.query(
        `insert into dokly.soft_limits (workspace_id, member, kind, credits) values ($1, $2, $3, $4)
         on conflict (workspace_id, member, kind) do update set credits = excluded.credits`,
        [workspace, member ?? "", kind ?? "", credits],
      );
    },
    async remove(workspace: WorkspaceId, { member, kind }: LimitScope): Promise<void> {
      await pool.query("delete from dokly.soft_limits where workspace_id = $1 and member = $2 and kind = $3", [
        workspace,
        member ?? "",
        kind ?? "",
      ]);
    },
  };
}
