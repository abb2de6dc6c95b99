import { invariant } from "./errors.ts";
import type { ActionEnd, ActionStart, Hold } from "./hold.ts";
import { type Lot, type LotAccount, moveInLot } from "./lot.ts";
import type { Period } from "./period.ts";
import { hashTransfer, type Transfer, type TransferCause } from "./transfer.ts";
import type { UsageSlot } from "./usage.ts";

/** The row of a workspace: what is locked while its book is changed. */
export type Account = {
  readonly workspace: bigint;
  readonly externalId: string;
  readonly plan: string;
  /** The operator's own number per period; null: the plan's. */
  readonly monthlyCredits: bigint | null;
  /** Anchor and period are null until the first period is opened. */
  readonly anchor: Date | null;
  readonly period: Period | null;
  readonly entitlement: bigint;
  readonly isSuspended: boolean;
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
  /** What it made: holds, or a lot. */
  readonly subjects: readonly bigint[];
  /** Available after it. */
  readonly available: bigint;
};

/** Everything of one workspace that a plan may read or change, at one instant, and what has changed since it was loaded. */
export type Book = {
  account: Account;
  /** Business time: periods, expiries, the log. */
  readonly now: Date;
  /** Real time of the database: deadlines. */
  readonly databaseNow: Date;
  /** Available over all lots. */
  available: bigint;
  readonly lots: Map<bigint, Lot>;
  readonly holds: Map<bigint, Hold>;
  readonly operations: Map<string, StoredOperation>;
  readonly changes: Changes;
};

export type Changes = {
  isChanged: boolean;
  readonly transfers: (Transfer & { readonly hash: string })[];
  readonly lotsNew: Set<bigint>;
  readonly lotsChanged: Set<bigint>;
  readonly holdsNew: Set<bigint>;
  readonly holdsChanged: Set<bigint>;
  readonly actionStarts: ActionStart[];
  readonly actionEnds: ActionEnd[];
  readonly operations: StoredOperation[];
  readonly usage: Map<string, UsageSlot>;
};

/** What was read of a workspace. */
export type LoadedBook = {
  readonly account: Account;
  readonly lots: readonly Lot[];
  readonly holds: readonly Hold[];
  readonly operations: readonly StoredOperation[];
};

export function operationId(operation: string, key: string): string {
  return `${operation} ${key}`;
}

/** Opens a book on what was loaded. Business time never runs back: it is the clock's, or that of the last change if that is later. */
export function openBook(loaded: LoadedBook, time: { readonly business: Date; readonly database: Date }): Book {
  const { account } = loaded;
  const now = account.lastAt !== null && account.lastAt > time.business ? account.lastAt : time.business;
  return {
    account,
    now,
    databaseNow: time.database,
    available: loaded.lots.reduce((sum, lot) => sum + lot.available, 0n),
    lots: new Map(loaded.lots.map((lot) => [lot.number, lot])),
    holds: new Map(loaded.holds.map((hold) => [hold.number, hold])),
    operations: new Map(loaded.operations.map((stored) => [operationId(stored.operation, stored.key), stored])),
    changes: {
      isChanged: false,
      transfers: [],
      lotsNew: new Set(),
      lotsChanged: new Set(),
      holdsNew: new Set(),
      holdsChanged: new Set(),
      actionStarts: [],
      actionEnds: [],
      operations: [],
      usage: new Map(),
    },
  };
}

/** Changes the workspace's own row. */
export function changeAccount(book: Book, change: Partial<Account>): void {
  book.account = { ...book.account, ...change };
  book.changes.isChanged = true;
}

/** The next number for a lot, or for a hold and its action; with `step`, leaves out those before it. */
export function takeNumber(book: Book, step = 1n): bigint {
  const number = book.account.lastNumber + step;
  changeAccount(book, { lastNumber: number });
  return number;
}

/** Adds a lot, whose credits are still at its source. */
export function addLot(book: Book, lot: Lot): void {
  book.lots.set(lot.number, lot);
  book.changes.lotsNew.add(lot.number);
}

/** Writes another value of a lot that is in the book. */
export function changeLot(book: Book, lot: Lot): void {
  invariant(book.lots.has(lot.number), `lot ${lot.number} was not loaded`);
  book.lots.set(lot.number, lot);
  if (!book.changes.lotsNew.has(lot.number)) book.changes.lotsChanged.add(lot.number);
  book.changes.isChanged = true;
}

/** Adds a hold. */
export function addHold(book: Book, hold: Hold): void {
  book.holds.set(hold.number, hold);
  book.changes.holdsNew.add(hold.number);
  book.changes.isChanged = true;
}

/** Writes another value of a hold that is in the book. */
export function changeHold(book: Book, hold: Hold): void {
  book.holds.set(hold.number, hold);
  if (!book.changes.holdsNew.has(hold.number)) book.changes.holdsChanged.add(hold.number);
  book.changes.isChanged = true;
}

/** Keeps an accepted command under its key. */
export function storeOperation(book: Book, operation: StoredOperation): void {
  book.operations.set(operationId(operation.operation, operation.key), operation);
  book.changes.operations.push(operation);
  book.changes.isChanged = true;
}

export type Move = {
  readonly lot: bigint;
  /** Null: from the lot's source. */
  readonly from: LotAccount | null;
  readonly to: LotAccount;
  readonly credits: bigint;
  readonly cause: TransferCause;
  readonly hold?: bigint;
  readonly part?: number;
  readonly actor: string;
  readonly reason?: string | null;
  readonly effectiveAt?: Date;
};

/** Moves credits inside one lot and writes the line of the ledger that says so. Moving nothing writes nothing. */
export function post(book: Book, move: Move): void {
  if (move.credits === 0n) return;
  const lot = book.lots.get(move.lot);
  invariant(lot !== undefined, `lot ${move.lot} was not loaded`);
  changeLot(book, moveInLot(lot, move.from, move.to, move.credits));
  if (move.to === "available") book.available += move.credits;
  if (move.from === "available") book.available -= move.credits;
  const transfer: Transfer = {
    workspace: book.account.workspace,
    sequence: book.account.lastSequence + 1n,
    from: move.from ?? lot.source,
    to: move.to,
    credits: move.credits,
    lot: move.lot,
    hold: move.hold ?? null,
    part: move.part ?? 0,
    cause: move.cause,
    actor: move.actor,
    reason: move.reason ?? null,
    at: book.now,
    effectiveAt: move.effectiveAt ?? book.now,
    balanceAfter: book.available,
  };
  const hash = hashTransfer(transfer, book.account.lastHash);
  book.changes.transfers.push({ ...transfer, hash });
  changeAccount(book, { lastSequence: transfer.sequence, lastHash: hash });
}
