import { actionsPage, actionsQuery, operatorWorkspace } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { filterOf } from "../credits/log-filter.ts";
import { operatorOnly } from "../http/access.ts";
import { memberOf } from "../http/caller.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { createNameSearch } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { requireWorkspace } from "./operator-request.ts";
import { readOperatorWorkspace } from "./read-workspace.ts";

const params = z.object({ w: z.string() });

const workspaceRoute = createRoute({
  method: "get",
  path: "/operator/workspaces/{w}",
  summary: "All that an operator sees of a workspace",
  middleware: operatorOnly(),
  request: { params },
  responses: { 200: jsonReply(operatorWorkspace, "The workspace"), ...problemReplies },
});

const logRoute = createRoute({
  method: "get",
  path: "/operator/workspaces/{w}/actions",
  summary: "The log of a workspace's actions, newest first",
  middleware: operatorOnly(),
  request: { params, query: actionsQuery.omit({ format: true }) },
  responses: { 200: jsonReply(actionsPage, "A page of the log"), ...problemReplies },
});

/** GET /operator/workspaces/{w} and …/actions. */
export function registerOperatorWorkspaces(api: Router, services: Services): void {
  const { actions, credits, database } = services;
  const findMembers = createNameSearch(database);
  api.openapi(workspaceRoute, async (c) => {
    const asked = { id: c.req.valid("param").w, operator: memberOf(c.var.caller) };
    return c.json(await readOperatorWorkspace(services, asked), 200);
  });
  api.openapi(logRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { id: workspace } = await requireWorkspace(services, c.req.valid("param").w);
    const filter = await filterOf(query, { workspace, own: null, findMembers });
    const page = await credits.listActions({ workspace, filter, limit, ...(cursor === undefined ? {} : { cursor }) });
    return c.json({ items: await actions.toWire(workspace, page.items), nextCursor: page.nextCursor }, 200);
  });
}
