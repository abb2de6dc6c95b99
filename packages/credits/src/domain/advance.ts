import { beginPeriod, timekeeper } from "./begin-period.ts";
import { type Account, type Book, lotOf, type PendingPlan } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { putLot } from "./change-book.ts";
import { changeSettings } from "./change-settings.ts";
import { endHold } from "./end-hold.ts";
import { deadlineFailure, type Hold, isOverdue } from "./hold.ts";
import { isExpired } from "./lot.ts";
import { monthsBetween, type Period, periodAt } from "./period.ts";
import { post } from "./post.ts";
import { entitlementAt } from "./unpaid.ts";

/**
 * Brings a book to its instant: expires lots, ends overdue holds, opens the period. Must run before any command and any
 * question.
 * Returns how many holds it ended.
 */
export function advance(book: Book, catalog: Catalog): number {
  const overdue = [...book.holds.values()]
    .filter((hold) => isOverdue(hold, book.databaseNow))
    .sort((a, b) => a.deadline.getTime() - b.deadline.getTime() || (a.number < b.number ? -1 : 1));
  expireLots(book);
  for (const hold of overdue) {
    endHold(book, hold, {
      state: "expired",
      charge: 0n,
      nanoDollars: 0n,
      endedAt: businessTimeOfDeadline(hold, book.now),
      actor: timekeeper,
      action: { status: "failed", failure: deadlineFailure, requestId: null, usage: null },
    });
  }
  openPeriod(book, catalog);
  return overdue.length;
}

/** An overdue action ended at its deadline, however late that is written: the deadline on the clock of its start. */
function businessTimeOfDeadline(hold: Hold, now: Date): Date {
  const deadline = hold.startedAt.getTime() + hold.deadline.getTime() - hold.placedAt.getTime();
  return new Date(Math.min(deadline, now.getTime()));
}

/** Writes the expiry of every lot whose time has come, as of that time; what is held stays held until its hold ends. */
function expireLots(book: Book): void {
  const ending = [...book.lots.values()]
    .filter((lot) => lot.expiredAt === null && isExpired(lot, book.now))
    .sort((a, b) => (a.expiresAt?.getTime() ?? 0) - (b.expiresAt?.getTime() ?? 0) || (a.number < b.number ? -1 : 1));
  for (const { number, available, expiresAt } of ending) {
    const line = { lot: number, from: "available", to: "expired", cause: "lot-expiry", actor: timekeeper } as const;
    post(book, { ...line, credits: available, effectiveAt: expiresAt ?? book.now });
    putLot(book, { ...lotOf(book, number), expiredAt: book.now });
  }
}

/**
 * Opens the period of the book's instant with exactly the plan's monthly credits; periods that nobody touched are never
 * opened. A plan that was chosen for the reset is in force from the period's start. A trial is a first period of its
 * own length; its end is the anchor of all that follow.
 */
function openPeriod(book: Book, catalog: Catalog): void {
  const { account, now } = book;
  if (account.period !== null && now < account.period.end) return;
  const isFirst = account.period === null;
  const { anchor, period } = isFirst ? firstPeriod(account, now) : nextPeriod(account, now);
  if (!isFirst && account.pending !== null && isDue(account.pending, period.start)) {
    const { plan, monthlyCredits } = account.pending;
    changeSettings(book, { plan, monthlyCredits, pending: null });
  }
  if (!isFirst && account.trialDays !== null && account.trialDays > 0) changeSettings(book, { trialDays: 0 });
  // Each period that nobody wrote down leaves out one number, so that a lot that a question showed and its successor
  // have two.
  const step = account.period === null ? 1n : monthsBetween(account.period.end, period.start) + 1n;
  const effectiveAt = isFirst ? now : period.start;
  beginPeriod(
    book,
    { anchor, period, entitlement: entitlementAt(book.account, catalog, period.start) },
    { step, effectiveAt },
  );
}

/** Whether a plan that waits is in force in a period that begins then. */
export function isDue({ from }: PendingPlan, start: Date): boolean {
  return from === null || from <= start;
}

type Anchored = { readonly anchor: Date; readonly period: Period };

function firstPeriod(account: Account, now: Date): Anchored {
  if (account.trialDays === null || account.trialDays === 0) return nextPeriod(account, now);
  const end = new Date(now.getTime() + account.trialDays * dayMs);
  return { anchor: end, period: { start: now, end } };
}

const dayMs = 86_400_000;

function nextPeriod(account: Account, now: Date): Anchored {
  const anchor = account.anchor ?? now;
  return { anchor, period: periodAt(anchor, now) };
}
