import type { Balance } from "@dokly/credits";

/** What a share is of: monthly, top-up and goodwill credits of the period. */
export type Share = { readonly spent: bigint; readonly total: bigint };

export function shareOf({ spent, monthly, topUps, goodwill }: Balance): Share {
  return { spent, total: monthly + topUps + goodwill };
}

/** Whether so many percent are spent. What is only held may come back and does not count; nor does a total of 0. */
export function isReached({ spent, total }: Share, threshold: number): boolean {
  return total > 0n && spent * 100n >= total * BigInt(threshold);
}

/**
 * While more credits than this are available, none of the thresholds can be reached that are not yet: nobody has to
 * look at the balance for them. Null: none is left.
 */
export function quietAbove(share: Share, thresholds: readonly number[]): bigint | null {
  const open = thresholds.filter((threshold) => !isReached(share, threshold));
  if (open.length === 0) return null;
  const needed = share.total * BigInt(Math.min(...open));
  return share.total - (needed + 99n) / 100n;
}
