import { type LimitList, limitList, putLimitBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access, isRoleAtLeast } from "../http/access.ts";
import { actorOf, type Caller, memberOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import { readNames } from "../members/member-names.ts";
import type { Services } from "../services.ts";
import { limitsToWire } from "./limits-to-wire.ts";

const params = z.object({ w: z.string() });

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/limits",
  summary: "Limits with what this period has used; an editor sees those that count the own actions",
  middleware: access({ role: "editor", scope: "read" }),
  request: { params },
  responses: { 200: jsonReply(limitList, "Limits, and who can change them"), ...problemReplies },
});

const putRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/limits",
  summary: "Set or remove a limit of a member, of a kind, or of both",
  middleware: access({ role: "admin" }),
  request: { params, body: jsonBody(putLimitBody) },
  responses: { 200: jsonReply(limitList, "Limits as they are now"), ...problemReplies },
});

/** GET and PUT …/limits. */
export function registerLimitRoutes(api: Router, { limits, members, database }: Services): void {
  async function listFor(caller: Caller, workspace: WorkspaceAccess): Promise<LimitList> {
    const own = isRoleAtLeast(workspace.role, "admin") ? null : memberOf(caller);
    const rows = (await limits.list(workspace.id)).filter(
      ({ member }) => own === null || member === null || member === own,
    );
    const people = await members.list(workspace.organizationId);
    return {
      items: await limitsToWire({ database }, workspace.id, rows),
      changedBy: people.filter(({ role }) => isRoleAtLeast(role, "admin")).map(({ id, name }) => ({ id, name })),
    };
  }

  api.openapi(listRoute, async (c) => c.json(await listFor(c.var.caller, c.var.workspace), 200));
  api.openapi(putRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { member, kind, mode, credits } = c.req.valid("json");
    // A limit of somebody who left can still be removed.
    if (member !== null && credits !== null && !(await readNames(database, workspace.id, [member])).has(member)) {
      throw new ProblemError("not-found", "There is no such member in this workspace.");
    }
    const most = credits === null ? null : BigInt(credits);
    await limits.set(workspace.id, { member, kind, mode, credits: most, actor: actorOf(caller), by: memberOf(caller) });
    return c.json(await listFor(caller, workspace), 200);
  });
}
