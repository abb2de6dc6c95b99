import type Stripe from "stripe";
import type { Dispute, PaidBack } from "../paid-object.ts";

const nothing: PaidBack = { refundedCents: 0n, disputes: [] };

/** What was paid back of a charge, as far as it can be told from the charge whether to ask. */
export async function paidBackOf(stripe: Stripe, charge: Stripe.Charge | null): Promise<PaidBack> {
  if (charge === null || charge.status !== "succeeded") return nothing;
  const refundedCents = charge.amount_refunded === 0 ? 0n : await sumRefunds(stripe, charge.id);
  const disputes = charge.disputed ? await listDisputes(stripe, charge.id) : [];
  return { refundedCents, disputes };
}

/** A refund that is under way, or that came back from the bank, is not counted. */
async function sumRefunds(stripe: Stripe, charge: string): Promise<bigint> {
  let sum = 0n;
  for await (const refund of stripe.refunds.list({ charge, limit: 100 })) {
    if (refund.status === "succeeded") sum += BigInt(refund.amount);
  }
  return sum;
}

async function listDisputes(stripe: Stripe, charge: string): Promise<Dispute[]> {
  const found: Dispute[] = [];
  for await (const dispute of stripe.disputes.list({ charge, limit: 100 })) {
    const state = stateOf(dispute.status);
    if (state !== null) found.push({ id: dispute.id, amountCents: BigInt(dispute.amount), state });
  }
  return found;
}

/** Null: an inquiry, or a dispute that was prevented; neither has moved money. */
function stateOf(status: string): Dispute["state"] | null {
  if (status.startsWith("warning_") || status === "prevented") return null;
  return status === "won" || status === "lost" ? status : "open";
}

/** Several payments of one invoice, added up. */
export function sumPaidBack(parts: readonly PaidBack[]): PaidBack {
  return {
    refundedCents: parts.reduce((sum, part) => sum + part.refundedCents, 0n),
    disputes: parts.flatMap((part) => part.disputes),
  };
}
