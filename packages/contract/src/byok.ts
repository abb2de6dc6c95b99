import { z } from "zod";
import { actionKind } from "./kinds.ts";
import { cents, cursor, instant, role } from "./primitives.ts";

/**
 * `active`: pays for actions. `paused`: by a person, or because the plan has no own keys any more. `invalid`: the
 * provider refused it. `revoked`: ended for ever, its secret is destroyed.
 */
export const ownKeyStatuses = ["active", "paused", "invalid", "revoked"] as const;
export const ownKeyStatus = z.enum(ownKeyStatuses);
export type OwnKeyStatus = z.infer<typeof ownKeyStatus>;

const namesMax = 200;

/** What an own key pays for; null: no bound. A member fits by id or by role, where either is bound. */
export const ownKeyScope = z.strictObject({
  kinds: z.array(actionKind).min(1).max(namesMax).nullable().default(null),
  /** Ids of members, or `api-key:<id>`. */
  members: z.array(z.string().min(1).max(128)).min(1).max(namesMax).nullable().default(null),
  roles: z.array(role).min(1).max(4).nullable().default(null),
  models: z.array(z.string().min(1).max(128)).min(1).max(namesMax).nullable().default(null),
  /** The most that its actions may cost at the provider in one period of the workspace. */
  monthlyLimitCents: cents.max(900_000_000).nullable().default(null),
  endsAt: instant.nullable().default(null),
});
export type OwnKeyScope = z.infer<typeof ownKeyScope>;

/** A workspace's own key at the AI provider; never its secret. */
export const ownKey = z.object({
  id: z.string(),
  provider: z.literal("anthropic"),
  label: z.string(),
  last4: z.string(),
  /** Tells two secrets apart without telling anything of them. */
  fingerprint: z.string(),
  status: ownKeyStatus,
  /** Why it is paused or invalid, as a sentence; null otherwise. */
  reason: z.string().nullable(),
  /** Grows with every rotation. */
  version: z.number().int().min(1),
  scope: ownKeyScope,
  /** What the current period has cost on it, rounded up to cents, and what runs may cost at most. */
  spentCents: cents,
  reservedCents: cents,
  /** The models that the provider lists for it. */
  models: z.array(z.string()),
  validatedAt: instant,
  createdAt: instant,
});
export type OwnKey = z.infer<typeof ownKey>;

/** GET /workspaces/{w}/byok, for owners and admins; PUT answers with it too. Oldest first. */
export const ownKeyList = z.object({
  keys: z.array(ownKey),
  /** Whether what no key pays for is paid with credits; else it is refused. */
  fallbackToCredits: z.boolean(),
  /** Whether keys can be connected: the plan has them, and this server can encrypt them. */
  isOnPlan: z.boolean(),
  isConfigured: z.boolean(),
});
export type OwnKeyList = z.infer<typeof ownKeyList>;

const ownKeyLabel = z.string().trim().min(1).max(80);
/** A provider's key as a person pastes it. */
export const ownKeySecret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{20,512}$/, "a key of the provider: 20 to 512 printable characters without spaces");

/** POST /workspaces/{w}/byok: it is tried at the provider first; 422 `provider-key-refused` says why not. */
export const connectOwnKeyBody = z.strictObject({
  label: ownKeyLabel,
  secret: ownKeySecret,
  scope: ownKeyScope.default(() => ownKeyScope.parse({})),
});
export type ConnectOwnKeyBody = z.input<typeof connectOwnKeyBody>;

/** POST /workspaces/{w}/byok/{id}/rotate; pause, resume and revoke take no body. */
export const rotateOwnKeyBody = z.strictObject({ secret: ownKeySecret });
/** PATCH /workspaces/{w}/byok/{id}; a scope replaces the whole one. */
export const changeOwnKeyBody = z.strictObject({ label: ownKeyLabel.optional(), scope: ownKeyScope.optional() });
export type ChangeOwnKeyBody = z.input<typeof changeOwnKeyBody>;
/** PUT /workspaces/{w}/byok */
export const ownKeySettingsBody = z.strictObject({ fallbackToCredits: z.boolean() });

export const auditActions = [
  "own-key-connected",
  "own-key-refused",
  "own-key-rotated",
  "own-key-paused",
  "own-key-resumed",
  "own-key-revoked",
  "own-key-deleted",
  "own-key-changed",
  "own-key-invalid",
  "own-key-used",
  "own-key-failed",
  "fallback-changed",
] as const;

/** GET /workspaces/{w}/audit, for owners and admins, newest first; `format` csv or jsonl is the whole log. */
export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
  format: z.enum(["csv", "jsonl"]).optional(),
});
export type AuditQuery = z.input<typeof auditQuery>;

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  action: z.enum(auditActions),
  /** `person:<id>`, `api-key:<id>` or `server`, and the name that it had then. */
  actor: z.object({ id: z.string(), name: z.string() }),
  /** The key that it is about; null for a setting of the workspace. */
  ownKey: z.object({ id: z.string(), label: z.string() }).nullable(),
  /** From where: the client's address; null where the server did it. */
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  /** What was changed or used: never a secret. */
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditPage = z.object({ items: z.array(auditEntry), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPage>;
