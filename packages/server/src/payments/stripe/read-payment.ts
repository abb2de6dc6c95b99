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

function stateOf(intent: Stripe.PaymentIntent): Payment["state"] {
  switch (intent.status) {
    case "succeeded":
      return "paid";
    case "processing":
      return "processing";
    case "canceled":
      return "cancelled";
    case "requires_action":
      return "action-required";
    case "requires_payment_method":
      if (intent.last_payment_error === null) return "open";
      return intent.last_payment_error.code === "authentication_required" ? "action-required" : "failed";
    default:
      return "open";
  }
}
