import type { actionsQuery } from "@dokly/contract";
import type { ActionFilter, WorkspaceId } from "@dokly/credits";
import type { z } from "@hono/zod-openapi";
import { isRoleAtLeast } from "../http/access.ts";
import { type Caller, memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { WorkspaceAccess } from "../http/router.ts";

type Query = Omit<z.output<typeof actionsQuery>, "limit" | "cursor" | "format">;

/** Whose rows a caller sees: null stands for everybody's, an id for that member's own. Viewers see totals only. */
export function rowsSeenBy(caller: Caller, { role }: Pick<WorkspaceAccess, "role">): string | null {
  if (isRoleAtLeast(role, "admin")) return null;
  if (isRoleAtLeast(role, "editor")) return memberOf(caller);
  throw new ProblemError(
    "role-not-sufficient",
    "Viewers see the workspace's totals. Ask an admin to make you an editor to see actions.",
  );
}

/** Who a text finds by name in a workspace, members who left included. */
export type NameSearch = (workspace: WorkspaceId, text: string) => Promise<readonly string[]>;

/** The engine's filter of a query, narrowed to the rows that its asker sees. */
export async function filterOf(
  query: Query,
  { workspace, own, findMembers }: { workspace: WorkspaceId; own: string | null; findMembers: NameSearch },
): Promise<ActionFilter> {
  if (own !== null && query.member !== undefined && query.member !== own) {
    throw new ProblemError("role-not-sufficient", "Editors see their own actions. An admin sees everybody's.");
  }
  const { kind, outcome, document, group, q, from, to } = query;
  const member = own ?? query.member;
  // Names of others are no way for an editor to learn about them: the own rows are all of one name.
  const members = q === undefined || own !== null ? [] : await findMembers(workspace, q);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(member === undefined ? {} : { member }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(document === undefined ? {} : { document }),
    ...(group === undefined ? {} : { group }),
    ...(q === undefined ? {} : { search: { text: q, members } }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}
