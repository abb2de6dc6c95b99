import { type Account, type Book, operationId, type StoredOperation } from "./book.ts";
import type { Hold } from "./hold.ts";
import type { Lot } from "./lot.ts";

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

/** Writes a lot: a new one, or another value of one that was read. */
export function putLot(book: Book, lot: Lot): void {
  const { changes } = book;
  if (!book.lots.has(lot.number)) changes.lotsNew = withNumber(changes.lotsNew, lot.number);
  else if (!changes.lotsNew?.has(lot.number)) changes.lotsChanged = withNumber(changes.lotsChanged, lot.number);
  book.lots.set(lot.number, lot);
  book.changes.isChanged = true;
}

/** Writes a hold: a new one, or another value of one that was read. */
export function putHold(book: Book, hold: Hold): void {
  const { changes } = book;
  if (!book.holds.has(hold.number)) changes.holdsNew = withNumber(changes.holdsNew, hold.number);
  else if (!changes.holdsNew?.has(hold.number)) changes.holdsChanged = withNumber(changes.holdsChanged, hold.number);
  book.holds.set(hold.number, hold);
  book.changes.isChanged = true;
}

/** Keeps an accepted command under its key. */
export function storeOperation(book: Book, operation: StoredOperation): void {
  book.operations.set(operationId(operation.operation, operation.key), operation);
  book.changes.operations.push(operation);
  book.changes.isChanged = true;
}

function withNumber(numbers: Set<bigint> | null, number: bigint): Set<bigint> {
  return (numbers ?? new Set<bigint>()).add(number);
}
