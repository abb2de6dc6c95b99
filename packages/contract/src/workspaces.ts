import { z } from "zod";
import { instant, role, workspaceId } from "./primitives.ts";

/** GET /me */
export const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  isOperator: z.boolean(),
});
export type Me = z.infer<typeof me>;

/** GET /configuration: what a browser needs before anybody signs in. Nothing secret. */
export const configuration = z.object({
  isProduction: z.boolean(),
  signUp: z.enum(["open", "invite"]),
  /** Whether somebody's first workspace comes with the link that is mailed to them; left out: it does not. */
  needsVerifiedEmail: z.boolean().optional(),
  writer: z.enum(["anthropic", "demo"]),
  mail: z.enum(["smtp", "shown-in-app"]),
  /** The business time that an operator simulates, outside production; null or left out: it is real. */
  simulatedNow: instant.nullable().optional(),
  /** One-click sign-ins of the seeded workspaces; empty in production. */
  demoSignIns: z.array(z.object({ email: z.string(), label: z.string(), password: z.string() })),
});
export type Configuration = z.infer<typeof configuration>;

export const workspace = z.object({ id: workspaceId, name: z.string(), role, plan: z.string() });
export type Workspace = z.infer<typeof workspace>;
export const workspaceList = z.object({ items: z.array(workspace) });
export type WorkspaceList = z.infer<typeof workspaceList>;
export const createWorkspaceBody = z.strictObject({ name: z.string().trim().min(1).max(80) });

export const member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: instant,
  isYou: z.boolean(),
});
export type Member = z.infer<typeof member>;
export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  expiresAt: instant,
  /** The link to hand over by yourself; only while no mail server is configured. */
  link: z.string().nullable(),
});
export type Invitation = z.infer<typeof invitation>;
export const memberList = z.object({ members: z.array(member), invitations: z.array(invitation) });
export type MemberList = z.infer<typeof memberList>;
export const inviteBody = z.strictObject({ email: z.email().max(254), role: role.exclude(["owner"]) });
export const memberRoleBody = z.strictObject({ role });
/** GET /invitations/{id}: what the invited person sees before accepting. */
export const invitationView = z.object({
  id: z.string(),
  workspaceName: z.string(),
  email: z.string(),
  role,
  invitedBy: z.string(),
  expiresAt: instant,
  state: z.enum(["pending", "accepted", "expired", "cancelled"]),
});
export type InvitationView = z.infer<typeof invitationView>;

export const apiKeyScopes = ["read", "documents", "ai", "meter"] as const;
export const apiKeyScope = z.enum(apiKeyScopes);
export type ApiKeyScope = z.infer<typeof apiKeyScope>;
export const apiKey = z.object({
  id: z.string(),
  label: z.string(),
  /** The first characters of the key, to recognise it by. */
  start: z.string(),
  scopes: z.array(apiKeyScope),
  createdAt: instant,
  createdBy: z.string(),
  endsAt: instant.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;
export const apiKeyList = z.object({ items: z.array(apiKey) });
export type ApiKeyList = z.infer<typeof apiKeyList>;
export const createApiKeyBody = z.strictObject({
  label: z.string().trim().min(1).max(80),
  scopes: z.array(apiKeyScope).min(1),
  endsAt: instant.nullable().default(null),
});
/** The only reply that ever carries the key itself. */
export const createdApiKey = apiKey.extend({ key: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKey>;
