import type { Catalog } from "@dokly/credits";
import type { PaidBack } from "./paid-object.ts";
import type { PaidObjectRow } from "./paid-object-store.ts";
import { freePlanOf } from "./payment-dependencies.ts";

/** What is back with the payer, in cents, at most what was paid: refunds, and disputes that are open or lost. */
export function takenBackCentsOf(paid: PaidBack & { readonly amountCents: bigint }): bigint {
  const disputed = paid.disputes.filter(({ state }) => state !== "won").map(({ amountCents }) => amountCents);
  const sum = disputed.reduce((total, cents) => total + cents, paid.refundedCents);
  return sum < paid.amountCents ? sum : paid.amountCents;
}

/**
 * How many credits of its lot a payment answers for: all that it bought, and of a plan's period what is above the free
 * plan's number, which nobody pays for (RULES R3.5). Null: it made no lot.
 */
export function creditsPaidFor(
  { lotCredits, reason, plan }: Pick<PaidObjectRow, "lotCredits" | "reason" | "plan">,
  catalog: Catalog,
): bigint | null {
  if (lotCredits === null || (reason !== "start" && reason !== "renewal")) return lotCredits;
  const creditsOf = (name: string | null) => catalog.plans.find((one) => one.name === name)?.monthlyCredits ?? 0n;
  const above = creditsOf(plan) - creditsOf(freePlanOf(catalog));
  return above < 0n ? 0n : above < lotCredits ? above : lotCredits;
}

/** The part of a lot that is due back (RULES R5.2): rounded down, in the person's favour. */
export function dueOf(credits: bigint, cents: { readonly takenBack: bigint; readonly paid: bigint }): bigint {
  return cents.paid === 0n ? 0n : (credits * cents.takenBack) / cents.paid;
}

/**
 * The step from what was last acted on to what is now: more is due back, or less (a dispute was won, a refund failed
 * at the bank). Null: nothing moves.
 */
export function planTakeBack(input: {
  readonly credits: bigint;
  readonly paidCents: bigint;
  readonly before: bigint;
  readonly after: bigint;
}): { readonly kind: "reverse" | "restore"; readonly due: bigint } | null {
  const { credits, paidCents: paid, before, after } = input;
  const dueBefore = dueOf(credits, { takenBack: before, paid });
  const due = dueOf(credits, { takenBack: after, paid });
  if (due === dueBefore) return null;
  return { kind: due > dueBefore ? "reverse" : "restore", due };
}
