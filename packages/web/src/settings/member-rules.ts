import type { Member, Role } from "@dokly/contract";
import { roles } from "@dokly/contract";

/** What one member may do to another; the server decides, this only leaves out what it would refuse. */
export type MemberRights = {
  /** Roles that can be given; empty where the role cannot be changed. */
  readonly roles: readonly Role[];
  readonly canRemove: boolean;
};

/**
 * Owners change everybody, admins everybody but owners, and only an owner makes owners. Anybody can leave. The last
 * owner
 * neither leaves nor steps down.
 */
export function memberRights(ownRole: Role, member: Member, members: readonly Member[]): MemberRights {
  const isLastOwner = member.role === "owner" && members.filter(({ role }) => role === "owner").length === 1;
  if (isLastOwner) return { roles: [], canRemove: false };
  if (ownRole === "owner") return { roles, canRemove: true };
  if (ownRole === "admin" && member.role !== "owner") {
    return { roles: roles.filter((role) => role !== "owner"), canRemove: true };
  }
  return { roles: [], canRemove: member.isYou };
}
