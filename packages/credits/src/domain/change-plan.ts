import { checkSum } from "./amount.ts";
import { beginPeriod, grantMonthly, monthlyCreditsOf } from "./begin-period.ts";
import { type Book, lotOf, type PendingPlan, type PlanChoice, type Unpaid } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { changeAccount, putLot } from "./change-book.ts";
import { changeSettings } from "./change-settings.ts";
import { invariant } from "./errors.ts";
import { sumOfGrants } from "./lot.ts";
import { periodAt } from "./period.ts";
import { post } from "./post.ts";
import { creditsWhileUnpaid, entitlementAt, giveBackUnpaid, isOfPeriod, takeBackUnpaid } from "./unpaid.ts";

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
  const wasUnpaid = isOfPeriod(book, book.account.unpaid);
  changeSettings(book, { ...choice, pending: null, unpaid: null });
  if (wasUnpaid) giveBackUnpaid(book, entitlement, { actor, reason: `Plan ${choice.plan}` });
  return raise(book, { entitlement, granted, actor });
}

type Payment = { readonly unpaid: Unpaid | null; readonly actor: string; readonly reason: string };

/**
 * Says from when on the plan in force is unpaid, or that it is paid (null). Where the current period becomes one of
 * the unpaid ones, what it has above the other plan's number is taken back; where it was one, that comes back as far as
 * it has it again, and a period that began with too few credits is raised.
 */
export function planPayment(book: Book, catalog: Catalog, { unpaid, ...stated }: Payment): PlanRise {
  const wasUnpaid = isOfPeriod(book, book.account.unpaid);
  const isUnpaid = isOfPeriod(book, unpaid);
  const { period } = book.account;
  invariant(period !== null, "the book was not advanced");
  const entitlement = entitlementAt({ ...book.account, unpaid }, catalog, period.start);
  const granted = wasUnpaid ? missingTo(book, entitlement) : 0n;
  changeSettings(book, { unpaid });
  if (wasUnpaid) {
    const reach = unpaid !== null && isUnpaid ? creditsWhileUnpaid(unpaid, catalog) : entitlement;
    giveBackUnpaid(book, reach, stated);
  }
  if (unpaid !== null && isUnpaid) takeBackUnpaid(book, catalog, unpaid, stated);
  return raise(book, { entitlement, granted, actor: stated.actor });
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
