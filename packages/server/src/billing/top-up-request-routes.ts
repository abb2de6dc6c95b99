import {
  approvedTopUp,
  approveTopUpBody,
  askTopUpBody,
  type TopUpRequest,
  topUpRequest,
  topUpRequestList,
} from "@dokly/contract";
import { type Catalog, quoteTopUp } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { access, isRoleAtLeast } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router, WorkspaceAccess } from "../http/router.ts";
import type { Services } from "../services.ts";
import { formatMoney } from "./format-money.ts";
import { baseUrlOf, requirePayments } from "./require-payments.ts";
import { beginTopUp, ordersToWire } from "./top-up-orders.ts";
import { createTopUpRequestStore, type TopUpRequestRow } from "./top-up-request-store.ts";
import { purchaseOf } from "./top-up-routes.ts";

const params = z.object({ w: z.string() });
const requestParams = z.object({ w: z.string(), id: z.string() });

const askRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/top-up-requests",
  summary: "Ask those who pay for credits",
  middleware: access({ role: "editor" }),
  request: { params, body: jsonBody(askTopUpBody) },
  responses: { 201: jsonReply(topUpRequest, "The open request"), ...problemReplies },
});

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/top-up-requests",
  summary: "Open requests; an editor sees the own ones",
  middleware: access({ role: "editor" }),
  request: { params },
  responses: { 200: jsonReply(topUpRequestList, "Requests"), ...problemReplies },
});

const approveRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/top-up-requests/{id}/approve",
  summary: "Begin to buy what was asked for",
  middleware: access({ role: "admin" }),
  request: { params: requestParams, body: jsonBody(approveTopUpBody) },
  responses: { 200: jsonReply(approvedTopUp, "The request, and the order to pay"), ...problemReplies },
});

const dismissRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/top-up-requests/{id}/dismiss",
  summary: "Say no to a request",
  middleware: access({ role: "admin" }),
  request: { params: requestParams },
  responses: { 200: jsonReply(topUpRequest, "The request"), ...problemReplies },
});

function toWire(row: TopUpRequestRow, catalog: Catalog): TopUpRequest {
  return {
    id: row.id,
    member: { id: row.member, name: row.memberName },
    credits: Number(row.credits),
    priceCents: Number(quoteTopUp(catalog, row.credits)),
    currency: catalog.currency,
    note: row.note,
    state: row.state,
    createdAt: toInstant(row.createdAt),
    decidedAt: row.decidedAt === null ? null : toInstant(row.decidedAt),
    decidedBy: row.decidedBy,
  };
}

/** POST and GET …/top-up-requests, POST …/top-up-requests/{id}/approve and …/dismiss. */
export function registerTopUpRequestRoutes(api: Router, services: Services): void {
  const { catalog, now, pool, configuration } = services;
  const requests = createTopUpRequestStore({ pool });
  api.openapi(askRoute, async (c) => {
    const payments = requirePayments(services);
    const { caller, workspace } = c.var;
    if (caller.type !== "person") throw new ProblemError("scope-not-sufficient", "Only people ask for credits.");
    const { credits, note } = c.req.valid("json");
    const asked = { workspace: workspace.id, member: caller.id, credits: BigInt(credits), note, at: now() };
    const { request, isNew } = await requests.ask(asked);
    if (isNew) {
      const price = formatMoney(quoteTopUp(catalog, request.credits), catalog.currency);
      const name = caller.name.replaceAll(/\s+/g, " ").trim();
      const said = note === "" ? "" : `\n\nThey wrote: ${note.replaceAll(/\s+/g, " ")}`;
      const text = `${name} asks for ${request.credits} credits (${price}) in ${workspace.name}.${said}`;
      // Nobody waits for a mail server; the request shows in the app.
      void payments.mailAdmins(workspace.id, { subject: `${name} asks for ${request.credits} credits`, text });
    }
    return c.json(toWire(request, catalog), 201);
  });
  api.openapi(listRoute, async (c) => {
    const { caller, workspace } = c.var;
    const isAdmin = isRoleAtLeast(workspace.role, "admin");
    const rows = isAdmin ? await requests.listOpen(workspace.id) : await requests.listOf(workspace.id, caller.id);
    return c.json({ items: rows.map((row) => toWire(row, catalog)) }, 200);
  });
  api.openapi(approveRoute, async (c) => {
    const payments = requirePayments(services);
    const { workspace } = c.var;
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    const found = await requests.find(workspace.id, id);
    if (found?.state !== "open") throw requestAbsent();
    const { payer, fingerprint, returnTo } = purchaseOf(c, body);
    const purchase = { workspace, payer, fingerprint, returnTo, key: `request:${id}`, priceCents: undefined };
    const { order } = await beginTopUp(
      payments,
      { publicUrl: baseUrlOf(c, configuration) },
      { ...purchase, credits: found.credits },
    );
    const by = { by: payer.id, at: now() };
    const decided = await requests.decide({ workspace: workspace.id, id, state: "approved", order: order.id, ...by });
    const [shown] = await ordersToWire(payments, [order]);
    if (decided === null || shown === undefined) throw requestAbsent();
    tellAsker(services, workspace, decided);
    return c.json({ request: toWire(decided, catalog), order: shown }, 200);
  });
  api.openapi(dismissRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { id } = c.req.valid("param");
    const decision = { state: "dismissed", order: null, by: caller.id, at: now() } as const;
    const decided = await requests.decide({ workspace: workspace.id, id, ...decision });
    if (decided === null) throw requestAbsent();
    tellAsker(services, workspace, decided);
    return c.json(toWire(decided, catalog), 200);
  });
}

/** Tells by mail who asked; nobody waits for a mail server, and who left the workspace is told nothing. */
function tellAsker({ payments }: Services, { id, name }: WorkspaceAccess, request: TopUpRequestRow): void {
  const { member, credits, state } = request;
  const by = (request.decidedBy ?? "Somebody").replaceAll(/\s+/g, " ").trim();
  const isApproved = state === "approved";
  const subject = isApproved
    ? `Your request for ${credits} credits was approved`
    : "Your request for credits was dismissed";
  const text = isApproved
    ? `${by} approved the ${credits} credits that you asked for in ${name}. They are there once they are paid.`
    : `${by} dismissed your request for ${credits} credits in ${name}. Nothing was bought.`;
  void payments?.mailMember(id, member, { subject, text });
}

function requestAbsent(): ProblemError {
  return new ProblemError("not-found", "There is no such open request.");
}
