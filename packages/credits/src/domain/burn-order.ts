import type { LotSource } from "../types.ts";
import { isExpired, type Lot } from "./lot.ts";

/** What a hold took from one lot. */
export type Draw = { readonly lot: bigint; readonly credits: bigint };

const sourceOrder: Readonly<Record<LotSource, number>> = { monthly: 0, goodwill: 1, "top-up": 2 };

/**
 * The one order in which lots are drawn on: soonest expiry first; at equal expiry monthly, goodwill, top-up; then the
 * oldest.
 */
export function compareBurnOrder(a: Lot, b: Lot): number {
  const expiryOfA = a.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const expiryOfB = b.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiryOfA !== expiryOfB) return expiryOfA < expiryOfB ? -1 : 1;
  if (a.source !== b.source) return sourceOrder[a.source] - sourceOrder[b.source];
  return a.number < b.number ? -1 : 1;
}

/** What a hold of `credits` draws, in burn order; null where the lots alive do not cover it. */
export function allocate(lots: Iterable<Lot>, credits: bigint, now: Date): readonly Draw[] | null {
  const spendable = [...lots].filter((lot) => lot.available > 0n && !isExpired(lot, now)).sort(compareBurnOrder);
  const draws: Draw[] = [];
  let missing = credits;
  for (const lot of spendable) {
    if (missing === 0n) break;
    const drawn = lot.available < missing ? lot.available : missing;
    draws.push({ lot: lot.number, credits: drawn });
    missing -= drawn;
  }
  return missing === 0n ? draws : null;
}

/**
 * What a refund gives back to which lots: the last charged first, after what was refunded before it. Together with that
 * it is at most the charge.
 */
export function splitRefund(
  draws: readonly Draw[],
  refund: { readonly charged: bigint; readonly refundedBefore: bigint; readonly credits: bigint },
): readonly Draw[] {
  let skipped = refund.refundedBefore;
  let missing = refund.credits;
  return splitDraws(draws, refund.charged)
    .toReversed()
    .flatMap(({ lot, charged }) => {
      const before = charged < skipped ? charged : skipped;
      const left = charged - before;
      const credits = left < missing ? left : missing;
      skipped -= before;
      missing -= credits;
      return credits > 0n ? [{ lot, credits }] : [];
    });
}

/** How a charge falls on the draws: the first drawn pays first, so that what returns, returns to the last drawn. */
export function splitDraws(
  draws: readonly Draw[],
  charge: bigint,
): readonly (Draw & { readonly part: number; readonly charged: bigint; readonly returned: bigint })[] {
  let rest = charge;
  return draws.map((draw, part) => {
    const charged = draw.credits < rest ? draw.credits : rest;
    rest -= charged;
    return { ...draw, part, charged, returned: draw.credits - charged };
  });
}
