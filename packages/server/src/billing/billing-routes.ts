import {
  billing,
  changePlanBody,
  invoiceList,
  planChange,
  planQuote,
  planQuoteQuery,
  portal,
  portalBody,
} from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { RequestLog } from "../logging/request-log.ts";
import type { Payments } from "../payments/create-payments.ts";
import type { Services } from "../services.ts";
import { billingOf } from "./billing-view.ts";
import { changePlan, readStanding } from "./plan-change.ts";
import { planPlanChange } from "./plan-quote.ts";
import { askProvider, baseUrlOf, requirePayments } from "./require-payments.ts";
import { purchaseOf } from "./top-up-routes.ts";

const invoicesMax = 50;
const params = z.object({ w: z.string() });

const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/billing",
  summary: "The plan, the subscription, and what waits for the reset",
  middleware: access({ role: "admin" }),
  request: { params },
  responses: { 200: jsonReply(billing, "Plan and subscription"), ...problemReplies },
});

const quoteRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/billing/plan-quote",
  summary: "What another plan would cost and do, before it is asked for",
  middleware: access({ role: "admin" }),
  request: { params, query: planQuoteQuery },
  responses: { 200: jsonReply(planQuote, "What would happen, and when"), ...problemReplies },
});

const changeRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/billing/plan",
  summary: "Ask for another plan",
  middleware: access({ role: "owner" }),
  request: { params, body: jsonBody(changePlanBody) },
  responses: { 200: jsonReply(planChange, "What became of it; pay at checkoutUrl"), ...problemReplies },
});

const portalRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/billing/portal",
  summary: "The payment provider's page for cards and addresses",
  middleware: access({ role: "owner" }),
  request: { params, body: jsonBody(portalBody) },
  responses: { 200: jsonReply(portal, "Where it is"), ...problemReplies },
});

const invoicesRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/billing/invoices",
  summary: "Invoices of the subscription, newest first",
  middleware: access({ role: "admin" }),
  request: { params },
  responses: { 200: jsonReply(invoiceList, "Invoices"), ...problemReplies },
});

/** GET …/billing, …/billing/plan-quote, …/billing/invoices; PUT …/billing/plan; POST …/billing/portal. */
export function registerBillingRoutes(api: Router, services: Services): void {
  const { configuration, catalog, now } = services;
  api.openapi(readRoute, async (c) => {
    const { workspace, logger } = c.var;
    if (services.payments !== null) await refreshPlanOrders(services.payments, workspace.id, logger);
    return c.json(await billingOf(services, { workspace, logger }), 200);
  });
  api.openapi(quoteRoute, async (c) => {
    const { plan, interval } = c.req.valid("query");
    const standing = await readStanding(requirePayments(services), c.var.workspace.id);
    const planned = planPlanChange({ plan, interval }, { ...standing, catalog, now: now() });
    const quote = {
      plan: planned.plan,
      interval: planned.interval,
      change: planned.change,
      dueCents: Number(planned.dueCents),
      renewalCents: Number(planned.price?.priceCents ?? 0n),
      currency: catalog.currency,
      creditsNow: Number(planned.creditsNow),
      at: toInstant(planned.at),
    };
    return c.json(quote, 200);
  });
  api.openapi(changeRoute, async (c) => {
    const { workspace, logger } = c.var;
    const body = c.req.valid("json");
    const purchase = purchaseOf(c, body);
    const asked = { ...purchase, plan: body.plan, interval: body.interval, dueCents: body.dueCents };
    const { state, checkoutUrl, isReplay } = await changePlan(
      requirePayments(services),
      { publicUrl: baseUrlOf(c, configuration) },
      asked,
    );
    if (isReplay) c.header(replayedHeader, "true");
    return c.json({ state, checkoutUrl, billing: await billingOf(services, { workspace, logger }) }, 200);
  });
  api.openapi(portalRoute, async (c) => {
    const { customers, provider } = requirePayments(services);
    const customer = await customers.find(c.var.workspace.id);
    if (customer === null) throw new ProblemError("not-found", "Nothing was ever bought here: there is no portal yet.");
    const returnUrl = new URL(c.req.valid("json").returnTo, baseUrlOf(c, configuration)).toString();
    const { url } = await askProvider(() => provider.openPortal({ customer, returnUrl }));
    return c.json({ url }, 200);
  });
  api.openapi(invoicesRoute, async (c) => {
    const { customers, provider } = requirePayments(services);
    const customer = await customers.find(c.var.workspace.id);
    if (customer === null) return c.json({ items: [] }, 200);
    const invoices = await askProvider(() => provider.listInvoices({ customer, limit: invoicesMax }));
    const items = invoices.map((one) => ({
      id: one.id,
      number: one.number,
      createdAt: toInstant(one.createdAt),
      description: one.reason === "upgrade" ? `Upgrade to ${one.plan}` : `Plan ${one.plan ?? ""}`.trim(),
      amountCents: Number(one.amountCents),
      refundedCents: Number(one.refundedCents),
      currency: one.currency,
      state: one.state,
      url: one.url,
      pdfUrl: one.pdfUrl,
    }));
    return c.json({ items }, 200);
  });
}

/** A person who comes back from a checkout sees the plan at once, whether or not a webhook came. */
async function refreshPlanOrders(payments: Payments, workspace: string, logger: RequestLog): Promise<void> {
  const { orders } = payments;
  const open = [
    ...(await orders.listOpen(workspace, "subscription")),
    ...(await orders.listOpen(workspace, "upgrade")),
  ];
  for (const order of open) {
    await payments.refresh(order).catch((error: unknown) => {
      logger.warn({ err: error, order: order.id }, "an order could not be looked at; its last state is shown");
    });
  }
}
