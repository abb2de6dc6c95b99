import { invitation, invitationView, inviteBody, workspace } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access, peopleOnly } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { InvitationRecord } from "./invitation-store.ts";

const inviteRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/invitations",
  summary: "Invite somebody by e-mail",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string() }), body: jsonBody(inviteBody) },
  responses: { 201: jsonReply(invitation, "The invitation; its link where no mail was sent"), ...problemReplies },
});

const cancelRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/invitations/{id}",
  summary: "Take an open invitation back",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 204: { description: "Taken back" }, ...problemReplies },
});

const viewRoute = createRoute({
  method: "get",
  path: "/invitations/{id}",
  summary: "What an invited person sees; whoever has the link may read it",
  security: [],
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: jsonReply(invitationView, "The invitation"), ...problemReplies },
});

const acceptRoute = createRoute({
  method: "post",
  path: "/invitations/{id}/accept",
  summary: "Join the workspace, signed in with the invited e-mail",
  middleware: peopleOnly(),
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: jsonReply(workspace, "The workspace joined"), ...problemReplies },
});

/** Inviting, taking back, reading and accepting invitations. */
export function registerInvitationRoutes(api: Router, services: Services): void {
  api.openapi(inviteRoute, async (c) => {
    const { caller, workspace: access } = c.var;
    if (caller.type !== "person") throw new ProblemError("scope-not-sufficient", "Only people invite people.");
    const { email, role } = c.req.valid("json");
    const created = await services.invitations.create({ workspace: access, email, role, inviterId: caller.id });
    const isSent = await sendInvitation(services, { invitation: created, workspace: access, inviter: caller.name });
    if (!isSent)
      c.var.logger.info({ invitation: created.email }, "no mail was sent; the app shows the invitation's link");
    const link = isSent ? null : linkOf(services, created.id);
    return c.json({ ...toWireInvitation(created, services), link }, 201);
  });
  api.openapi(cancelRoute, async (c) => {
    const isCancelled = await services.invitations.cancel(c.var.workspace.organizationId, c.req.valid("param").id);
    if (!isCancelled) throw new ProblemError("not-found", "There is no such open invitation.");
    return c.body(null, 204);
  });
  api.openapi(viewRoute, async (c) => {
    const found = await services.invitations.find(c.req.valid("param").id);
    if (found === null) throw new ProblemError("not-found", "There is no such invitation. Ask for a new link.");
    const { id, workspaceName, email, role, invitedBy, expiresAt, state } = found;
    return c.json({ id, workspaceName, email, role, invitedBy, expiresAt: toInstant(expiresAt), state }, 200);
  });
  api.openapi(acceptRoute, async (c) => {
    const { caller } = c.var;
    const { organizationId } = await services.invitations.accept(c.req.valid("param").id, caller);
    const joined = (await services.workspaces.listOf(caller.id)).find((one) => one.organizationId === organizationId);
    if (joined === undefined) throw new ProblemError("not-found", "This workspace is gone.");
    const { plan } = await services.credits.getBalance({ workspace: joined.id });
    return c.json({ id: joined.id, name: joined.name, role: joined.role, plan }, 200);
  });
}

/** An invitation on the wire; its link only while no mail server is configured. */
export function toWireInvitation(record: InvitationRecord, services: Services) {
  const { id, email, role, expiresAt } = record;
  const link = services.mailer.isConfigured ? null : linkOf(services, id);
  return { id, email, role, expiresAt: toInstant(expiresAt), link };
}

function linkOf(services: Services, id: string): string {
  return `${services.configuration.publicUrl}/invitations/${id}`;
}

async function sendInvitation(
  services: Services,
  input: { invitation: InvitationRecord; workspace: WorkspaceAccess; inviter: string },
): Promise<boolean> {
  const { invitation: invited, workspace: to, inviter } = input;
  return await services.mailer.send({
    to: invited.email,
    subject: `${oneLine(inviter)} invites you to ${oneLine(to.name)}`,
    text: [
      `${oneLine(inviter)} invites you to join the workspace "${oneLine(to.name)}" on Dokly as ${invited.role}.`,
      `Accept here, signed in or signed up with ${invited.email}:`,
      linkOf(services, invited.id),
      `The link works until ${toInstant(invited.expiresAt)}. If you expected no invitation, ignore this mail.`,
    ].join("\n\n"),
  });
}

/** A name that people chose can not add lines of its own to a mail. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
