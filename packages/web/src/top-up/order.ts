/** The largest order that the field takes: what a JSON integer carries exactly. */
const creditsMax = Number.MAX_SAFE_INTEGER;

/** Reads the field for any whole number of credits; null where it is not one, from 1 on. */
export function readCredits(text: string | number): number | null {
  if (!/^\d+$/.test(String(text))) return null;
  const credits = Number(text);
  return credits >= 1 && credits <= creditsMax ? credits : null;
}

/** Credits that would still be missing for the waiting action after an order; 0 where it covers it, or none waits. */
export function stillMissing(shortfall: number | null, credits: number): number {
  return Math.max(0, (shortfall ?? 0) - credits);
}

/** What the field starts with: the smallest order that covers the shortfall, else the smallest pack. */
export function firstOrder(offer: number | null, shortfall: number | null, packs: readonly number[]): number {
  return offer ?? shortfall ?? Math.min(...packs, 500);
}

/** What an action lacks at a newer number of available credits; 0 missing where there are enough. */
export function needNow<Need extends { needed: number }>(
  need: Need,
  available: number,
): Need & { available: number; shortfall: number } {
  return { ...need, available, shortfall: Math.max(0, need.needed - available) };
}
