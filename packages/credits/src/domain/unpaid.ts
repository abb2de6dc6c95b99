import { monthlyCreditsOf } from "./begin-period.ts";
import type { Account, Book, Unpaid } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import type { Lot } from "./lot.ts";
import { planRestoration, planReversal } from "./reverse-grant.ts";

/**
 * The credits that a period begins with: the plan's, or while it is unpaid those of the plan that the mark names,
 * where they are fewer.
 */
export function entitlementAt(account: Account, catalog: Catalog, periodStart: Date): bigint {
  const whole = monthlyCreditsOf(account, catalog);
  if (account.unpaid === null || periodStart < account.unpaid.from) return whole;
  const kept = creditsWhileUnpaid(account.unpaid, catalog);
  return kept < whole ? kept : whole;
}

/** Whether the current period is one of those that a mark says are unpaid. */
export function isOfPeriod({ account: { period } }: Book, unpaid: Unpaid | null): boolean {
  return unpaid !== null && period !== null && period.start >= unpaid.from;
}

type Stated = { readonly actor: string; readonly reason: string };

/**
 * Takes back what the current period's monthly lots have above the number of `unpaid.plan`: what is available at once,
 * the rest as it returns, and nothing below zero.
 */
export function takeBackUnpaid(book: Book, catalog: Catalog, unpaid: Unpaid, stated: Stated): void {
  const kept = creditsWhileUnpaid(unpaid, catalog);
  for (const lot of monthlyLots(book)) {
    planReversal(book, { lot: lot.number, due: partAbove(lot, kept), ...stated });
  }
}

/** Gives back exactly what was taken from the current period, as far as an entitlement reaches. */
export function giveBackUnpaid(book: Book, entitlement: bigint, stated: Stated): void {
  for (const lot of monthlyLots(book)) {
    planRestoration(book, { lot: lot.number, due: partAbove(lot, entitlement), ...stated });
  }
}

/** What a period has while it is unpaid. */
export function creditsWhileUnpaid({ plan }: Unpaid, catalog: Catalog): bigint {
  return monthlyCreditsOf({ plan, monthlyCredits: null }, catalog);
}

/** The monthly lots of the current period: each raised its entitlement further. */
function monthlyLots({ account, lots }: Book): readonly Lot[] {
  const start = account.period?.start.getTime();
  return [...lots.values()].filter(({ periodStart }) => periodStart !== null && periodStart.getTime() === start);
}

/** How much of a lot raised the entitlement above a number. */
function partAbove({ granted, entitlement }: Lot, number: bigint): bigint {
  const above = (entitlement ?? 0n) - number;
  if (above <= 0n) return 0n;
  return above < granted ? above : granted;
}
