import { type Catalog, paidPartOf } from "@dokly/credits";
import type { PaidBack } from "./paid-object.ts";
import type { PaidObjectRow } from "./paid-object-store.ts";

/** What is back with the payer, in cents, at most what was paid: refunds, and disputes that are open or lost. */
export function takenBackCentsOf(paid: PaidBack & { readonly amountCents: bigint }): bigint {
  const disputed = paid.disputes.filter(({ state }) => state !== "won").map(({ amountCents }) => amountCents);
  const sum = disputed.reduce((total, cents) => total + cents, paid.refundedCents);
  return sum < paid.amountCents ? sum : paid.amountCents;
}

/**
 * How many credits of its lot a payment answers for: all that it bought, and of a plan's period its paid part (RULES
 * R3.5). Null: it made no lot.
 */
export function creditsPaidFor(
  { lotCredits, reason, plan }: Pick<PaidObjectRow, "lotCredits" | "reason" | "plan">,
  catalog: Catalog,
): bigint | null {
  if (lotCredits === null || (reason !== "start" && reason !== "renewal")) return lotCredits;
  return paidPartOf(lotCredits, plan, catalog);
}
