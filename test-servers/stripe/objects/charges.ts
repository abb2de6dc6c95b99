import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { type DeclineReason, declines } from "../wire/declines.ts";
import { nowFor, type World } from "../world.ts";

/** Books one attempt to take the money of a payment intent. */
export function addCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  outcome: "succeeded" | "pending" | DeclineReason,
): Stripe.Charge {
  const isRefused = outcome !== "succeeded" && outcome !== "pending";
  const refusal = isRefused ? declines[outcome] : null;
  const at = nowFor(world, idOf(intent.customer));
  const id = drawId("ch");
  const charge = world.objects.add<"charge">({
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: outcome === "succeeded" ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: outcome === "succeeded" ? drawId("txn") : null,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: "DOKLY",
    captured: outcome === "succeeded",
    created: at,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(outcome),
    paid: outcome === "succeeded",
    payment_intent: intent.id,
    payment_method: idOf(intent.payment_method),
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: outcome === "succeeded" ? `${world.url}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: isRefused ? "failed" : outcome,
    transfer_data: null,
    transfer_group: null,
  });
  intent.latest_charge = charge.id;
  world.events.emit(`charge.${charge.status}`, charge, at);
  return charge;
}

/** What the card's bank said; its reason is that of the decline. */
function outcomeOf(outcome: "succeeded" | "pending" | DeclineReason): Stripe.Charge.Outcome | null {
  if (outcome === "pending") return null;
  const refusal = outcome === "succeeded" ? null : declines[outcome];
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: refusal === null ? "approved_by_network" : "declined_by_network",
    reason: refusal !== null && "decline_code" in refusal ? refusal.decline_code : null,
    seller_message: null,
    type: refusal === null ? "authorized" : "issuer_declined",
  };
}

/** What a pending charge came to. */
export function endPendingCharge(world: World, intent: Stripe.PaymentIntent, isPaid: boolean): void {
  const charge = world.objects.get("charge", idOf(intent.latest_charge) ?? "");
  const at = nowFor(world, idOf(intent.customer));
  charge.status = isPaid ? "succeeded" : "failed";
  charge.paid = isPaid;
  charge.captured = isPaid;
  charge.amount_captured = isPaid ? charge.amount : 0;
  if (isPaid) charge.receipt_url = `${world.url}/receipts/${charge.id}`;
  else charge.failure_code = declines["failed-debit"].code;
  world.events.emit(`charge.${charge.status}`, charge, at);
}
