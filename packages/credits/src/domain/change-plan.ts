import { checkSum } from "./amount.ts";
import { beginPeriod, grantMonthly, monthlyCreditsOf } from "./begin-period.ts";
import { type Book, lotOf, type PendingPlan, type PlanChoice } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { changeAccount, putLot } from "./change-book.ts";
import { changeSettings } from "./change-settings.ts";
import { invariant } from "./errors.ts";
import { sumOfGrants } from "./lot.ts";
import { periodAt } from "./period.ts";
import { post } from "./post.ts";
import { planPaid } from "./unpaid.ts";

/** What a change of plan issued: its lot, null where the entitlement did not rise. */
export type PlanRise = { readonly lot: bigint | null; readonly granted: bigint };

/**
 * Puts a plan in force at once. The entitlement of a period only rises: a rise makes one monthly lot of the difference,
 * anything else leaves the lots as they are. What was chosen for the reset before is forgotten, and a plan that was
 * unpaid counts as paid: what that took from the period comes back, as far as the new plan reaches.
 */
export function planChangeNow(book: Book, catalog: Catalog, choice: PlanChoice, actor: string): PlanRise {
  const entitlement = monthlyCreditsOf(choice, catalog);
  const granted = missingTo(book, entitlement);
  changeSettings(book, { ...choice, pending: null });
  planPaid(book, { entitlement, actor, reason: `Plan ${choice.plan}` });
  return raise(book, { entitlement, granted, actor });
}

/** Says that the plan in force is paid: what the mark took comes back, and a period that began unpaid is raised. */
export function planPaidAgain(
  book: Book,
  catalog: Catalog,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): PlanRise {
  const { unpaid, period } = book.account;
  if (unpaid === null) return { lot: null, granted: 0n };
  const entitlement = monthlyCreditsOf(book.account, catalog);
  const isOfPeriod = period !== null && period.start >= unpaid.from;
  const granted = isOfPeriod ? missingTo(book, entitlement) : 0n;
  planPaid(book, { entitlement, actor, reason });
  return raise(book, { entitlement, granted, actor });
}

/** What the period has not reached of an entitlement; refused where the sum of its lots would be too large. */
function missingTo(book: Book, entitlement: bigint): bigint {
  const granted = entitlement - book.account.entitlement;
  if (granted <= 0n) return 0n;
  checkSum(sumOfGrants(book.lots.values()), granted);
  return granted;
}

type Rise = { readonly entitlement: bigint; readonly granted: bigint; readonly actor: string };

function raise(book: Book, { entitlement, granted, actor }: Rise): PlanRise {
  if (granted === 0n) return { lot: null, granted };
  changeAccount(book, { entitlement });
  const lot = grantMonthly(book, { credits: granted, step: 1n, startsAt: book.now, effectiveAt: book.now, actor });
  return { lot, granted };
}

/** Keeps a plan for a reset; the plan that is in force anyway leaves nothing to wait for. */
export function planChangeAtReset(book: Book, pending: PendingPlan): void {
  const { account } = book;
  const isSame = account.plan === pending.plan && account.monthlyCredits === pending.monthlyCredits;
  changeSettings(book, { pending: isSame ? null : pending });
}

/** The first reset of an advanced book at or after an instant; null: the next one. */
export function resetFrom({ account }: Book, from: Date | null): Date {
  const { anchor, period } = account;
  invariant(anchor !== null && period !== null, "the book was not advanced");
  if (from === null || from <= period.end) return period.end;
  const found = periodAt(anchor, from);
  return found.start.getTime() === from.getTime() ? found.start : found.end;
}

/**
 * Ends the period now and begins one of the new anchor with the full plan. Monthly lots expire; other lots live at
 * least until the new reset. A trial is over by it, and what was unpaid is.
 */
export function planAnchorMove(
  book: Book,
  catalog: Catalog,
  { choice, anchor, actor }: { readonly choice: PlanChoice; readonly anchor: Date; readonly actor: string },
): PlanRise {
  const { account } = book;
  const alive = [...book.lots.values()].filter(({ expiredAt }) => expiredAt === null);
  const staying = sumOfGrants(alive.filter(({ source }) => source !== "monthly"));
  const entitlement = monthlyCreditsOf(choice, catalog);
  checkSum(staying, entitlement);
  // The new period begins after everything that was done before it, also within this millisecond.
  book.now = new Date(book.now.getTime() + 1);
  const { now } = book;
  const period = { start: now, end: periodAt(anchor, now).end };
  for (const lot of alive) {
    if (lot.source === "monthly") expireNow(book, lot.number, actor);
    else if (lot.expiresAt !== null && lot.expiresAt < period.end) putLot(book, { ...lot, expiresAt: period.end });
  }
  const trialDays = account.trialDays === null ? null : 0;
  changeSettings(book, { ...choice, pending: null, trialDays, unpaid: null });
  const lot = beginPeriod(book, { anchor, period, entitlement }, { step: 1n, effectiveAt: now, actor });
  return { lot, granted: entitlement };
}

function expireNow(book: Book, number: bigint, actor: string): void {
  const { available } = lotOf(book, number);
  post(book, { lot: number, from: "available", to: "expired", credits: available, cause: "lot-expiry", actor });
  putLot(book, { ...lotOf(book, number), expiresAt: book.now, expiredAt: book.now });
}
