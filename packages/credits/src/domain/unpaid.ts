import { monthlyCreditsOf } from "./begin-period.ts";
import type { Account, Book, Unpaid } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { changeSettings } from "./change-settings.ts";
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

/**
 * Marks the plan as unpaid from an instant on. Where the current period begins there or later, what its monthly lots
 * have above the number of `unpaid.plan` is due: what is available goes at once, the rest as it returns, and nothing
 * below zero.
 */
export function planUnpaid(
  book: Book,
  catalog: Catalog,
  { unpaid, actor, reason }: { readonly unpaid: Unpaid; readonly actor: string; readonly reason: string },
): void {
  changeSettings(book, { unpaid });
  const { period } = book.account;
  if (period === null || period.start < unpaid.from) return;
  const kept = creditsWhileUnpaid(unpaid, catalog);
  for (const lot of monthlyLots(book)) {
    planReversal(book, { lot: lot.number, due: partAbove(lot, kept), actor, reason });
  }
}

/**
 * Ends the mark, and gives back exactly what it took from the current period, as far as `entitlement` reaches. A period
 * that began unpaid is raised by whoever calls this.
 */
export function planPaid(
  book: Book,
  { entitlement, actor, reason }: { readonly entitlement: bigint; readonly actor: string; readonly reason: string },
): void {
  const { unpaid, period } = book.account;
  if (unpaid === null) return;
  changeSettings(book, { unpaid: null });
  if (period === null || period.start < unpaid.from) return;
  for (const lot of monthlyLots(book)) {
    planRestoration(book, { lot: lot.number, due: partAbove(lot, entitlement), actor, reason });
  }
}

function creditsWhileUnpaid({ plan }: Unpaid, catalog: Catalog): bigint {
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
