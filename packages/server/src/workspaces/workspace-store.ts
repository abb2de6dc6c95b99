import type { Role } from "@dokly/contract";
import { type Credits, type WorkspaceId, workspaceIdOf } from "@dokly/credits";
import { generateId } from "better-auth";
import type { Kysely, Transaction } from "kysely";
import type { Founder, FreeCredits } from "../accounts/free-credits.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import type { Tables } from "../tables.ts";

/** How a workspace begins: on a plan, after the configured trial where it has one. */
type Opening = {
  readonly plan: string;
  readonly hasTrial?: boolean;
  readonly anchor?: Date;
};

/** The workspaces: who is in which, and their opening in the credit engine. */
export type WorkspaceStore = {
  /** Makes a workspace owned by a person and opens it in the credit engine. The plan's credits are there at once. */
  open(input: { name: string; ownerId: string } & Opening): Promise<WorkspaceAccess>;
  /**
   * The same for somebody who signed up: on the free plan, after the trial where one is configured. An address that had
   * its free credits before gets a workspace without any; more can be bought.
   */
  found(input: { name: string; founder: Founder }): Promise<WorkspaceAccess>;
  /** The workspaces of a person, oldest first. */
  listOf(personId: string): Promise<readonly WorkspaceAccess[]>;
  /** A workspace and the person's role in it; null when there is no such workspace or the person is not in it. */
  findFor(personId: string, id: WorkspaceId): Promise<WorkspaceAccess | null>;
};

/** How the workspaces begin that people make. */
const newWorkspace = { plan: "free", hasTrial: true } as const satisfies Opening;

export function createWorkspaceStore(input: {
  database: Kysely<Tables>;
  credits: Credits;
  freeCredits: FreeCredits;
}): WorkspaceStore {
  const { database, credits, freeCredits } = input;

  /**
   * The engine is another database: its opening joins no transaction of ours. The row is written first, the engine's
   * verb is idempotent, and `opened_at` closes the intent; whoever meets an unopened workspace opens it again.
   */
  async function openInEngine(
    workspace: { id: WorkspaceId; organizationId: string; hasFreeCredits: boolean },
    { plan, hasTrial = false, anchor }: Opening,
  ) {
    await credits.openWorkspace({
      externalId: workspace.organizationId,
      plan,
      ...(workspace.hasFreeCredits ? { hasTrial } : { monthlyCredits: 0n }),
      actor: "server:open-workspace",
      ...(anchor === undefined ? {} : { anchor }),
    });
    await database.updateTable("workspaces").set({ openedAt: new Date() }).where("id", "=", workspace.id).execute();
  }

  function memberships(personId: string) {
    return database
      .selectFrom("members")
      .innerJoin("organizations", "organizations.id", "members.organizationId")
      .innerJoin("workspaces", "workspaces.organizationId", "members.organizationId")
      .where("members.userId", "=", personId)
      .select([
        "workspaces.id",
        "workspaces.organizationId",
        "workspaces.openedAt",
        "workspaces.hasFreeCredits",
        "organizations.name",
        "members.role",
      ]);
  }

  type Membership = {
    id: string;
    organizationId: string;
    openedAt: Date | null;
    hasFreeCredits: boolean;
    name: string;
    role: string;
  };

  async function toAccess(row: Membership): Promise<WorkspaceAccess> {
    if (row.openedAt === null) await openInEngine(row, newWorkspace);
    return { id: row.id, organizationId: row.organizationId, name: row.name, role: row.role as Role };
  }

  async function insert(
    { name, ownerId }: { readonly name: string; readonly ownerId: string },
    claim: (transaction: Transaction<Tables>, workspace: WorkspaceId) => Promise<boolean>,
  ) {
    const organizationId = generateId();
    const id = workspaceIdOf(organizationId);
    const now = new Date();
    const hasFreeCredits = await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("organizations")
        .values({ id: organizationId, name, slug: organizationId, logo: null, metadata: null, createdAt: now })
        .execute();
      await transaction
        .insertInto("members")
        .values({ id: generateId(), organizationId, userId: ownerId, role: "owner", createdAt: now })
        .execute();
      await transaction.insertInto("workspaces").values({ id, organizationId, openedAt: null }).execute();
      const isFree = await claim(transaction, id);
      if (!isFree)
        await transaction.updateTable("workspaces").set({ hasFreeCredits: false }).where("id", "=", id).execute();
      return isFree;
    });
    return { id, organizationId, hasFreeCredits };
  }

  return {
    async open({ name, ownerId, ...opening }) {
      const inserted = await insert({ name, ownerId }, () => Promise.resolve(true));
      await openInEngine(inserted, opening);
      return { id: inserted.id, organizationId: inserted.organizationId, name, role: "owner" };
    },
    async found({ name, founder }) {
      const claim = (transaction: Transaction<Tables>, workspace: WorkspaceId) =>
        freeCredits.claim(transaction, founder, workspace);
      const inserted = await insert({ name, ownerId: founder.id }, claim);
      await openInEngine(inserted, newWorkspace);
      return { id: inserted.id, organizationId: inserted.organizationId, name, role: "owner" };
    },
    async listOf(personId) {
      const rows = await memberships(personId).orderBy("workspaces.createdAt").orderBy("workspaces.id").execute();
      return await Promise.all(rows.map(toAccess));
    },
    async findFor(personId, id) {
      const row = await memberships(personId).where("workspaces.id", "=", id).executeTakeFirst();
      return row === undefined ? null : await toAccess(row);
    },
  };
}
