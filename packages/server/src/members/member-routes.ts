import { member, memberList, memberRoleBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access, isRoleAtLeast } from "../http/access.ts";
import type { Caller } from "../http/caller.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { toWireInvitation } from "./invitation-routes.ts";
import type { MemberRecord } from "./member-store.ts";

const workspaceParams = z.object({ w: z.string() });
const memberParams = z.object({ w: z.string(), id: z.string() });

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/members",
  summary: "Members, and for admins the open invitations",
  middleware: access({ scope: "read" }),
  request: { params: workspaceParams },
  responses: { 200: jsonReply(memberList, "Members, who joined first comes first"), ...problemReplies },
});

const roleRoute = createRoute({
  method: "patch",
  path: "/workspaces/{w}/members/{id}",
  summary: "Change a member's role",
  middleware: access({ role: "admin" }),
  request: { params: memberParams, body: jsonBody(memberRoleBody) },
  responses: { 200: jsonReply(member, "The member with the new role"), ...problemReplies },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/members/{id}",
  summary: "Remove a member, or leave",
  middleware: access({ role: "viewer" }),
  request: { params: memberParams },
  responses: { 204: { description: "Gone" }, ...problemReplies },
});

/** GET /workspaces/{w}/members, PATCH and DELETE …/members/{id}. A member's id is the person's. */
export function registerMemberRoutes(api: Router, services: Services): void {
  api.openapi(listRoute, async (c) => {
    const { caller, workspace } = c.var;
    const members = await services.members.list(workspace.organizationId);
    const seesInvitations = caller.type === "person" && isRoleAtLeast(workspace.role, "admin");
    const invitations = seesInvitations ? await services.invitations.list(workspace.organizationId) : [];
    return c.json(
      {
        members: members.map((record) => toWire(record, caller)),
        invitations: invitations.map((record) => toWireInvitation(record, services)),
      },
      200,
    );
  });
  api.openapi(roleRoute, async (c) => {
    const { organizationId } = c.var.workspace;
    const { role } = c.req.valid("json");
    const by = personBehind(c.var.caller);
    const changed = await services.members.changeRole({ organizationId, personId: c.req.valid("param").id, role, by });
    return c.json(toWire(changed, c.var.caller), 200);
  });
  api.openapi(removeRoute, async (c) => {
    const { organizationId } = c.var.workspace;
    const by = personBehind(c.var.caller);
    await services.members.remove({ organizationId, personId: c.req.valid("param").id, by });
    return c.body(null, 204);
  });
}

/** Membership is changed by people only; `access()` without a scope has refused every key already. */
function personBehind(caller: Caller) {
  if (caller.type !== "person") throw new ProblemError("scope-not-sufficient", "Only people change memberships.");
  return { personId: caller.id };
}

function toWire(record: MemberRecord, caller: Caller) {
  const isYou = caller.type === "person" && caller.id === record.id;
  return { ...record, joinedAt: toInstant(record.joinedAt), isYou };
}
