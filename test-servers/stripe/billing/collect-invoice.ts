import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { type AttemptOutcome, attemptPayment } from "../objects/payment-attempt.ts";
import { findPaymentMethod } from "../objects/payment-methods.ts";
import { nowFor, type World } from "../world.ts";
import { addInvoicePayment, intentOfInvoice, paymentsOf } from "./invoice-payments.ts";

/** Ends the draft: the invoice gets its number, its page, and a payment to be made. */
export function finalizeInvoice(world: World, invoice: Stripe.Invoice): void {
  const customerId = idOf(invoice.customer) ?? "";
  const at = nowFor(world, customerId);
  const number = world.objects.all("invoice").filter((other) => other.number !== null).length + 1;
  invoice.status = "open";
  invoice.number = `TEST-${String(number).padStart(4, "0")}`;
  invoice.hosted_invoice_url = `${world.url}/invoices/${invoice.id}`;
  invoice.invoice_pdf = `${world.url}/invoices/${invoice.id}/pdf`;
  invoice.status_transitions.finalized_at = at;
  invoice.effective_at = at;
  invoice.automatically_finalizes_at = null;
  if (invoice.amount_due > 0) addInvoicePayment(world, invoice, at);
  world.events.emit("invoice.finalized", invoice, at);
  if (invoice.amount_due === 0) markPaid(world, invoice);
}

/** Tries to charge an open invoice to a card, by default the one that its subscription or customer is charged to. */
export function collectInvoice(world: World, invoice: Stripe.Invoice, method?: string): AttemptOutcome | "no-card" {
  const intent = intentOfInvoice(world, invoice);
  if (intent === null) return "paid";
  const card = method ?? cardOfInvoice(world, invoice);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (card === null) {
    tellFailure(world, invoice, false);
    return "no-card";
  }
  intent.payment_method = findPaymentMethod(world, card).id;
  const outcome = attemptPayment(world, intent, false);
  applyOutcome(world, invoice, outcome);
  return outcome;
}

/** Writes on an invoice what its payment came to. */
export function applyOutcome(world: World, invoice: Stripe.Invoice, outcome: AttemptOutcome): void {
  if (outcome === "paid") markPaid(world, invoice);
  else if (outcome !== "processing") tellFailure(world, invoice, outcome === "action-required");
}

function tellFailure(world: World, invoice: Stripe.Invoice, needsAction: boolean): void {
  const at = nowFor(world, idOf(invoice.customer));
  if (needsAction) world.events.emit("invoice.payment_action_required", invoice, at);
  world.events.emit("invoice.payment_failed", invoice, at);
}

function cardOfInvoice(world: World, invoice: Stripe.Invoice): string | null {
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
  const subscription = subscriptionId === null ? null : world.objects.find("subscription", subscriptionId);
  const customer = world.objects.find("customer", idOf(invoice.customer) ?? "");
  return (
    idOf(invoice.default_payment_method) ??
    idOf(subscription?.default_payment_method) ??
    idOf(customer?.invoice_settings.default_payment_method)
  );
}

function markPaid(world: World, invoice: Stripe.Invoice): void {
  const at = nowFor(world, idOf(invoice.customer));
  invoice.status = "paid";
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = at;
  for (const payment of paymentsOf(world, invoice)) {
    payment.status = "paid";
    payment.amount_paid = payment.amount_requested;
    payment.status_transitions.paid_at = at;
    world.events.emit("invoice_payment.paid", payment, at);
  }
  world.events.emit("invoice.paid", invoice, at);
  world.events.emit("invoice.payment_succeeded", invoice, at);
}

/** Makes an open invoice unpayable. */
export function voidInvoice(world: World, invoice: Stripe.Invoice): void {
  const at = nowFor(world, idOf(invoice.customer));
  invoice.status = "void";
  invoice.next_payment_attempt = null;
  invoice.status_transitions.voided_at = at;
  const intent = intentOfInvoice(world, invoice);
  if (intent !== null && intent.status !== "succeeded") {
    intent.status = "canceled";
    intent.canceled_at = at;
    intent.cancellation_reason = "void_invoice";
  }
  for (const payment of paymentsOf(world, invoice)) payment.status = "canceled";
  world.events.emit("invoice.voided", invoice, at);
}
