import { type Book, lotOf } from "./book.ts";
import { putLot } from "./change-book.ts";
import { invariant } from "./errors.ts";
import { reversedFirst } from "./lot.ts";
import { post } from "./post.ts";

type ReversalRequest = { readonly lot: bigint; readonly due: bigint; readonly actor: string; readonly reason: string };

/**
 * What a payment takes back of its credits when a part of it is paid back; rounded down, in the person's favour.
 * Nothing where nothing was paid.
 */
export function reversalDueOf(granted: bigint, cents: { readonly refunded: bigint; readonly paid: bigint }): bigint {
  return cents.paid === 0n ? 0n : (granted * cents.refunded) / cents.paid;
}

/**
 * Takes back what a payment's refund makes due in all; less than was due before changes nothing, so that reports may
 * come in any order. What is available pays at once, the rest as it returns to the lot.
 */
export function planReversal(book: Book, { lot, due, actor, reason }: ReversalRequest): void {
  const before = lotOf(book, lot);
  if (due <= before.reversalDue) return;
  invariant(due <= before.granted, `lot ${lot} can not have ${due} credits reversed`);
  const raised = { ...before, reversalDue: due };
  putLot(book, raised);
  const credits = reversedFirst(raised, raised.available);
  post(book, { lot, from: "available", to: "reversed", credits, cause: "reversal", actor, reason });
}

/**
 * Gives back what was reversed above `due`, exactly that and once; a dead lot's part expires at once. What was due and
 * not paid yet is due no more.
 */
export function planRestoration(book: Book, { lot, due, actor, reason }: ReversalRequest): void {
  const before = lotOf(book, lot);
  if (due >= before.reversalDue) return;
  const credits = before.reversed > due ? before.reversed - due : 0n;
  const to = before.expiredAt === null ? "available" : "expired";
  post(book, { lot, from: "reversed", to, credits, cause: "restoration", actor, reason });
  putLot(book, { ...lotOf(book, lot), reversalDue: due });
}
