import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { LimitRow } from "./limits.ts";
import type { LimitScope } from "./soft-limit-store.ts";

/** Who set a limit, as actions name people and API keys, and when. */
export type LimitAuthor = { readonly setBy: string; readonly setAt: Date };
type SetLimit = Pick<LimitRow, "member" | "kind" | "mode" | "credits">;

export function createLimitAuthorStore({ pool }: { readonly pool: pg.Pool }) {
  return {
    /** The authors of limits as they stand now; a limit that was set around this table has none. */
    async list(workspace: WorkspaceId): Promise<(limit: SetLimit) => LimitAuthor | null> {
      type Row = { member: string; kind: string; mode: string; credits: string } & LimitAuthor;
      const { rows } = await pool.query<Row>(
        `select member, kind, mode, credits, set_by as "setBy", set_at as "setAt" from dokly.limit_authors
         where workspace_id = $1`,
        [workspace],
      );
      return ({ member, kind, mode, credits }) => {
        const row = rows.find((one) => one.member === (member ?? "") && one.kind === (kind ?? ""));
        const isSame = row?.mode === mode && BigInt(row.credits) === credits;
        return isSame ? { setBy: row.setBy, setAt: row.setAt } : null;
      };
    },
    async set(workspace: WorkspaceId, { member, kind, mode, credits }: SetLimit, setBy: string): Promise<void> {
      await pool.query(
        `insert into dokly.limit_authors (workspace_id, member, kind, mode, credits, set_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id, member, kind) do update set mode = excluded.mode, credits = excluded.credits,
           set_by = excluded.set_by, set_at = clock_timestamp()`,
        [workspace, member ?? "", kind ?? "", mode, credits, setBy],
      );
    },
    async remove(workspace: WorkspaceId, { member, kind }: LimitScope): Promise<void> {
      await pool.query("delete from dokly.limit_authors where workspace_id = $1 and member = $2 and kind = $3", [
        workspace,
        member ?? "",
        kind ?? "",
      ]);
    },
  };
}
