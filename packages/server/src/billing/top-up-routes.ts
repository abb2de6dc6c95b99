import { topUpBody, topUpOrder, topUpOrderList } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { access } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { fingerprintOf, idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import { baseUrlOf, requirePayments } from "./require-payments.ts";
import { beginTopUp, ordersToWire, type Purchase } from "./top-up-orders.ts";

const ordersPerPage = 50;
const middleware = access({ role: "admin" });

const beginRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/top-ups",
  summary: "Begin to buy credits: an order, and the page where it is paid",
  middleware,
  request: { params: z.object({ w: z.string() }), body: jsonBody(topUpBody) },
  responses: { 201: jsonReply(topUpOrder, "The order; pay it at checkoutUrl"), ...problemReplies },
});

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/top-ups",
  summary: "Orders of credits, newest first",
  middleware,
  request: { params: z.object({ w: z.string() }), query: z.object({ cursor: z.string().max(100).optional() }) },
  responses: { 200: jsonReply(topUpOrderList, "Orders"), ...problemReplies },
});

const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/top-ups/{id}",
  summary: "One order; asks the payment provider while it is not over",
  middleware,
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 200: jsonReply(topUpOrder, "The order"), ...problemReplies },
});

/** Who pays: a signed-in person, never a program. */
export function purchaseOf(c: Context<WorkspaceEnv>, body: { readonly returnTo: string }): Purchase {
  const { caller, workspace } = c.var;
  if (caller.type !== "person") throw new ProblemError("scope-not-sufficient", "Only people pay.");
  const payer = { id: caller.id, email: caller.email, actor: actorOf(caller) };
  const fingerprint = fingerprintOf(c, body);
  return { workspace, payer, key: idempotencyKeyOf(c), fingerprint, returnTo: body.returnTo };
}

/** POST and GET …/top-ups, GET …/top-ups/{id}. */
export function registerTopUpRoutes(api: Router, services: Services): void {
  api.openapi(beginRoute, async (c) => {
    const payments = requirePayments(services);
    const body = c.req.valid("json");
    const { credits, priceCents } = body;
    const purchase = { ...purchaseOf(c, body), credits: BigInt(credits), priceCents };
    const { order, isReplay } = await beginTopUp(
      payments,
      { publicUrl: baseUrlOf(c, services.configuration) },
      purchase,
    );
    if (isReplay) c.header(replayedHeader, "true");
    const [shown] = await ordersToWire(payments, [order]);
    if (shown === undefined) throw orderAbsent();
    return c.json(shown, 201);
  });
  api.openapi(listRoute, async (c) => {
    const payments = requirePayments(services);
    const after = c.req.valid("query").cursor ?? null;
    const found = await payments.orders.list(c.var.workspace.id, { limit: ordersPerPage + 1, after });
    const items = await ordersToWire(payments, found.slice(0, ordersPerPage));
    return c.json({ items, nextCursor: found.length > ordersPerPage ? (items.at(-1)?.id ?? null) : null }, 200);
  });
  api.openapi(readRoute, async (c) => {
    const payments = requirePayments(services);
    const found = await payments.orders.find(c.var.workspace.id, c.req.valid("param").id);
    if (found === null || found.credits === null) throw orderAbsent();
    const order = await payments.refresh(found).catch((error: unknown) => {
      c.var.logger.warn({ err: error, order: found.id }, "an order could not be looked at; its last state is shown");
      return found;
    });
    const [shown] = await ordersToWire(payments, [order]);
    if (shown === undefined) throw orderAbsent();
    return c.json(shown, 200);
  });
}

function orderAbsent(): ProblemError {
  return new ProblemError("not-found", "There is no such order.");
}
