import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

type Queryable = Pick<pg.Pool, "query">;

/** What a member is told of an operator's refund of an action of theirs, until they dismiss it. */
export type RefundNotice = {
  readonly workspace: WorkspaceId;
  /** The act of the operator. */
  readonly id: string;
  readonly action: string;
  readonly member: string;
  readonly credits: bigint;
  readonly reason: string;
};

export type RefundNoticeRow = RefundNotice & { readonly at: Date };

/** Once for each act. */
export async function insertRefundNotice(client: Queryable, notice: RefundNotice): Promise<void> {
  const { workspace, id, action, member, credits, reason } = notice;
  await client.query(
    `insert into dokly.refund_notices (workspace_id, audit_id, action_id, member, credits, reason)
     select $1, $2, $3, $4, $5, $6 where exists (select from dokly.workspaces where id = $1)
     on conflict (workspace_id, audit_id) do nothing`,
    [workspace, id, action, member, credits, reason],
  );
}

/** Those of one member that are not dismissed, newest first. */
export async function selectRefundNotices(
  client: Queryable,
  { workspace, member }: Pick<RefundNotice, "workspace" | "member">,
): Promise<readonly RefundNoticeRow[]> {
  const { rows } = await client.query<RefundNoticeRow>(
    `select workspace_id as workspace, audit_id as id, action_id as action, member, credits, reason, at
     from dokly.refund_notices
     where workspace_id = $1 and member = $2 and dismissed_at is null order by at desc, audit_id limit 20`,
    [workspace, member],
  );
  return rows;
}

/** For the member alone; whether there was one. */
export async function dismissRefundNotice(
  client: Queryable,
  { workspace, member, id }: Pick<RefundNotice, "workspace" | "member" | "id">,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update dokly.refund_notices set dismissed_at = coalesce(dismissed_at, clock_timestamp())
     where workspace_id = $1 and member = $2 and audit_id = $3`,
    [workspace, member, id],
  );
  return rowCount === 1;
}
