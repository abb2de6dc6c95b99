import type { Lot } from "./lot.ts";

/** Where a lot came from: what a larger plan adds within a period belongs to that period, and was added later. */
export function originOf({ startsAt, periodStart }: Lot): { readonly from: Date; readonly addedAt: Date | null } {
  if (periodStart === null || periodStart.getTime() === startsAt.getTime()) return { from: startsAt, addedAt: null };
  return { from: periodStart, addedAt: startsAt };
}
