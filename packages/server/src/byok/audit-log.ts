import { randomBytes } from "node:crypto";
import type { auditActions } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

export type AuditAction = (typeof auditActions)[number];

/** Who does something, and from where; the server itself has no address. */
export type Doer = {
  readonly actor: string;
  readonly name: string;
  readonly address: string | null;
  readonly requestId: string | null;
};

export const serverDoer: Doer = { actor: "server", name: "Dokly", address: null, requestId: null };

export type AuditNote = {
  readonly workspace: WorkspaceId;
  readonly action: AuditAction;
  readonly key: { readonly id: string; readonly label: string } | null;
  readonly by: Doer;
  /** Never a secret, nor a part of one. */
  readonly detail: Readonly<Record<string, unknown>>;
};

export type AuditRow = AuditNote & { readonly id: string; readonly at: Date };

type Queryable = Pick<pg.Pool, "query">;

/** Writes one line of the log, in the transaction of what it tells of. */
export async function insertAudit(client: Queryable, { workspace, action, key, by, detail }: AuditNote): Promise<void> {
  await client.query(
    `insert into dokly.audit_log
       (id, workspace_id, action, actor, actor_name, key_id, key_label, address, request_id, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      `aud_${randomBytes(12).toString("hex")}`,
      workspace,
      action,
      by.actor,
      by.name,
      key?.id ?? null,
      key?.label ?? null,
      by.address,
      by.requestId,
      JSON.stringify(detail),
    ],
  );
}

type Row = {
  id: string;
  workspace_id: string;
  at: Date;
  action: AuditAction;
  actor: string;
  actor_name: string;
  key_id: string | null;
  key_label: string | null;
  address: string | null;
  request_id: string | null;
  detail: Record<string, unknown>;
};

function fromRow(row: Row): AuditRow {
  const { id, at, action, detail } = row;
  return {
    id,
    at,
    action,
    detail,
    workspace: row.workspace_id,
    key: row.key_id === null ? null : { id: row.key_id, label: row.key_label ?? "" },
    by: { actor: row.actor, name: row.actor_name, address: row.address, requestId: row.request_id },
  };
}

/** Where a page of the log begins: behind this line. */
export type AuditCursor = { readonly at: Date; readonly id: string };

/** The lines of a workspace, newest first. */
export async function selectAudit(
  client: Queryable,
  { workspace, after, limit }: { workspace: WorkspaceId; after: AuditCursor | null; limit: number },
): Promise<readonly AuditRow[]> {
  const { rows } = await client.query<Row>(
    `select id, workspace_id, at, action, actor, actor_name, key_id, key_label, address, request_id, detail
     from dokly.audit_log
     where workspace_id = $1 and ($2::timestamptz is null or (at, id) < ($2, $3::text))
     order by at desc, id desc limit $4`,
    [workspace, after?.at ?? null, after?.id ?? "", limit],
  );
  return rows.map(fromRow);
}
