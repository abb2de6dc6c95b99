import type { OwnKeyStatus } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { SealedSecret } from "./envelope.ts";
import {
  type KeyDatabaseRow,
  type KeyScope,
  keyColumns,
  keyFromRow,
  type NewSecret,
  type OwnKeyRow,
} from "./own-key-row.ts";

type Queryable = Pick<pg.Pool, "query">;
export type KeyName = { readonly workspace: WorkspaceId; readonly id: string };

/** The keys of a workspace, oldest first. */
async function selectKeys(client: Queryable, workspace: WorkspaceId): Promise<readonly OwnKeyRow[]> {
  const { rows } = await client.query<KeyDatabaseRow>(
    `select ${keyColumns} from dokly.own_keys where workspace_id = $1 order by created_at, id`,
    [workspace],
  );
  return rows.map(keyFromRow);
}

/** One key, locked until the transaction ends: what changes a key is done one after the other. */
async function lockKey(client: pg.PoolClient, { workspace, id }: KeyName): Promise<OwnKeyRow | null> {
  const { rows } = await client.query<KeyDatabaseRow>(
    `select ${keyColumns} from dokly.own_keys where workspace_id = $1 and id = $2 for update`,
    [workspace, id],
  );
  return rows[0] === undefined ? null : keyFromRow(rows[0]);
}

async function insertKey(
  client: Queryable,
  key: KeyName & NewSecret & { readonly label: string; readonly scope: KeyScope; readonly createdBy: string },
): Promise<void> {
  const { sealed, scope } = key;
  await client.query(
    `insert into dokly.own_keys (workspace_id, id, provider, label, status, version, last4, fingerprint, format, sealed,
       master_key, wrapped_key, models, scope_kinds, scope_members, scope_roles, scope_models, ends_at, created_by)
     values ($1, $2, 'anthropic', $3, 'active', 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      key.workspace,
      key.id,
      key.label,
      key.last4,
      key.fingerprint,
      sealed.format,
      sealed.sealed,
      sealed.masterKey,
      sealed.wrapped,
      key.models,
      scope.kinds,
      scope.members,
      scope.roles,
      scope.models,
      scope.endsAt,
      key.createdBy,
    ],
  );
}

/** Puts a new version in the place of the old one, whose ciphertext and data key are gone with it. */
async function replaceSecret(
  client: Queryable,
  { workspace, id, version, secret }: KeyName & { readonly version: number; readonly secret: NewSecret },
): Promise<void> {
  const { sealed } = secret;
  await client.query(
    `update dokly.own_keys set version = $3, last4 = $4, fingerprint = $5, format = $6, sealed = $7, master_key = $8,
       wrapped_key = $9, models = $10, validated_at = clock_timestamp(),
       status = case status when 'invalid' then 'active' else status end,
       reason = case status when 'invalid' then null else reason end
     where workspace_id = $1 and id = $2`,
    [
      workspace,
      id,
      version,
      secret.last4,
      secret.fingerprint,
      sealed.format,
      sealed.sealed,
      sealed.masterKey,
      sealed.wrapped,
      secret.models,
    ],
  );
}

async function updateStatus(
  client: Queryable,
  { workspace, id, status, reason }: KeyName & { readonly status: OwnKeyStatus; readonly reason: string | null },
): Promise<void> {
  await client.query("update dokly.own_keys set status = $3, reason = $4 where workspace_id = $1 and id = $2", [
    workspace,
    id,
    status,
    reason,
  ]);
}

/** Ends a key for ever: its ciphertext and its data key go. */
async function destroySecret(client: Queryable, { workspace, id }: KeyName): Promise<void> {
  await client.query(
    `update dokly.own_keys set status = 'revoked', reason = null, format = null, sealed = null, master_key = null,
       wrapped_key = null
     where workspace_id = $1 and id = $2`,
    [workspace, id],
  );
}

async function updateModels(
  client: Queryable,
  { workspace, id, models }: KeyName & { readonly models: readonly string[] },
): Promise<void> {
  await client.query(
    "update dokly.own_keys set models = $3, validated_at = clock_timestamp() where workspace_id = $1 and id = $2",
    [workspace, id, models],
  );
}

async function updateScope(
  client: Queryable,
  { workspace, id, label, scope }: KeyName & { readonly label: string; readonly scope: KeyScope },
): Promise<void> {
  await client.query(
    `update dokly.own_keys set label = $3, scope_kinds = $4, scope_members = $5, scope_roles = $6, scope_models = $7,
       ends_at = $8
     where workspace_id = $1 and id = $2`,
    [workspace, id, label, scope.kinds, scope.members, scope.roles, scope.models, scope.endsAt],
  );
}

async function deleteKey(client: Queryable, { workspace, id }: KeyName): Promise<void> {
  await client.query("delete from dokly.own_keys where workspace_id = $1 and id = $2", [workspace, id]);
}

/** A key as it is opened: its row, and its secret where it has one. */
export type StoredSecret = { readonly key: OwnKeyRow; readonly sealed: SealedSecret | null };

type SecretRow = KeyDatabaseRow & {
  format: number | null;
  sealed: Buffer | null;
  master_key: string | null;
  wrapped_key: Buffer | null;
};

async function selectSecret(client: Queryable, { workspace, id }: KeyName): Promise<StoredSecret | null> {
  const { rows } = await client.query<SecretRow>(
    `select ${keyColumns}, format, sealed, master_key, wrapped_key from dokly.own_keys
     where workspace_id = $1 and id = $2`,
    [workspace, id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { format, sealed, master_key: masterKey, wrapped_key: wrapped } = row;
  const isWhole = format !== null && sealed !== null && masterKey !== null && wrapped !== null;
  return { key: keyFromRow(row), sealed: isWhole ? { format, sealed, masterKey, wrapped } : null };
}

async function selectFallback(client: Queryable, workspace: WorkspaceId): Promise<boolean> {
  const { rows } = await client.query<{ falls_back: boolean }>(
    "select falls_back_to_credits as falls_back from dokly.own_key_settings where workspace_id = $1",
    [workspace],
  );
  return rows[0]?.falls_back ?? false;
}

async function upsertFallback(client: Queryable, workspace: WorkspaceId, fallsBack: boolean): Promise<void> {
  await client.query(
    `insert into dokly.own_key_settings (workspace_id, falls_back_to_credits) values ($1, $2)
     on conflict (workspace_id) do update set falls_back_to_credits = excluded.falls_back_to_credits`,
    [workspace, fallsBack],
  );
}

/** The statements on own keys. Each takes the pool, or the connection of a transaction, and names its workspace. */
export const ownKeyStore = {
  selectKeys,
  lockKey,
  insertKey,
  replaceSecret,
  updateStatus,
  destroySecret,
  updateModels,
  updateScope,
  deleteKey,
  selectSecret,
  selectFallback,
  upsertFallback,
};
