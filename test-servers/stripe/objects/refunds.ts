import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";

export function createRefund(world: World, form: FormReader): Stripe.Refund {
  const charge = chargeOf(world, form.text("payment_intent"), form.text("charge"));
  const amount = form.integer("amount");
  const reason = form.choice("reason", ["duplicate", "fraudulent", "requested_by_customer"]) ?? null;
  const metadata = mergeMetadata({}, form.metadata());
  form.end();
  return refundCharge(world, charge, { ...(amount === undefined ? {} : { amount }), reason, metadata });
}

/** Pays back a charge, or a part of it; `state` "pending" is what a bank that takes its time does. */
export function refundCharge(
  world: World,
  charge: Stripe.Charge,
  given: {
    readonly amount?: number;
    readonly reason?: Stripe.Refund["reason"];
    readonly metadata?: Record<string, string>;
    readonly state?: "succeeded" | "pending";
  },
): Stripe.Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = given.amount ?? left;
  if (charge.status !== "succeeded")
    throw invalidRequest("This charge was not paid.", { code: "charge_not_refundable" });
  if (charge.disputed) {
    throw invalidRequest("This charge has been charged back; cannot issue a refund.", { code: "charge_disputed" });
  }
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  }
  if (amount < 1 || amount > left) {
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: "amount",
    });
  }
  const at = nowFor(world, idOf(charge.customer));
  const refund = world.objects.add<"refund">({
    id: drawId("re"),
    object: "refund",
    amount,
    balance_transaction: drawId("txn"),
    charge: charge.id,
    created: at,
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    metadata: given.metadata ?? {},
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: given.state ?? "succeeded",
    transfer_reversal: null,
  });
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.events.emit("refund.created", refund, at);
  world.events.emit("charge.refunded", charge, at, { amount_refunded: charge.amount_refunded - amount });
  return refund;
}

/** How a pending refund ended; one that failed leaves the money with the account. */
export function endRefund(world: World, id: string, state: "succeeded" | "failed"): void {
  const refund = world.objects.get("refund", id);
  const charge = world.objects.get("charge", idOf(refund.charge) ?? "");
  const at = nowFor(world, idOf(charge.customer));
  refund.status = state;
  if (state === "failed") {
    refund.failure_reason = "expired_or_canceled_card";
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
    world.events.emit("refund.failed", refund, at);
  }
  world.events.emit("refund.updated", refund, at, { status: "pending" });
  world.events.emit("charge.refund.updated", refund, at, { status: "pending" });
}

/** The charge that a request names, by itself or by its payment intent. */
export function chargeOf(world: World, intentId: string | undefined, chargeId: string | undefined): Stripe.Charge {
  if (chargeId !== undefined && chargeId !== "") return world.objects.get("charge", chargeId, "charge");
  if (intentId === undefined) throw invalidRequest("One of payment_intent or charge is needed.");
  const intent = world.objects.get("payment_intent", intentId, "payment_intent");
  const latest = idOf(intent.latest_charge);
  if (latest === null) {
    throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
  }
  return world.objects.get("charge", latest);
}
