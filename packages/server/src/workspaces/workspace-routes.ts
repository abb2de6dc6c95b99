import { createWorkspaceBody, workspace, workspaceList } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { peopleOnly, signedIn } from "../http/access.ts";
import type { Caller } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import type { Services } from "../services.ts";

/** Where every workspace begins with free credits, their number per person has to be bounded. */
const ownedWorkspacesMax = 10;

const listRoute = createRoute({
  method: "get",
  path: "/workspaces",
  summary: "The caller's workspaces and roles",
  middleware: signedIn(),
  responses: { 200: jsonReply(workspaceList, "The workspaces, oldest first"), ...problemReplies },
});

const createWorkspaceRoute = createRoute({
  method: "post",
  path: "/workspaces",
  summary: "Make a workspace on the free plan, after a trial where one is configured",
  middleware: peopleOnly(),
  request: { body: jsonBody(createWorkspaceBody) },
  responses: { 201: jsonReply(workspace, "The new workspace"), ...problemReplies },
});

/** GET and POST /workspaces. */
export function registerWorkspaceRoutes(api: Router, services: Services): void {
  api.openapi(listRoute, async (c) => {
    const { caller } = c.var;
    const found = caller.type === "person" ? await services.workspaces.listOf(caller.id) : await workspaceOfKey(c.var);
    return c.json({ items: await Promise.all(found.map((access) => toWire(services, access))) }, 200);
  });
  api.openapi(createWorkspaceRoute, async (c) => {
    const { caller } = c.var;
    const owned = (await services.workspaces.listOf(caller.id)).filter((access) => access.role === "owner").length;
    if (owned >= ownedWorkspacesMax) {
      throw new ProblemError("limit-reached", `You own ${owned} workspaces; ${ownedWorkspacesMax} is the most.`, {
        limit: ownedWorkspacesMax,
        used: owned,
      });
    }
    await services.freeCredits.requireVerified(caller.id);
    const { name } = c.req.valid("json");
    const opened = await services.workspaces.found({ name, founder: caller });
    return c.json(await toWire(services, opened), 201);
  });
}

async function workspaceOfKey(variables: {
  caller: Caller;
  findWorkspace: (caller: Caller, id: string) => Promise<WorkspaceAccess | null>;
}): Promise<WorkspaceAccess[]> {
  const { caller, findWorkspace } = variables;
  const access = caller.type === "api-key" ? await findWorkspace(caller, caller.workspace) : null;
  return access === null ? [] : [access];
}

async function toWire(services: Services, access: WorkspaceAccess) {
  const { plan } = await services.credits.getBalance({ workspace: access.id });
  return { id: access.id, name: access.name, role: access.role, plan };
}
