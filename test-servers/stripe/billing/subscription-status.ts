import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { nowFor, type World } from "../world.ts";

/** The subscription of an invoice follows what became of it. */
export function refreshOf(world: World, invoice: Stripe.Invoice): void {
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  const subscription = id === null ? null : world.objects.find("subscription", id);
  if (subscription !== null) refreshStatus(world, subscription);
}

export function refreshStatus(world: World, subscription: Stripe.Subscription): void {
  if (["canceled", "incomplete_expired", "trialing"].includes(subscription.status)) return;
  const invoice = world.objects.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice === null || invoice.billing_reason === "subscription_update") return;
  const before = subscription.status;
  const isFirst = invoice.billing_reason === "subscription_create";
  const isProcessing = isBeingPaid(world, invoice);
  if (invoice.status === "paid" || isProcessing) subscription.status = "active";
  else if (invoice.status !== "open") return;
  else if (isFirst) {
    // Begun on a slow payment that the bank sent back: it is owed. Never begun: it stays incomplete.
    if (before === "incomplete") return;
    subscription.status = "past_due";
  } else if (invoice.next_payment_attempt !== null) subscription.status = "past_due";
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
