import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { nowFor, type World } from "../world.ts";
import { collectInvoice, finalizeInvoice } from "./collect-invoice.ts";
import { itemOf } from "./new-subscription.ts";
import { nextBilling } from "./periods.ts";
import { amountOf, describe, invoiceSubscription } from "./subscription-invoice.ts";
import { endSubscription, refreshOf, tellUpdate } from "./subscription-status.ts";

/** The end of a paid period: the subscription ends, or a new period is invoiced. */
export function renew(world: World, subscription: Stripe.Subscription): void {
  if (subscription.cancel_at_period_end) {
    endSubscription(world, subscription);
    return;
  }
  const item = itemOf(subscription);
  const before = { current_period_start: item.current_period_start, current_period_end: item.current_period_end };
  item.current_period_start = item.current_period_end;
  item.current_period_end = nextBilling(subscription.billing_cycle_anchor, item.price, item.current_period_start);
  if (subscription.status === "trialing") subscription.status = "active";
  const period = { start: item.current_period_start, end: item.current_period_end };
  const now = nowFor(world, idOf(subscription.customer));
  tellUpdate(world, subscription, { items: { data: [before] } });
  const lines = [
    { amount: amountOf(item), description: describe(world, item), period, price: item.price, item: item.id },
  ];
  const past = { start: before.current_period_start, end: before.current_period_end };
  const invoice = invoiceSubscription(world, subscription, "subscription_cycle", lines, past);
  invoice.automatically_finalizes_at = now + world.billing.draftSeconds;
  // Paused or given up: the invoice stays a draft.
  if (subscription.pause_collection !== null || subscription.status === "unpaid") invoice.auto_advance = false;
}

/** An hour later the renewal's invoice is finalized and charged. */
export function chargeRenewal(world: World, invoice: Stripe.Invoice): void {
  finalizeInvoice(world, invoice);
  if (invoice.status === "open") collectAgain(world, invoice);
  else refreshOf(world, invoice);
}

/** Charges an open invoice (again), and says when the next attempt is. */
export function collectAgain(world: World, invoice: Stripe.Invoice): void {
  const outcome = collectInvoice(world, invoice);
  if (outcome !== "paid" && outcome !== "processing" && invoice.status === "open") {
    const days = world.billing.retryDays[invoice.attempt_count - 1];
    const now = nowFor(world, idOf(invoice.customer));
    invoice.next_payment_attempt = days === undefined ? null : now + days * 86_400;
  }
  refreshOf(world, invoice);
}
