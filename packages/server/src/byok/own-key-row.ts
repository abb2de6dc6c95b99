import type { OwnKeyStatus, Role } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { SealedSecret } from "./envelope.ts";

/** What a key pays for; null: no bound. Its budget is a limit of the credit engine. */
export type KeyScope = {
  readonly kinds: readonly string[] | null;
  readonly members: readonly string[] | null;
  readonly roles: readonly Role[] | null;
  readonly models: readonly string[] | null;
  readonly endsAt: Date | null;
};

/** A workspace's own key, without its secret. */
export type OwnKeyRow = {
  readonly workspace: WorkspaceId;
  readonly id: string;
  readonly label: string;
  readonly status: OwnKeyStatus;
  readonly reason: string | null;
  readonly version: number;
  readonly last4: string;
  readonly fingerprint: string;
  readonly models: readonly string[];
  readonly scope: KeyScope;
  readonly createdAt: Date;
  readonly validatedAt: Date;
};

/** One version of a secret, encrypted, with what may be told of it. */
export type NewSecret = {
  readonly sealed: SealedSecret;
  readonly last4: string;
  readonly fingerprint: string;
  readonly models: readonly string[];
};

export const keyColumns = `workspace_id, id, label, status, reason, version, last4, fingerprint, models, scope_kinds,
  scope_members, scope_roles, scope_models, ends_at, created_at, validated_at`;

export type KeyDatabaseRow = {
  workspace_id: string;
  id: string;
  label: string;
  status: OwnKeyStatus;
  reason: string | null;
  version: number;
  last4: string;
  fingerprint: string;
  models: string[];
  scope_kinds: string[] | null;
  scope_members: string[] | null;
  scope_roles: Role[] | null;
  scope_models: string[] | null;
  ends_at: Date | null;
  created_at: Date;
  validated_at: Date;
};

export function keyFromRow(row: KeyDatabaseRow): OwnKeyRow {
  return {
    workspace: row.workspace_id,
    id: row.id,
    label: row.label,
    status: row.status,
    reason: row.reason,
    version: row.version,
    last4: row.last4,
    fingerprint: row.fingerprint,
    models: row.models,
    scope: {
      kinds: row.scope_kinds,
      members: row.scope_members,
      roles: row.scope_roles,
      models: row.scope_models,
      endsAt: row.ends_at,
    },
    createdAt: row.created_at,
    validatedAt: row.validated_at,
  };
}
