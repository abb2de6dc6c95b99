import type { Account, Book, PlanChoice } from "./book.ts";
import type { Catalog } from "./catalog.ts";
import { changeAccount, putLot, takeNumber } from "./change-book.ts";
import { invariant } from "./errors.ts";
import { beginLimits } from "./limits.ts";
import { newLot } from "./lot.ts";
import type { Period } from "./period.ts";
import { post } from "./post.ts";

/** Who writes what time alone brings about. */
export const timekeeper = "dokly";

/** The credits of each period that a plan gives, or the operator's own number. */
export function monthlyCreditsOf({ plan, monthlyCredits }: PlanChoice, catalog: Catalog): bigint {
  const found = catalog.plans.find(({ name }) => name === plan);
  invariant(found !== undefined, `a workspace is on plan "${plan}", which the catalogue does not have`);
  return monthlyCredits ?? found.monthlyCredits ?? 0n;
}

type NewPeriod = { readonly anchor: Date; readonly period: Period; readonly entitlement: bigint };

/**
 * Begins a period after the lots that end with the one before it have expired: nothing is spent in it yet, and it has
 * one monthly lot. `step` is how far the lot's number goes beyond the last. Returns the lot's number; null for a plan
 * of 0 credits.
 */
export function beginPeriod(
  book: Book,
  { anchor, period, entitlement }: NewPeriod,
  { step, effectiveAt, actor = timekeeper }: { step: bigint; effectiveAt: Date; actor?: string },
): bigint | null {
  changeAccount(book, { anchor, period, entitlement } satisfies Partial<Account>);
  for (const lot of book.lots.values()) {
    const isOpen = lot.isOpen && lot.expiredAt === null;
    if (lot.spentInPeriod > 0n || lot.isOpen !== isOpen) putLot(book, { ...lot, spentInPeriod: 0n, isOpen });
  }
  beginLimits(book, period.start);
  if (entitlement === 0n) return null;
  return grantMonthly(book, { credits: entitlement, step, startsAt: period.start, effectiveAt, actor });
}

/**
 * Makes the monthly lot of a rise of the entitlement, which the account must have already: one lot per period and
 * entitlement reached.
 */
export function grantMonthly(
  book: Book,
  grant: {
    readonly credits: bigint;
    readonly step: bigint;
    readonly startsAt: Date;
    readonly effectiveAt: Date;
    readonly actor: string;
  },
): bigint {
  const { period, entitlement } = book.account;
  invariant(period !== null, "a monthly lot belongs to a period");
  const { credits, startsAt, effectiveAt, actor } = grant;
  const number = takeNumber(book, grant.step);
  putLot(
    book,
    newLot({ number, source: "monthly", credits, startsAt, expiresAt: period.end }, { period, entitlement }),
  );
  const line = { lot: number, from: null, to: "available", cause: "grant" } as const;
  post(book, { ...line, credits, actor, reason: reasonOf(book.account), effectiveAt });
  return number;
}

/** Why a monthly lot is issued, as its line of the ledger says it. */
function reasonOf({ plan, period, trialDays, unpaid }: Account): string {
  if (unpaid !== null && period !== null && period.start >= unpaid.from) return `Plan ${plan}, unpaid`;
  return trialDays !== null && trialDays > 0 ? `Trial of plan ${plan}` : `Plan ${plan}`;
}
