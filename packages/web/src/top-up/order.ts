import type { Balance, TopUpOrder, TopUpQuote } from "@dokly/contract";
import { isResetSoon } from "../meter/expiry.ts";

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

/** Whether the provider would take the payment of a quoted order: its own smallest charge is above some. */
export const isPayable = (quote: Pick<TopUpQuote, "credits" | "payable">): boolean =>
  quote.payable.credits === quote.credits;

/** Whether an order can still be paid, or its payment is on its way. */
export const isUnderway = (order: Pick<TopUpOrder, "state">): boolean =>
  order.state === "open" || order.state === "processing";

/** When credits bought now end. */
export type BoughtUntil = {
  /** An instant; null is never. */
  readonly expiresAt: string | null;
  /** Whether that is the reset. */
  readonly isReset: boolean;
  /** Whether it is so near that a top-up may be bought after it instead. */
  readonly isSoon: boolean;
};

/** When credits bought now end: as the quote says, and with the period where it does not. */
export function boughtUntil(
  quote: Pick<TopUpQuote, "expiresAt" | "warnings"> | undefined,
  { period }: Pick<Balance, "period">,
  now: Date,
): BoughtUntil {
  const expiresAt = quote?.expiresAt === undefined ? period.end : quote.expiresAt;
  const isReset = expiresAt !== null && Date.parse(expiresAt) === Date.parse(period.end);
  const isWarned = quote?.warnings.some(({ code }) => code === "reset-soon") ?? false;
  return { expiresAt, isReset, isSoon: isWarned || (isReset && isResetSoon(period.end, now)) };
}

/** What an action lacks at a newer number of available credits; 0 missing where there are enough. */
export function needNow<Need extends { needed: number }>(
  need: Need,
  available: number,
): Need & { available: number; shortfall: number } {
  return { ...need, available, shortfall: Math.max(0, need.needed - available) };
}
