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
  /** Of them, those that came as goodwill. */
  readonly goodwill: bigint;
  /** Of the action; null in notices of older versions. */
  readonly kind: string | null;
  readonly reason: string;
};

export type RefundNoticeRow = RefundNotice & { readonly at: Date };

/** Once for each act; by mail too where there is any and the member is in the workspace still. */
export async function insertRefundNotice(
  client: Queryable,
  notice: RefundNotice,
  { isMailed }: { readonly isMailed: boolean },
): Promise<void> {
  const { workspace, id, action, kind, member, credits, goodwill, reason } = notice;
  await client.query(
    `insert into dokly.refund_notices (workspace_id, audit_id, action_id, kind, member, credits, goodwill, reason,
       mail_due_at)
     select workspace.id, $2, $3, $4, $5, $6, $7, $8, case when $9 and exists (select from dokly.members as member
         where member.organization_id = workspace.organization_id and member.user_id = $5) then clock_timestamp() end
     from dokly.workspaces as workspace where workspace.id = $1
     on conflict (workspace_id, audit_id) do nothing`,
    [workspace, id, action, kind, member, credits, goodwill, reason, isMailed],
  );
}

/** What a mail tells of a refund. */
export type RefundMailRow = RefundNotice & {
  readonly notice: bigint;
  readonly email: string;
  readonly workspaceName: string;
};

/** What the mails of these notices say: of members who are in the workspace still. Over all workspaces. */
export async function selectRefundMails(client: Queryable, ids: readonly bigint[]): Promise<readonly RefundMailRow[]> {
  const { rows } = await client.query<RefundMailRow>(
    `select notice.id as notice, workspace_id as workspace, audit_id as id, action_id as action, kind,
       notice.member as member, credits, goodwill, reason, person.email, organization.name as "workspaceName"
     from dokly.refund_notices as notice
       join dokly.workspaces as workspace on workspace.id = notice.workspace_id
       join dokly.organizations as organization on organization.id = workspace.organization_id
       join dokly.members as membership
         on membership.organization_id = organization.id and membership.user_id = notice.member
       join dokly.people as person on person.id = membership.user_id
     where notice.id = any($1)`,
    [ids],
  );
  return rows;
}

/** Those of one member that are not dismissed, newest first. */
export async function selectRefundNotices(
  client: Queryable,
  { workspace, member }: Pick<RefundNotice, "workspace" | "member">,
): Promise<readonly RefundNoticeRow[]> {
  const { rows } = await client.query<RefundNoticeRow>(
    `select workspace_id as workspace, audit_id as id, action_id as action, kind, member, credits, goodwill, reason, at
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
