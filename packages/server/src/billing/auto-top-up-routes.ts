import { autoTopUp, autoTopUpBody, checkoutLink, saveCardBody } from "@dokly/contract";
import { quoteTopUp, smallestTopUp } from "@dokly/credits";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { consentText } from "../payments/auto-top-up/auto-top-ups.ts";
import type { Payments } from "../payments/create-payments.ts";
import { newOrderId } from "../payments/order-rows.ts";
import type { SavedCard } from "../payments/paid-object.ts";
import type { Services } from "../services.ts";
import { formatMoney } from "./format-money.ts";
import { askProvider, baseUrlOf, requirePayments, returnUrlOf } from "./require-payments.ts";
import { purchaseOf } from "./top-up-routes.ts";

const params = z.object({ w: z.string() });
const middleware = access({ role: "admin" });
const settingsReply = { 200: jsonReply(autoTopUp, "The settings"), ...problemReplies };

const readRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/billing/auto-top-up",
  summary: "What is bought by itself, and how often it was",
  middleware,
  request: { params },
  responses: settingsReply,
});

const saveRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/billing/auto-top-up",
  summary: "Turn automatic top-ups on or off; on ends a stop after a failure",
  middleware,
  request: { params, body: jsonBody(autoTopUpBody) },
  responses: settingsReply,
});

const cardRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/billing/card",
  summary: "Save a card for automatic top-ups, with consent",
  middleware,
  request: { params, body: jsonBody(saveCardBody) },
  responses: { 200: jsonReply(checkoutLink, "Where the card is saved"), ...problemReplies },
});

const removeCardRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/billing/card",
  summary: "Forget the card; automatic top-ups are off then",
  middleware,
  request: { params },
  responses: settingsReply,
});

/** GET and PUT …/billing/auto-top-up, POST and DELETE …/billing/card. */
export function registerAutoTopUpRoutes(api: Router, services: Services): void {
  const { configuration } = services;
  api.openapi(readRoute, async (c) => {
    const payments = requirePayments(services);
    const workspace = c.var.workspace.id;
    for (const open of await payments.orders.listOpen(workspace, "card")) {
      await payments.refresh(open).catch((error: unknown) => {
        c.var.logger.warn({ err: error, order: open.id }, "a saved card could not be looked at");
      });
    }
    return c.json(await settingsOf(payments, workspace), 200);
  });
  api.openapi(saveRoute, async (c) => {
    const payments = requirePayments(services);
    const workspace = c.var.workspace.id;
    const { isOn, belowCredits, credits, timesPerPeriodMax } = c.req.valid("json");
    refuseSmall(payments, BigInt(credits));
    const isSaved = await payments.autoTopUpStore.save(workspace, {
      isOn,
      belowCredits: BigInt(belowCredits),
      credits: BigInt(credits),
      timesPerPeriod: timesPerPeriodMax,
    });
    if (!isSaved) throw new ProblemError("card-required", "Automatic top-ups need a card that was saved for them.");
    if (isOn) await payments.autoTopUps.consider(workspace, { isWaiting: false }).catch(logLater(c.var.logger));
    return c.json(await settingsOf(payments, workspace), 200);
  });
  api.openapi(cardRoute, async (c) => {
    const payments = requirePayments(services);
    const { workspace } = c.var;
    const { payer, returnTo } = purchaseOf(c, c.req.valid("json"));
    // Its actor is who agreed to the consent text, which the page showed beside the button.
    const order = await payments.orders.insert({
      id: newOrderId("card"),
      workspace: workspace.id,
      provider: payments.provider.name,
      kind: "card",
      member: payer.id,
      actor: payer.actor,
      priceCents: 0n,
      currency: payments.catalog.currency,
      returnTo,
      createdAt: payments.now(),
    });
    if (order === null) throw new Error("an order without a key stands in nobody's way");
    const returnUrl = returnUrlOf(baseUrlOf(c, configuration), returnTo, ["card", order.id]);
    const checkout = await askProvider(async () => {
      const named = { workspace: workspace.id, name: workspace.name, email: payer.email };
      const customer = await payments.customers.provide(named);
      const urls = { successUrl: returnUrl, cancelUrl: returnUrl, key: order.id };
      return await payments.provider.checkOutCard({ workspace: workspace.id, order: order.id, customer, ...urls });
    });
    await payments.orders.setCheckout(order.id, checkout);
    return c.json({ checkoutUrl: checkout.url }, 200);
  });
  api.openapi(removeCardRoute, async (c) => {
    const payments = requirePayments(services);
    const workspace = c.var.workspace.id;
    const { card } = await payments.autoTopUpStore.find(workspace);
    // Ours first: from here on nobody charges it, whatever the provider says.
    await payments.autoTopUpStore.removeCard(workspace);
    if (card !== null) await askProvider(() => payments.provider.removeCard(card.id));
    return c.json(await settingsOf(payments, workspace), 200);
  });
}

function logLater(logger: Pick<Services["logger"], "warn">) {
  return (error: unknown): void => logger.warn({ err: error }, "an automatic top-up could not be made; tried again");
}

function refuseSmall({ catalog }: Payments, credits: bigint): void {
  const { smallestChargeCents = 0n, currency } = catalog;
  if (quoteTopUp(catalog, credits) >= smallestChargeCents) return;
  const smallest = smallestTopUp(catalog, credits);
  const detail = `The smallest order is ${smallest.credits} credits for ${formatMoney(smallest.priceCents, currency)}.`;
  throw new ProblemError("top-up-below-minimum", detail, {
    topUp: { credits: Number(smallest.credits), priceCents: Number(smallest.priceCents) },
  });
}

async function settingsOf(payments: Payments, workspace: string) {
  const settings = await payments.autoTopUpStore.find(workspace);
  const { period } = await payments.credits.getBalance({ workspace });
  const orders = await payments.orders.listOfPeriod(workspace, period.start);
  const counted = orders.filter(({ state }) => state !== "failed" && state !== "cancelled");
  const { card, stopped, isOn } = settings;
  return {
    isOn: isOn && stopped === null,
    belowCredits: Number(settings.belowCredits),
    credits: Number(settings.credits),
    priceCents: Number(quoteTopUp(payments.catalog, settings.credits)),
    currency: payments.catalog.currency,
    timesPerPeriodMax: settings.timesPerPeriod,
    timesThisPeriod: counted.length,
    card: card === null ? null : cardToWire(card),
    consentText,
    stopped: stopped === null ? null : { at: toInstant(stopped.at), reason: stopped.reason },
  };
}

function cardToWire({ brand, last4, expiresMonth, expiresYear }: SavedCard) {
  return { brand, last4, expiresMonth, expiresYear };
}
