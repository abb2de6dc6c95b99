import { type Role, role as roleSchema } from "@dokly/contract";
import { generateId } from "better-auth";
import type { Kysely, Transaction } from "kysely";
import { isRoleAtLeast } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Tables } from "../tables.ts";

export type MemberRecord = {
  /** The person's id: what the log of actions names too. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Date;
};

/** Who changes a membership; their role is read under the lock, since somebody may just have changed it. */
type By = { readonly personId: string };

/** Who is in an organization. A workspace always keeps an owner, and only owners make or unmake owners. */
export type MemberStore = {
  /** Oldest first. */
  list(organizationId: string): Promise<readonly MemberRecord[]>;
  /** Puts a person in; changes nothing when the person is in already. */
  add(input: { organizationId: string; personId: string; role: Role }): Promise<void>;
  /** Refuses `not-found`, `role-not-sufficient`, `last-owner`. */
  changeRole(input: { organizationId: string; personId: string; role: Role; by: By }): Promise<MemberRecord>;
  /** Everybody may leave; removing others needs admin. Refuses `not-found`, `role-not-sufficient`, `last-owner`. */
  remove(input: { organizationId: string; personId: string; by: By }): Promise<void>;
};

export function createMemberStore({ database }: { database: Kysely<Tables> }): MemberStore {
  return {
    list: (organizationId) => selectMembers(database, organizationId),
    add: async ({ organizationId, personId, role }) => {
      await insertMember(database, { organizationId, personId, role });
    },
    changeRole: (input) =>
      database.transaction().execute(async (transaction) => {
        const { organizationId, personId, role, by } = input;
        const members = await lockMembers(transaction, organizationId);
        const current = roleOf(members, personId);
        const own = roleOf(members, by.personId);
        if (!isRoleAtLeast(own, "admin")) throw adminsOnly();
        if ((current === "owner" || role === "owner") && own !== "owner") throw ownersOnly();
        if (current === "owner" && role !== "owner") refuseLastOwner(members);
        await transaction
          .updateTable("members")
          .set({ role })
          .where("organizationId", "=", organizationId)
          .where("userId", "=", personId)
          .execute();
        const changed = (await selectMembers(transaction, organizationId)).find((member) => member.id === personId);
        if (changed === undefined) throw memberAbsent();
        return changed;
      }),
    remove: (input) =>
      database.transaction().execute(async (transaction) => {
        const { organizationId, personId, by } = input;
        const members = await lockMembers(transaction, organizationId);
        const current = roleOf(members, personId);
        const isLeaving = by.personId === personId;
        const own = roleOf(members, by.personId);
        if (!isLeaving && !isRoleAtLeast(own, "admin")) throw adminsOnly();
        if (!isLeaving && current === "owner" && own !== "owner") throw ownersOnly();
        if (current === "owner") refuseLastOwner(members);
        await transaction
          .deleteFrom("members")
          .where("organizationId", "=", organizationId)
          .where("userId", "=", personId)
          .execute();
      }),
  };
}

/** Returns false when the person is a member already. */
export async function insertMember(
  database: Kysely<Tables>,
  input: { organizationId: string; personId: string; role: Role },
): Promise<boolean> {
  const { organizationId, personId, role } = input;
  const inserted = await database
    .insertInto("members")
    .values({ id: generateId(), organizationId, userId: personId, role, createdAt: new Date() })
    .onConflict((conflict) => conflict.columns(["organizationId", "userId"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

async function selectMembers(database: Kysely<Tables>, organizationId: string): Promise<MemberRecord[]> {
  const rows = await database
    .selectFrom("members")
    .innerJoin("people", "people.id", "members.userId")
    .where("members.organizationId", "=", organizationId)
    .select(["people.id", "people.name", "people.email", "members.role", "members.createdAt as joinedAt"])
    .orderBy("members.createdAt")
    .orderBy("people.id")
    .execute();
  return rows.map((row) => ({ ...row, role: roleSchema.parse(row.role) }));
}

/** Locks every membership of the organization, so that two people can not both stop being the other's fellow owner. */
function lockMembers(transaction: Transaction<Tables>, organizationId: string) {
  return transaction
    .selectFrom("members")
    .select(["userId", "role"])
    .where("organizationId", "=", organizationId)
    .orderBy("id")
    .forUpdate()
    .execute();
}

type Locked = readonly { userId: string; role: string }[];

function roleOf(members: Locked, personId: string): Role {
  const found = members.find((member) => member.userId === personId);
  if (found === undefined) throw memberAbsent();
  return roleSchema.parse(found.role);
}

function refuseLastOwner(members: Locked): void {
  if (members.filter((member) => member.role === "owner").length > 1) return;
  throw new ProblemError("last-owner", "This is the only owner. Make somebody else an owner first.");
}

function memberAbsent(): ProblemError {
  return new ProblemError("not-found", "This person is not a member of the workspace.");
}

function adminsOnly(): ProblemError {
  return new ProblemError("role-not-sufficient", "Only owners and admins can change or remove other people.");
}

function ownersOnly(): ProblemError {
  return new ProblemError("role-not-sufficient", "Only an owner can make, change or remove owners.");
}
