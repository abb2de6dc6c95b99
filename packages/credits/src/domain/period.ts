/** `[start, end)` between two resets. */
export type Period = { readonly start: Date; readonly end: Date };

/**
 * The instant `months` calendar months after the anchor: same day and time of day in UTC, in a shorter month on its
 * last day.
 * Always counted from the original anchor, so that 31 Jan gives 28 Feb and then 31 Mar again.
 */
export function addMonths(anchor: Date, months: number): Date {
  const result = new Date(anchor);
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(anchor.getUTCDate(), lastDay));
  return result;
}

/** How many calendar months lie between the months of two instants, in UTC. */
export function monthsBetween(from: Date, to: Date): bigint {
  return BigInt((to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth());
}

/** The period of an anchor that an instant falls into; instants before the anchor have periods too. */
export function periodAt(anchor: Date, at: Date): Period {
  let months = Number(monthsBetween(anchor, at));
  // The guess is right or, where the anchor's day has not come yet in this month, one too large.
  if (addMonths(anchor, months) > at) months -= 1;
  return { start: addMonths(anchor, months), end: addMonths(anchor, months + 1) };
}
