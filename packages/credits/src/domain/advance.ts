import { type Book, lotOf } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { changeAccount, putLot, takeNumber } from "./change-book.ts";
import { endHold } from "./end-hold.ts";
import { invariant } from "./errors.ts";
import { deadlineFailure, type Hold, isOverdue } from "./hold.ts";
import { isExpired, newLot } from "./lot.ts";
import { monthsBetween, periodAt } from "./period.ts";
import { post } from "./post.ts";

/** Who writes what time alone brings about. */
const timekeeper = "dokly";

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
 * opened.
 */
function openPeriod(book: Book, catalog: Catalog): void {
  const { account, now } = book;
  if (account.period !== null && now < account.period.end) return;
  const anchor = account.anchor ?? now;
  const period = periodAt(anchor, now);
  const entitlement = monthlyCreditsOf(book, catalog);
  changeAccount(book, { anchor, period, entitlement });
  for (const lot of book.lots.values()) {
    const isOpen = lot.isOpen && lot.expiredAt === null;
    if (lot.spentInPeriod > 0n || lot.isOpen !== isOpen) putLot(book, { ...lot, spentInPeriod: 0n, isOpen });
  }
  if (entitlement === 0n) return;
  // Each period that nobody wrote down leaves out one number, so that a lot that a question showed and its successor
  // have two.
  const number = takeNumber(book, account.period === null ? 1n : monthsBetween(account.period.start, period.start));
  const source = {
    number,
    source: "monthly",
    credits: entitlement,
    startsAt: period.start,
    expiresAt: period.end,
  } as const;
  putLot(book, newLot(source, { period, entitlement }));
  post(book, {
    lot: number,
    from: null,
    to: "available",
    credits: entitlement,
    cause: "grant",
    actor: timekeeper,
    reason: `Plan ${account.plan}`,
    effectiveAt: account.period === null ? now : period.start,
  });
}

function monthlyCreditsOf(book: Book, catalog: Catalog): bigint {
  const { plan, monthlyCredits, externalId } = book.account;
  const found = catalog.plans.find(({ name }) => name === plan);
  invariant(found !== undefined, `workspace "${externalId}" is on plan "${plan}", which the catalogue does not have`);
  return monthlyCredits ?? found.monthlyCredits ?? 0n;
}
