import type Stripe from "stripe";
import { idOf, nowFor, type World } from "../world.ts";
import { collectInvoice, finalizeInvoice } from "./collect-invoice.ts";
import { addInvoice, type InvoiceLine } from "./new-invoice.ts";
import { addSubscription, itemOf, type NewSubscription } from "./new-subscription.ts";
import { nextBilling } from "./periods.ts";

/** Begins a subscription: its first invoice is charged at once, unless a trial comes first. */
export function startSubscription(
  world: World,
  given: NewSubscription,
  collects = true,
): { readonly subscription: Stripe.Subscription; readonly invoice: Stripe.Invoice } {
  const subscription = addSubscription(world, given);
  const item = itemOf(subscription);
  const period = { start: item.current_period_start, end: item.current_period_end };
  const lines: InvoiceLine[] = [
    {
      amount: given.trialEnd === null ? amountOf(item) : 0,
      description: given.trialEnd === null ? describe(world, item) : `Trial period for ${describe(world, item)}`,
      period,
      price: item.price,
      item: item.id,
    },
  ];
  world.events.emit("customer.subscription.created", subscription, subscription.created);
  const invoice = invoiceSubscription(world, subscription, "subscription_create", lines, period);
  finalizeInvoice(world, invoice);
  if (invoice.amount_due > 0 && collects) collectInvoice(world, invoice);
  refreshStatus(world, subscription);
  return { subscription, invoice };
}

export function invoiceSubscription(
  world: World,
  subscription: Stripe.Subscription,
  reason: "subscription_create" | "subscription_cycle" | "subscription_update",
  lines: readonly InvoiceLine[],
  period: { readonly start: number; readonly end: number },
): Stripe.Invoice {
  const customer = idOf(subscription.customer) ?? "";
  const { currency } = subscription;
  const invoice = addInvoice(world, { customer, currency, reason, subscription, lines, period });
  subscription.latest_invoice = invoice.id;
  return invoice;
}

export function amountOf(item: Stripe.SubscriptionItem): number {
  return (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
}

export function describe(world: World, item: Stripe.SubscriptionItem): string {
  const product = world.objects.find("product", idOf(item.price.product) ?? "");
  const every = item.price.recurring?.interval ?? "month";
  return `${item.quantity ?? 1} × ${product?.name ?? "Product"} (at ${amountOf(item) / 100} / ${every})`;
}

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

/** The subscription of an invoice follows what became of it. */
export function refreshOf(world: World, invoice: Stripe.Invoice): void {
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  const subscription = id === null ? null : world.objects.find("subscription", id);
  if (subscription !== null) refreshStatus(world, subscription);
}

function refreshStatus(world: World, subscription: Stripe.Subscription): void {
  if (["canceled", "incomplete_expired", "trialing"].includes(subscription.status)) return;
  const invoice = world.objects.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice === null || invoice.billing_reason === "subscription_update") return;
  const before = subscription.status;
  const isFirst = invoice.billing_reason === "subscription_create";
  const isProcessing = isBeingPaid(world, invoice);
  if (invoice.status === "paid" || isProcessing) subscription.status = "active";
  else if (invoice.status !== "open" || isFirst) return;
  else if (invoice.next_payment_attempt !== null) subscription.status = "past_due";
  else if (world.billing.afterRetries === "canceled") {
    endSubscription(world, subscription, "payment_failed");
    return;
  } else subscription.status = world.billing.afterRetries;
  if (subscription.status !== before) tellUpdate(world, subscription, { status: before });
}

function isBeingPaid(world: World, invoice: Stripe.Invoice): boolean {
  return world.objects
    .all("invoice_payment")
    .some(
      (payment) =>
        idOf(payment.invoice) === invoice.id &&
        world.objects.find("payment_intent", idOf(payment.payment.payment_intent) ?? "")?.status === "processing",
    );
}

export function endSubscription(
  world: World,
  subscription: Stripe.Subscription,
  reason: "cancellation_requested" | "payment_failed" = "cancellation_requested",
): void {
  const now = nowFor(world, idOf(subscription.customer));
  subscription.status = "canceled";
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  if (subscription.cancellation_details !== null) subscription.cancellation_details.reason = reason;
  world.events.emit("customer.subscription.deleted", subscription, now);
}

export function tellUpdate(world: World, subscription: Stripe.Subscription, previous: Record<string, unknown>): void {
  const now = nowFor(world, idOf(subscription.customer));
  world.events.emit("customer.subscription.updated", subscription, now, previous);
}
