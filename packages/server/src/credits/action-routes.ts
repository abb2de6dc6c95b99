import { type Action, actionDetail, actionsPage, actionsQuery } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import type { Caller } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import { createNameSearch } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { exportFormatOf, exportReply } from "./action-export.ts";
import { filterOf, rowsSeenBy } from "./log-filter.ts";

const logRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/actions",
  summary: "The log of actions, newest first",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }), query: actionsQuery },
  responses: {
    200: {
      description: "A page of the log; or all rows of the filter as a file, by `format` or `Accept`",
      content: {
        "application/json": { schema: actionsPage },
        "text/csv": { schema: z.string() },
        "application/jsonl": { schema: z.string() },
      },
    },
    ...problemReplies,
  },
});

const detailRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/actions/{id}",
  summary: "One action with its receipt and its ledger lines",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 200: jsonReply(actionDetail, "The action"), ...problemReplies },
});

/** Rows of an export that are read at once; few at first, so that it begins soon. */
const exportRows = { first: 100, later: 1_000 };

/** An action that a caller may not see is as absent as one that was never run. */
export function requireSeen(action: Pick<Action, "member" | "id">, caller: Caller, workspace: WorkspaceAccess): void {
  const own = rowsSeenBy(caller, workspace);
  if (own === null || action.member?.id === own) return;
  throw new ProblemError("not-found", `There is no action ${action.id} among yours.`);
}

/** GET …/actions and …/actions/{id}. */
export function registerActionRoutes(api: Router, { credits, actions, database, now }: Services): void {
  const findMembers = createNameSearch(database);
  api.openapi(logRoute, async (c) => {
    const { caller, workspace } = c.var;
    const query = c.req.valid("query");
    const own = rowsSeenBy(caller, workspace);
    const filter = await filterOf(query, { workspace: workspace.id, own, findMembers });
    const read = async (limit: number, cursor: string | null) => {
      const more = cursor === null ? {} : { cursor };
      const page = await credits.listActions({ workspace: workspace.id, filter, limit, ...more });
      return { items: await actions.toWire(workspace.id, page.items), nextCursor: page.nextCursor };
    };
    const format = exportFormatOf(query.format, c.req.header("accept"));
    c.header("vary", "accept");
    if (format === null) return c.json(await read(query.limit, query.cursor ?? null), 200);
    return exportReply({
      format,
      name: `${workspace.name} actions ${now().toISOString().slice(0, 10)}`,
      read: (cursor) => read(cursor === null ? exportRows.first : exportRows.later, cursor),
    });
  });
  api.openapi(detailRoute, async (c) => {
    const { caller, workspace } = c.var;
    rowsSeenBy(caller, workspace);
    const detail = await actions.readDetail(workspace.id, c.req.valid("param").id);
    requireSeen(detail, caller, workspace);
    return c.json(detail, 200);
  });
}
