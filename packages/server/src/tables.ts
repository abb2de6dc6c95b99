import type { ColumnType, Generated } from "kysely";

/**
 * The tables of the schema `dokly`, as Kysely sees them: SQL's snake_case is camelCase here.
 * The first of them are better-auth's models.
 */
export type Tables = {
  people: PeopleTable;
  sessions: SessionsTable;
  secondFactors: SecondFactorsTable;
  verifications: VerificationsTable;
  members: MembersTable;
  organizations: OrganizationsTable;
  invitations: InvitationsTable;
  workspaces: WorkspacesTable;
  freeCredits: FreeCreditsTable;
  apiKeys: ApiKeysTable;
  documents: DocumentsTable;
  aiUndos: AiUndosTable;
};

type CreatedAt = ColumnType<Date, Date | undefined, never>;

type PeopleTable = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  twoFactorEnabled: Generated<boolean>;
  image: string | null;
  createdAt: CreatedAt;
  updatedAt: Date;
};
type SessionsTable = {
  id: string;
  userId: string;
  createdAt: CreatedAt;
  updatedAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
};
type SecondFactorsTable = { userId: string; secret: string; lastStep: number | null };
type VerificationsTable = { id: string; identifier: string; value: string; expiresAt: Date };
type OrganizationsTable = {
  id: string;
  name: string;
  slug: string;
  logo: string | null;
  metadata: string | null;
  createdAt: Date;
};
type MembersTable = { id: string; organizationId: string; userId: string; role: string; createdAt: Date };
type InvitationsTable = {
  id: string;
  organizationId: string;
  email: string;
  role: string;
  status: string;
  expiresAt: Date;
  createdAt: Date;
  inviterId: string;
};
type WorkspacesTable = {
  id: string;
  organizationId: string;
  openedAt: Date | null;
  hasFreeCredits: Generated<boolean>;
  createdAt: CreatedAt;
};
type FreeCreditsTable = { emailKey: Buffer; workspaceId: string; claimedAt: CreatedAt };
type ApiKeysTable = {
  id: string;
  workspaceId: string;
  label: string;
  start: string;
  hash: Buffer;
  scopes: string[];
  createdBy: string;
  createdAt: CreatedAt;
  endsAt: Date | null;
  revokedAt: Date | null;
};
type AiUndosTable = { workspaceId: string; actionId: string };
type DocumentsTable = {
  workspaceId: string;
  path: string;
  title: string;
  isPage: boolean;
  version: string;
  bytes: Buffer;
  size: number;
  createdAt: CreatedAt;
  updatedAt: Generated<Date>;
};
