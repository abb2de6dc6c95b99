import { hash as hashAtOnce, randomBytes } from "node:crypto";
import { type ApiKeyScope, apiKeyScope } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { Kysely } from "kysely";
import type { ApiKeyCaller } from "../http/caller.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import type { Tables } from "../tables.ts";

/** What every API key begins with. */
const prefix = "dk_";
/** `dk_` and 256 random bits in base64url. */
const keyShape = /^dk_[A-Za-z0-9_-]{43}$/;
const startLength = 9;
/** How long a verified key is believed without asking the database: a revocation reaches every process within it. */
const verifiedMs = 5_000;
const verifiedMax = 10_000;

export type ApiKeyRecord = {
  readonly id: string;
  readonly label: string;
  readonly start: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly endsAt: Date | null;
};

export type VerifiedKey = { readonly caller: ApiKeyCaller; readonly workspace: WorkspaceAccess };

export type ApiKeyStore = {
  /** Makes a key. Its clear text is in this reply and nowhere else. */
  create(input: {
    workspace: WorkspaceId;
    label: string;
    scopes: readonly ApiKeyScope[];
    createdBy: string;
    endsAt: Date | null;
  }): Promise<ApiKeyRecord & { readonly key: string }>;
  /** The keys of a workspace that have not been revoked, newest first. */
  list(workspace: WorkspaceId): Promise<readonly ApiKeyRecord[]>;
  /** False when the workspace has no such key. */
  revoke(workspace: WorkspaceId, id: string): Promise<boolean>;
  /** The caller that a key stands for, or null when it is unknown, revoked or past its end. */
  verify(key: string): Promise<VerifiedKey | null>;
};

export function createApiKeyStore(input: { database: Kysely<Tables>; now?: () => number }): ApiKeyStore {
  const { database, now = Date.now } = input;
  const verified = new Map<string, { until: number; endsAt: number; result: VerifiedKey }>();

  function remember(hash: string, row: { endsAt: Date | null }, result: VerifiedKey) {
    if (verified.size >= verifiedMax) verified.clear();
    const endsAt = row.endsAt?.getTime() ?? Number.POSITIVE_INFINITY;
    verified.set(hash, { until: now() + verifiedMs, endsAt, result });
  }

  return {
    async create({ workspace, label, scopes, createdBy, endsAt }) {
      const key = prefix + randomBytes(32).toString("base64url");
      const values = {
        id: `apikey_${randomBytes(12).toString("hex")}`,
        label,
        start: key.slice(0, startLength),
        scopes: [...new Set(scopes)],
        createdBy,
        createdAt: new Date(now()),
        endsAt,
      };
      await database
        .insertInto("apiKeys")
        .values({ ...values, workspaceId: workspace, hash: hashOf(key), revokedAt: null })
        .execute();
      return { ...values, key };
    },
    async list(workspace) {
      const rows = await database
        .selectFrom("apiKeys")
        .select(["id", "label", "start", "scopes", "createdBy", "createdAt", "endsAt"])
        .where("workspaceId", "=", workspace)
        .where("revokedAt", "is", null)
        .orderBy("createdAt", "desc")
        .orderBy("id")
        .execute();
      return rows.map((row) => ({ ...row, scopes: row.scopes.map((scope) => apiKeyScope.parse(scope)) }));
    },
    async revoke(workspace, id) {
      const row = await database
        .updateTable("apiKeys")
        .set({ revokedAt: new Date(now()) })
        .where("workspaceId", "=", workspace)
        .where("id", "=", id)
        .where("revokedAt", "is", null)
        .returning("hash")
        .executeTakeFirst();
      if (row === undefined) return false;
      verified.delete(row.hash.toString("hex"));
      return true;
    },
    async verify(key) {
      if (!keyShape.test(key)) return null;
      const name = hashAtOnce("sha256", key, "hex");
      const known = verified.get(name);
      if (known !== undefined && known.until > now()) return known.endsAt > now() ? known.result : null;
      const row = await selectKey(database, Buffer.from(name, "hex"));
      if (row === undefined || (row.endsAt !== null && row.endsAt.getTime() <= now())) return null;
      const result = toVerified(row);
      remember(name, row, result);
      return result;
    },
  };
}

function hashOf(key: string): Buffer {
  return hashAtOnce("sha256", key, "buffer");
}

type KeyRow = {
  id: string;
  label: string;
  scopes: string[];
  workspaceId: string;
  organizationId: string;
  name: string;
};

function selectKey(database: Kysely<Tables>, hash: Buffer) {
  return database
    .selectFrom("apiKeys")
    .innerJoin("workspaces", "workspaces.id", "apiKeys.workspaceId")
    .innerJoin("organizations", "organizations.id", "workspaces.organizationId")
    .where("apiKeys.hash", "=", hash)
    .where("apiKeys.revokedAt", "is", null)
    .select([
      "apiKeys.id",
      "apiKeys.label",
      "apiKeys.scopes",
      "apiKeys.endsAt",
      "apiKeys.workspaceId",
      "workspaces.organizationId",
      "organizations.name",
    ])
    .executeTakeFirst();
}

function toVerified(row: KeyRow): VerifiedKey {
  const scopes = row.scopes.map((scope) => apiKeyScope.parse(scope));
  return {
    caller: { type: "api-key", id: row.id, label: row.label, workspace: row.workspaceId, scopes },
    // A key acts as an admin of its workspace, within its scopes.
    workspace: { id: row.workspaceId, organizationId: row.organizationId, name: row.name, role: "admin" },
  };
}
