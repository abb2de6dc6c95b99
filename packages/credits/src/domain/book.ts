import type { DaySums, Summed, Summing } from "./day-sums.ts";
import { invariant } from "./errors.ts";
import type { ActionEnd, ActionRefund, ActionStart, Hold } from "./hold.ts";
import type { LimitCounter } from "./limit-scope.ts";
import type { PastCount } from "./limits.ts";
import type { Lot } from "./lot.ts";
import type { Period } from "./period.ts";
import type { Transfer } from "./transfer.ts";
import type { UsageSlot } from "./usage-slot.ts";

/** A plan, with the operator's own number of credits per period; null: the plan's. */
export type PlanChoice = { readonly plan: string; readonly monthlyCredits: bigint | null };

/** From when on a workspace's plan is not paid, and the plan whose credits it gets meanwhile. */
export type Unpaid = { readonly from: Date; readonly plan: string };

/** A plan that waits for a reset: the next one, or the first at or after `from`. */
export type PendingPlan = PlanChoice & { readonly from: Date | null };

/** The row of a workspace: what is locked while its book is changed. */
export type Account = {
  readonly workspace: bigint;
  readonly externalId: string;
  readonly plan: string;
  /** The operator's own number per period; null: the plan's. */
  readonly monthlyCredits: bigint | null;
  /** What comes into force at a reset. */
  readonly pending: PendingPlan | null;
  /** Days of the trial that its first period is; 0 once that is over; null: it had none. */
  readonly trialDays: number | null;
  /** Periods that begin at this instant or later get the credits of this plan at most; null: paid. */
  readonly unpaid: Unpaid | null;
  /** Anchor and period are null until the first period is opened. */
  readonly anchor: Date | null;
  readonly period: Period | null;
  readonly entitlement: bigint;
  readonly isSuspended: boolean;
  /** Whether there are limits to be read. */
  readonly hasLimits: boolean;
  /** Up to where its slots are added up for the chart; null: none are yet. */
  readonly summed: Summed | null;
  readonly lastNumber: bigint;
  readonly lastSequence: bigint;
  readonly lastHash: string;
  readonly lastAt: Date | null;
  readonly version: bigint;
};

/** An accepted command, kept under its idempotency key. */
export type StoredOperation = {
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
  /** What it made or touched: holds, a lot; behind them the figures of its reply that nothing else keeps. */
  readonly subjects: readonly bigint[];
  /** Available after it. */
  readonly available: bigint;
};

/**
 * Everything of one workspace that a plan may read or change, at one instant, and what has changed since it was loaded.
 */
export type Book = {
  account: Account;
  /** Business time: periods, expiries, the log. */
  now: Date;
  /** Real time of the database: deadlines. */
  readonly databaseNow: Date;
  /** Available over all lots. */
  available: bigint;
  readonly lots: Map<bigint, Lot>;
  readonly holds: Map<bigint, Hold>;
  readonly operations: Map<string, StoredOperation>;
  readonly limits: Map<string, LimitCounter>;
  readonly changes: Changes;
};

export type Changes = {
  isChanged: boolean;
  /** Whether plan, suspension, limits or the end of what is added up changed, which few batches do. */
  hasSettings: boolean;
  readonly transfers: (Transfer & { readonly hash: string })[];
  /** Null where nothing is in it, as most are in most batches; so below. */
  lotsNew: Set<bigint> | null;
  lotsChanged: Set<bigint> | null;
  holdsNew: Set<bigint> | null;
  holdsChanged: Set<bigint> | null;
  readonly actionStarts: ActionStart[];
  readonly actionEnds: ActionEnd[];
  actionRefunds: Map<bigint, ActionRefund> | null;
  readonly operations: StoredOperation[];
  /** As they are now, by period. */
  readonly limits: Map<string, LimitCounter>;
  readonly pastCounts: PastCount[];
  usage: Map<string, UsageSlot> | null;
  /** What refunds take off their slots again. */
  usageRefunded: Map<string, UsageSlot> | null;
  /** What belongs to slots that were added up before. */
  daySums: Map<string, DaySums> | null;
  /** What refunds take off the sums of such slots. */
  daySumsRefunded: Map<string, DaySums> | null;
  summing: Summing | null;
};

/**
 * What is known of a workspace between two of its books: of one version of its row, with every lot that a book must
 * have.
 */
export type KeptBook = {
  readonly account: Account;
  readonly lots: Map<bigint, Lot>;
  readonly holds: Map<bigint, Hold>;
  readonly limits: Map<string, LimitCounter>;
  /** No running hold that is missing here has an earlier deadline; null: none is missing. */
  readonly unreadFrom: Date | null;
  /** Batches that it has served since it was read, one after the other, with nobody else's in between. */
  readonly batches: number;
};

export function operationId(operation: string, key: string): string {
  return `${operation} ${key}`;
}

/**
 * Opens a book, which from then on changes the maps that it was opened on. Business time never runs back: it is the
 * clock's, or that of the last change if that is later.
 */
export function openBook(
  { account, lots, holds, limits }: KeptBook,
  time: { readonly business: Date; readonly database: Date },
): Book {
  let available = 0n;
  for (const lot of lots.values()) available += lot.available;
  return {
    account,
    now: account.lastAt !== null && account.lastAt > time.business ? account.lastAt : time.business,
    databaseNow: time.database,
    available,
    lots,
    holds,
    operations: new Map(),
    limits,
    changes: {
      isChanged: false,
      hasSettings: false,
      transfers: [],
      lotsNew: null,
      lotsChanged: null,
      holdsNew: null,
      holdsChanged: null,
      actionStarts: [],
      actionEnds: [],
      actionRefunds: null,
      operations: [],
      limits: new Map(),
      pastCounts: [],
      usage: null,
      usageRefunded: null,
      daySums: null,
      daySumsRefunded: null,
      summing: null,
    },
  };
}

/** Whether a hold was taken in the current period: an end after a reset belongs to the period of its hold. */
export function isOfPeriod(book: Book, hold: Pick<Hold, "startedAt">): boolean {
  return book.account.period !== null && hold.startedAt >= book.account.period.start;
}

/** A lot that must be in the book. */
export function lotOf(book: Book, number: bigint): Lot {
  const lot = book.lots.get(number);
  invariant(lot !== undefined, `lot ${number} was not loaded`);
  return lot;
}
