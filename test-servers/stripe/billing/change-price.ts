import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { cardProblem } from "../wire/declines.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { type InvoiceLine, nowFor, type World } from "../world.ts";
import { collectInvoice, finalizeInvoice, voidInvoice } from "./collect-invoice.ts";
import { intentOfInvoice } from "./invoice-payments.ts";
import { itemOf, planOf } from "./new-subscription.ts";
import { nextBilling } from "./periods.ts";
import { amountOf, describe, invoiceSubscription } from "./subscription-invoice.ts";
import { refreshOf, tellUpdate } from "./subscription-status.ts";

export type PriceChange = {
  readonly price: Stripe.Price;
  readonly quantity: number;
  readonly proration: "none" | "create_prorations" | "always_invoice";
  readonly prorationDate: number | null;
  readonly payment: "allow_incomplete" | "pending_if_incomplete" | "error_if_incomplete" | "default_incomplete";
  /** Starts a new period now. */
  readonly isAnchorReset: boolean;
};

/** Seconds for which an update waits for its payment. */
const pendingSeconds = 23 * 3_600;

/** Another price for a running subscription, with or without a proration that is invoiced now. */
export function changePrice(world: World, subscription: Stripe.Subscription, change: PriceChange): void {
  const item = itemOf(subscription);
  const now = nowFor(world, idOf(subscription.customer));
  const hasNewInterval = item.price.recurring?.interval !== change.price.recurring?.interval;
  const startsOver = hasNewInterval || change.isAnchorReset;
  const date = change.prorationDate ?? now;
  if (date < item.current_period_start || date > item.current_period_end) {
    throw invalidRequest("Cannot specify proration_date outside of current subscription period.", {
      param: "proration_date",
    });
  }
  const lines = prorationLines(world, item, change, {
    date,
    now,
    startsOver,
    anchor: subscription.billing_cycle_anchor,
  });
  const isInvoiced = startsOver || (change.proration === "always_invoice" && lines.length > 0);
  if (!isInvoiced) {
    world.prorations.set(subscription.id, [...(world.prorations.get(subscription.id) ?? []), ...lines]);
    applyPrice(world, subscription, change, startsOver ? now : null);
    return;
  }
  chargeChange(world, subscription, change, { lines, now, startsOver });
}

function prorationLines(
  world: World,
  item: Stripe.SubscriptionItem,
  change: PriceChange,
  at: { date: number; now: number; startsOver: boolean; anchor: number },
): InvoiceLine[] {
  const left = (item.current_period_end - at.date) / (item.current_period_end - item.current_period_start);
  const prorates = change.proration !== "none";
  const after = { ...item, price: change.price, quantity: change.quantity };
  const period = { start: at.date, end: item.current_period_end };
  const credit: InvoiceLine = {
    amount: -Math.round(amountOf(item) * left),
    description: `Unused time on ${describe(world, item)}`,
    period,
    price: item.price,
    item: item.id,
    isProration: true,
  };
  const credits = prorates ? [credit] : [];
  if (at.startsOver) {
    const end = nextBilling(at.now, change.price, at.now);
    const full = { amount: amountOf(after), description: describe(world, after), period: { start: at.now, end } };
    return [...credits, { ...full, price: change.price, item: item.id }];
  }
  if (!prorates) return [];
  const debit = {
    amount: Math.round(amountOf(after) * left),
    description: `Remaining time on ${describe(world, after)}`,
    period,
    price: change.price,
    item: item.id,
    isProration: true,
  };
  return [...credits, debit];
}

function chargeChange(
  world: World,
  subscription: Stripe.Subscription,
  change: PriceChange,
  given: { readonly lines: readonly InvoiceLine[]; readonly now: number; readonly startsOver: boolean },
): void {
  const item = itemOf(subscription);
  const period = { start: item.current_period_start, end: given.now };
  const invoice = invoiceSubscription(world, subscription, "subscription_update", given.lines, period);
  finalizeInvoice(world, invoice);
  const newAnchor = given.startsOver ? given.now : null;
  if (invoice.status !== "open") {
    applyPrice(world, subscription, change, newAnchor);
    return;
  }
  const outcome = change.payment === "default_incomplete" ? "no-card" : collectInvoice(world, invoice);
  if (outcome === "paid" || outcome === "processing" || change.payment === "allow_incomplete") {
    applyPrice(world, subscription, change, newAnchor);
    refreshOf(world, invoice);
    return;
  }
  if (change.payment === "error_if_incomplete") {
    voidInvoice(world, invoice);
    const reason = outcome === "action-required" || outcome === "no-card" ? "needs-action" : outcome;
    throw cardProblem(reason, intentOfInvoice(world, invoice));
  }
  const waiting = {
    ...structuredClone(item),
    price: change.price,
    plan: planOf(change.price),
    quantity: change.quantity,
  };
  subscription.pending_update = {
    billing_cycle_anchor: newAnchor,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: Math.min(given.now + pendingSeconds, item.current_period_end),
    metadata: null,
    subscription_items: [waiting],
    trial_end: null,
    trial_from_plan: null,
  };
  tellUpdate(world, subscription, { pending_update: null });
}

function applyPrice(
  world: World,
  subscription: Stripe.Subscription,
  change: { readonly price: Stripe.Price; readonly quantity: number },
  newAnchor: number | null,
): void {
  const item = itemOf(subscription);
  const previous = { items: { data: [structuredClone(item)] } };
  item.price = change.price;
  item.plan = planOf(change.price);
  item.quantity = change.quantity;
  if (newAnchor !== null) {
    subscription.billing_cycle_anchor = newAnchor;
    item.current_period_start = newAnchor;
    item.current_period_end = nextBilling(newAnchor, change.price, newAnchor);
  }
  tellUpdate(world, subscription, previous);
}

/** The invoice that an update waited for was paid, or its time is over. */
export function endPendingUpdate(world: World, subscription: Stripe.Subscription, isPaid: boolean): void {
  const pending = subscription.pending_update;
  const item = pending?.subscription_items?.[0];
  if (pending === null || item === undefined) return;
  const now = nowFor(world, idOf(subscription.customer));
  subscription.pending_update = null;
  if (isPaid) {
    applyPrice(world, subscription, { price: item.price, quantity: item.quantity ?? 1 }, pending.billing_cycle_anchor);
    world.events.emit("customer.subscription.pending_update_applied", subscription, now);
    return;
  }
  const invoice = world.objects.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice?.status === "open") voidInvoice(world, invoice);
  world.events.emit("customer.subscription.pending_update_expired", subscription, now);
}
