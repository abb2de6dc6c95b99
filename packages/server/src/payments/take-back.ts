import type { PaidBack } from "./paid-object.ts";

/** What is back with the payer, in cents, at most what was paid: refunds, and disputes that are open or lost. */
export function takenBackCentsOf(paid: PaidBack & { readonly amountCents: bigint }): bigint {
  const disputed = paid.disputes.filter(({ state }) => state !== "won").map(({ amountCents }) => amountCents);
  const sum = disputed.reduce((total, cents) => total + cents, paid.refundedCents);
  return sum < paid.amountCents ? sum : paid.amountCents;
}

/** The part of a lot that is due back (RULES R5.2): rounded down, in the person's favour. */
export function dueOf(lotCredits: bigint, cents: { readonly takenBack: bigint; readonly paid: bigint }): bigint {
  return cents.paid === 0n ? 0n : (lotCredits * cents.takenBack) / cents.paid;
}

/**
 * The step from what was last acted on to what is now: more is due back, or less (a dispute was won, a refund failed
 * at the bank). Null: nothing moves.
 */
export function planTakeBack(input: {
  readonly lotCredits: bigint;
  readonly paidCents: bigint;
  readonly before: bigint;
  readonly after: bigint;
}): { readonly kind: "reverse" | "restore"; readonly due: bigint } | null {
  const { lotCredits, paidCents: paid, before, after } = input;
  const dueBefore = dueOf(lotCredits, { takenBack: before, paid });
  const due = dueOf(lotCredits, { takenBack: after, paid });
  if (due === dueBefore) return null;
  return { kind: due > dueBefore ? "reverse" : "restore", due };
}
