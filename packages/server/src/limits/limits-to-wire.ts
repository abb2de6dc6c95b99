import type { UsageLimit } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { toInstant } from "../http/replies.ts";
import { readNames } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import type { AuthoredLimit } from "./limits.ts";

/** Who set a limit where it was nobody of the workspace. */
export const limitByOperator = "operator";

/** What stands in the place of a name that is not there. */
export function namelessOf(id: string): string {
  return id === limitByOperator ? "Operator" : "Former member";
}

/** Limits with the names of whom they count and of who set them. */
export async function limitsToWire(
  { database }: Pick<Services, "database">,
  workspace: WorkspaceId,
  rows: readonly AuthoredLimit[],
): Promise<UsageLimit[]> {
  const named = rows.flatMap(({ member, author }) => [member, author?.setBy ?? null]);
  const ids = new Set(named.filter((id) => id !== null));
  const names = await readNames(database, workspace, [...ids]);
  const nameOf = (id: string) => ({ id, name: names.get(id) ?? namelessOf(id) });
  return rows.map(({ member, kind, mode, credits, used, reserved, author }) => ({
    member: member === null ? null : nameOf(member),
    kind,
    mode,
    credits: Number(credits),
    used: Number(used),
    reserved: Number(reserved),
    setBy: author === null ? null : nameOf(author.setBy),
    setAt: author === null ? null : toInstant(author.setAt),
  }));
}
