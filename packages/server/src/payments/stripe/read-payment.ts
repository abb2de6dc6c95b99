import type Stripe from "stripe";
import type { Payment } from "../paid-object.ts";
import { failureOfDecline } from "./decline-sentence.ts";
import { paidBackOf } from "./paid-back.ts";
import { marksOf } from "./stripe-marks.ts";
import { idOf, toDate } from "./stripe-values.ts";

/** Asks for a payment intent with the charge that took its money, and reads it. */
export async function fetchPayment(stripe: Stripe, id: string): Promise<Payment> {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] });
  const charge = chargeOf(intent);
  return {
    kind: "payment",
    id: intent.id,
    ...marksOf(intent.metadata),
    ...(await paidBackOf(stripe, charge)),
    customer: idOf(intent.customer),
    state: stateOf(intent),
    amountCents: BigInt(intent.amount),
    currency: intent.currency,
    createdAt: toDate(intent.created),
    failure: intent.last_payment_error === null ? null : failureOfDecline(intent.last_payment_error),
    receiptUrl: charge?.receipt_url ?? null,
  };
}

/** The charge of an intent that was asked for with `expand: ["latest_charge"]`. */
export function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge | null {
  return typeof intent.latest_charge === "string" ? null : intent.latest_charge;
}

const states: Readonly<Record<string, Payment["state"]>> = {
  succeeded: "paid",
  processing: "processing",
  canceled: "cancelled",
  requires_action: "action-required",
};

function stateOf({ status, last_payment_error: error }: Stripe.PaymentIntent): Payment["state"] {
  const isRefused = status === "requires_payment_method" && error !== null;
  if (isRefused) return error.code === "authentication_required" ? "action-required" : "failed";
  return states[status] ?? "open";
}
