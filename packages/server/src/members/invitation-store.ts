import { randomBytes } from "node:crypto";
import { type InvitationView, type Role, role as roleSchema } from "@dokly/contract";
import type { Kysely } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import type { Tables } from "../tables.ts";
import { insertMember } from "./member-store.ts";

const invitationDays = 7;
/** Open invitations of one workspace: mail in our name is not sent without end. */
const pendingMax = 100;

export type InvitationRecord = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
};

/** An invitation as the invited person sees it. */
export type InvitationDetail = InvitationRecord & {
  readonly organizationId: string;
  readonly workspaceName: string;
  readonly invitedBy: string;
  readonly state: InvitationView["state"];
};

/** Invitations by e-mail. An id is random and secret: who knows it may read it, and accept it with that e-mail. */
export type InvitationStore = {
  /** The open ones, newest first. */
  list(organizationId: string): Promise<readonly InvitationRecord[]>;
  /** Refuses `member-conflict` for a member or an open invitation, and `limit-reached`. */
  create(input: {
    workspace: WorkspaceAccess;
    email: string;
    role: Exclude<Role, "owner">;
    inviterId: string;
  }): Promise<InvitationRecord>;
  /** False when there is no such open invitation. */
  cancel(organizationId: string, id: string): Promise<boolean>;
  find(id: string): Promise<InvitationDetail | null>;
  /** Makes the person a member. Refuses `not-found`; `invitation-refused` for another e-mail, an ended or used one. */
  accept(id: string, person: { id: string; email: string }): Promise<InvitationDetail>;
};

export function createInvitationStore({ database }: { database: Kysely<Tables> }): InvitationStore {
  const find = async (id: string) => {
    const row = await selectInvitation(database, id);
    return row === undefined ? null : toDetail(row);
  };
  return {
    find,
    list: async (organizationId) => {
      const rows = await selectPending(database, organizationId).orderBy("createdAt", "desc").execute();
      return rows.map((row) => ({ ...row, role: roleSchema.parse(row.role) }));
    },
    create: (input) => createInvitation(database, input),
    cancel: async (organizationId, id) => {
      const row = await database
        .updateTable("invitations")
        .set({ status: "canceled" })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .where("status", "=", "pending")
        .returning("id")
        .executeTakeFirst();
      return row !== undefined;
    },
    accept: async (id, person) => {
      const invitation = await find(id);
      if (invitation === null) throw new ProblemError("not-found", "There is no such invitation.");
      if (invitation.email !== person.email.toLowerCase()) {
        throw refused(`It was sent to ${invitation.email}; you are signed in as ${person.email}.`);
      }
      await database.transaction().execute(async (transaction) => {
        const taken = await transaction
          .updateTable("invitations")
          .set({ status: "accepted" })
          .where("id", "=", id)
          .where("status", "=", "pending")
          .where("expiresAt", ">", new Date())
          .returning(["organizationId", "role"])
          .executeTakeFirst();
        if (taken === undefined)
          throw refused(`It is ${invitation.state === "pending" ? "used" : invitation.state}. Ask for a new one.`);
        const { organizationId, role } = taken;
        await insertMember(transaction, { organizationId, personId: person.id, role: roleSchema.parse(role) });
      });
      return { ...invitation, state: "accepted" };
    },
  };
}

async function createInvitation(
  database: Kysely<Tables>,
  input: Parameters<InvitationStore["create"]>[0],
): Promise<InvitationRecord> {
  const { workspace, role, inviterId } = input;
  const { organizationId } = workspace;
  const email = input.email.toLowerCase();
  const isMember = await database
    .selectFrom("members")
    .innerJoin("people", "people.id", "members.userId")
    .where("members.organizationId", "=", organizationId)
    .where("people.email", "=", email)
    .select("people.id")
    .executeTakeFirst();
  if (isMember !== undefined)
    throw new ProblemError("member-conflict", `${email} is a member of ${workspace.name} already.`);
  return await database.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("invitations")
      .set({ status: "canceled" })
      .where("organizationId", "=", organizationId)
      .where("status", "=", "pending")
      .where("expiresAt", "<=", new Date())
      .execute();
    const pending = (await selectPending(transaction, organizationId).execute()).length;
    if (pending >= pendingMax) {
      const sentence = `${pending} invitations are open; ${pendingMax} is the most. Cancel some first.`;
      throw new ProblemError("limit-reached", sentence, { limit: pendingMax, used: pending });
    }
    const id = randomBytes(24).toString("base64url");
    const expiresAt = new Date(Date.now() + invitationDays * 24 * 60 * 60 * 1_000);
    const row = { id, organizationId, email, role, status: "pending", expiresAt, createdAt: new Date(), inviterId };
    const created = await transaction
      .insertInto("invitations")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["organizationId", "email"]).where("status", "=", "pending").doNothing(),
      )
      .returning("id")
      .executeTakeFirst();
    if (created === undefined) throw new ProblemError("member-conflict", `${email} has an open invitation already.`);
    return { id, email, role, expiresAt };
  });
}

function selectPending(database: Kysely<Tables>, organizationId: string) {
  return database
    .selectFrom("invitations")
    .select(["id", "email", "role", "expiresAt"])
    .where("organizationId", "=", organizationId)
    .where("status", "=", "pending")
    .where("expiresAt", ">", new Date());
}

function selectInvitation(database: Kysely<Tables>, id: string) {
  return database
    .selectFrom("invitations")
    .innerJoin("organizations", "organizations.id", "invitations.organizationId")
    .innerJoin("people", "people.id", "invitations.inviterId")
    .where("invitations.id", "=", id)
    .select([
      "invitations.id",
      "invitations.organizationId",
      "invitations.email",
      "invitations.role",
      "invitations.status",
      "invitations.expiresAt",
      "organizations.name as workspaceName",
      "people.name as invitedBy",
    ])
    .executeTakeFirst();
}

type InvitationRow = NonNullable<Awaited<ReturnType<typeof selectInvitation>>>;

function toDetail({ status, ...row }: InvitationRow): InvitationDetail {
  const isOver = row.expiresAt.getTime() <= Date.now();
  const state =
    status === "pending" ? (isOver ? "expired" : "pending") : status === "accepted" ? "accepted" : "cancelled";
  return { ...row, role: roleSchema.parse(row.role), state };
}

function refused(why: string): ProblemError {
  return new ProblemError("invitation-refused", `This invitation can not be used. ${why}`);
}
