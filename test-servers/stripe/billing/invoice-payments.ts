import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { addPaymentIntent } from "../objects/payment-intents.ts";
import type { World } from "../world.ts";

export function addInvoicePayment(world: World, invoice: Stripe.Invoice, at: number): void {
  const intent = addPaymentIntent(world, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: idOf(invoice.customer),
    description:
      invoice.billing_reason === "subscription_create" ? "Subscription creation" : `Invoice ${invoice.number}`,
    savesCard: invoice.parent !== null,
  });
  world.objects.add<"invoice_payment">({
    id: drawId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: at,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intent.id },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** The payments of an invoice, newest first. */
export function paymentsOf(world: World, invoice: Stripe.Invoice): Stripe.InvoicePayment[] {
  return world.objects.all("invoice_payment").filter((payment) => idOf(payment.invoice) === invoice.id);
}

export function intentOfInvoice(world: World, invoice: Stripe.Invoice): Stripe.PaymentIntent | null {
  const payment = paymentsOf(world, invoice).find((found) => found.is_default);
  const id = idOf(payment?.payment.payment_intent);
  return id === null ? null : world.objects.get("payment_intent", id);
}

export function invoiceOfIntent(world: World, intentId: string): Stripe.Invoice | null {
  const payments = world.objects.all("invoice_payment");
  const payment = payments.find((found) => idOf(found.payment.payment_intent) === intentId);
  return payment === undefined ? null : world.objects.find("invoice", idOf(payment.invoice) ?? "");
}
