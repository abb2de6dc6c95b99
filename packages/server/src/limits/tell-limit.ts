import type { LimitRefusal } from "@dokly/contract";
import { type CreditsError, isCreditsError } from "@dokly/credits";
import { isRoleAtLeast } from "../http/access.ts";
import type { Caller } from "../http/caller.ts";
import type { ProblemError } from "../http/problem-error.ts";
import { toInstant } from "../http/replies.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import { readNames } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { namelessOf } from "./limits-to-wire.ts";

type Refused = { readonly caller: Caller; readonly workspace: WorkspaceAccess };

/**
 * Adds to the refusal of a hard limit whose limit it is, who set it and who can change it, by name. Programs that may
 * not read the workspace get the figures alone.
 */
export async function tellLimit(
  { limits, members, database }: Pick<Services, "limits" | "members" | "database">,
  { error, problem }: { readonly error: CreditsError; readonly problem: ProblemError },
  { caller, workspace }: Refused,
): Promise<{
  readonly detail: string;
  readonly more: Pick<LimitRefusal, "setBy" | "setAt" | "whose" | "people">;
} | null> {
  if (!isCreditsError(error, "limit-reached") || problem.code !== "limit-reached") return null;
  if (caller.type === "api-key" && !caller.scopes.includes("read")) return null;
  const { member, kind, ownKey, unit, limit, used, reserved, needed } = error.details;
  const changers = (await members.list(workspace.organizationId)).filter(({ role }) =>
    isRoleAtLeast(role, ownKey === null ? "admin" : "owner"),
  );
  const people = changers.map(({ id, name }) => ({ id, name }));
  const isOfCredits = ownKey === null && unit === "credits";
  const author = isOfCredits
    ? await limits.authorOf(workspace.id, { member, kind, mode: "hard", credits: limit })
    : null;
  const ids = [...(member === null ? [] : [member]), ...(author === null ? [] : [author.setBy])];
  const names = await readNames(database, workspace.id, ids);
  const named = (id: string) => ({ id, name: names.get(id) ?? namelessOf(id) });
  const whose = member === null ? null : named(member);
  const setBy = author === null ? null : named(author.setBy);
  const more = { whose, setBy, setAt: author === null ? null : toInstant(author.setAt), people };
  const changing = `${people.map(({ name }) => name).join(", ")} can change it.`;
  if (!isOfCredits) return { detail: `${problem.message} ${changing}`, more };
  const what = `${whose === null ? "Everybody's" : `${whose.name}'s`} limit for ${kind === null ? "all actions" : `“${kind}”`}`;
  const figures = `${limit} credits a period, of which ${used} are used and ${reserved} held; ${needed} more do not fit.`;
  const set = setBy === null ? "" : ` ${setBy.name} set it.`;
  return { detail: `${what} is ${figures} Nothing was charged.${set} ${changing}`, more };
}
