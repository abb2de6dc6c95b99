import { type Action, actionDetail, actionsPage, actionsQuery } from "@dokly/contract";
import type { ActionFilter } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { access, isRoleAtLeast } from "../http/access.ts";
import { type Caller, memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import type { Services } from "../services.ts";

const logRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/actions",
  summary: "The log of actions, newest first",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }), query: actionsQuery },
  responses: { 200: jsonReply(actionsPage, "A page of the log"), ...problemReplies },
});

const detailRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/actions/{id}",
  summary: "One action with its receipt and its ledger lines",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 200: jsonReply(actionDetail, "The action"), ...problemReplies },
});

/** Whose rows a caller sees: null stands for everybody's, an id for that member's own. Viewers see totals only. */
function rowsSeenBy(caller: Caller, { role }: WorkspaceAccess): string | null {
  if (isRoleAtLeast(role, "admin")) return null;
  if (isRoleAtLeast(role, "editor")) return memberOf(caller);
  throw new ProblemError(
    "role-not-sufficient",
    "Viewers see the workspace's totals. Ask an admin to make you an editor to see actions.",
  );
}

function filterOf(query: z.output<typeof actionsQuery>, own: string | null): ActionFilter {
  if (own !== null && query.member !== undefined && query.member !== own) {
    throw new ProblemError("role-not-sufficient", "Editors see their own actions. An admin sees everybody's.");
  }
  const member = own ?? query.member;
  return {
    ...(query.kind === undefined ? {} : { kind: query.kind }),
    ...(member === undefined ? {} : { member }),
    ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
    ...(query.from === undefined ? {} : { from: new Date(query.from) }),
    ...(query.to === undefined ? {} : { to: new Date(query.to) }),
  };
}

/** An action that a caller may not see is as absent as one that was never run. */
export function requireSeen(action: Pick<Action, "member" | "id">, caller: Caller, workspace: WorkspaceAccess): void {
  const own = rowsSeenBy(caller, workspace);
  if (own === null || action.member?.id === own) return;
  throw new ProblemError("not-found", `There is no action ${action.id} among yours.`);
}

/** GET …/actions and …/actions/{id}. */
export function registerActionRoutes(api: Router, { credits, actions }: Services): void {
  api.openapi(logRoute, async (c) => {
    const { caller, workspace } = c.var;
    const query = c.req.valid("query");
    const page = await credits.listActions({
      workspace: workspace.id,
      filter: filterOf(query, rowsSeenBy(caller, workspace)),
      limit: query.limit,
      ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    });
    return c.json({ items: await actions.toWire(workspace.id, page.items), nextCursor: page.nextCursor }, 200);
  });
  api.openapi(detailRoute, async (c) => {
    const { caller, workspace } = c.var;
    rowsSeenBy(caller, workspace);
    const detail = await actions.readDetail(workspace.id, c.req.valid("param").id);
    requireSeen(detail, caller, workspace);
    return c.json(detail, 200);
  });
}
