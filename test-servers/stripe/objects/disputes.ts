import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { nowFor, type World } from "../world.ts";

/** What a dispute costs the account besides the money itself, in cents. */
const disputeFee = 1_500;

/** A person's bank takes a payment back; an inquiry only asks, and moves no money. */
export function openDispute(
  world: World,
  charge: Stripe.Charge,
  given: { readonly amount?: number; readonly isInquiry?: boolean } = {},
): Stripe.Dispute {
  const at = nowFor(world, idOf(charge.customer));
  const amount = given.amount ?? charge.amount;
  const isInquiry = given.isInquiry ?? false;
  const dispute = world.objects.add<"dispute">({
    id: drawId("du"),
    object: "dispute",
    amount,
    balance_transactions: isInquiry ? [] : [moneyMoved(world, -amount, charge, at)],
    charge: charge.id,
    created: at,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    // Dozens of fields for papers that nobody sends in a test.
    evidence: {} as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: at + 9 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "manual",
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent),
    reason: "fraudulent",
    status: isInquiry ? "warning_needs_response" : "needs_response",
  });
  charge.disputed = !isInquiry;
  world.events.emit("charge.dispute.created", dispute, at);
  if (!isInquiry) world.events.emit("charge.dispute.funds_withdrawn", dispute, at);
  return dispute;
}

/** How it was decided. A dispute that was won gives the money back; an inquiry is only closed. */
export function closeDispute(world: World, id: string, result: "won" | "lost"): Stripe.Dispute {
  const dispute = world.objects.get("dispute", id);
  const charge = world.objects.get("charge", idOf(dispute.charge) ?? "");
  const at = nowFor(world, idOf(charge.customer));
  const isInquiry = dispute.status.startsWith("warning_");
  const before = dispute.status;
  dispute.status = isInquiry ? "warning_closed" : result;
  if (!isInquiry && result === "won") {
    dispute.balance_transactions.push(moneyMoved(world, dispute.amount, charge, at));
    world.events.emit("charge.dispute.funds_reinstated", dispute, at);
  }
  world.events.emit("charge.dispute.closed", dispute, at, { status: before });
  return dispute;
}

function moneyMoved(world: World, amount: number, charge: Stripe.Charge, at: number): Stripe.BalanceTransaction {
  const fee = amount < 0 ? disputeFee : 0;
  return {
    id: drawId("txn"),
    object: "balance_transaction",
    amount,
    available_on: at,
    balance_type: "payments",
    created: at,
    currency: charge.currency,
    description: `Chargeback of ${charge.id}`,
    exchange_rate: null,
    fee,
    fee_details: [],
    net: amount - fee,
    reporting_category: amount < 0 ? "dispute" : "dispute_reversal",
    source: world.objects.get("charge", charge.id).id,
    status: "available",
    type: "adjustment",
  };
}
