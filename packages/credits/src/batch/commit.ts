import type { Account, Book, Changes } from "../domain/book.ts";
import { sumWhenDue } from "../domain/day-sums.ts";
import { invariant } from "../domain/errors.ts";
import { updateAccounts, updateSettings } from "../store/accounts.ts";
import { insertActions, updateActions, updateRefunds } from "../store/actions.ts";
import { addDaySums, lowerDaySums, sumSlots } from "../store/day-sums.ts";
import { insertHolds, updateHolds } from "../store/holds.ts";
import { addPastCounts, putLimits } from "../store/limits.ts";
import { insertLots, updateLots } from "../store/lots.ts";
import { insertOperations } from "../store/operations.ts";
import type { Sql } from "../store/statement.ts";
import { insertTransfers } from "../store/transfers.ts";
import { addUsage, lowerUsage } from "../store/usage-slots.ts";
import type { Of, Rows, Write } from "../store/write-rows.ts";

/**
 * The statements that add the lines, holds, actions and keys of books, or end some: one per table and kind, whatever
 * the number of books. They are written once; what a book changes from then on is left for the next time.
 */
export function writeLines(sql: Sql, books: readonly Book[]): readonly Write[] {
  const write = writerOf(sql, books);
  const statements = [
    ...write(insertHolds, (changes, book) => pick(book.holds, changes.holdsNew)),
    ...write(updateHolds, (changes, book) => pick(book.holds, changes.holdsChanged)),
    ...write(insertActions, ({ actionStarts }, { holds }) =>
      actionStarts.map(({ number, facts }) => ({ number, facts, hold: valueAt(holds, number) })),
    ),
    ...write(updateActions, (changes) => changes.actionEnds),
    ...write(insertOperations, ({ operations }, { databaseNow: at }) =>
      operations.map((stored) => ({ ...stored, at })),
    ),
    ...write(withTheirOwn(insertTransfers), (changes) => changes.transfers),
  ];
  for (const { changes } of books) {
    changes.holdsNew = null;
    changes.holdsChanged = null;
    for (const written of [changes.actionStarts, changes.actionEnds, changes.operations, changes.transfers]) {
      written.length = 0;
    }
  }
  return statements;
}

/** Closes books, and makes the statements that write what all of a batch's commands make of their sums and rows. */
export function closeBooks(
  { sql, sumEvery }: { readonly sql: Sql; readonly sumEvery: number },
  books: readonly Book[],
): readonly Write[] {
  const write = writerOf(sql, books);
  for (const book of books) {
    sumWhenDue(book, sumEvery);
    book.account = closedAccount(book);
  }
  return [
    ...write(insertLots, (changes, book) => pick(book.lots, changes.lotsNew)),
    ...write(updateLots, (changes, book) => pick(book.lots, changes.lotsChanged)),
    ...write(updateRefunds, (changes) => changes.actionRefunds?.values() ?? null),
    ...write(limitsWith(putLimits), (changes) => changes.limits.values()),
    // After what a batch that opened a period wrote of the one before.
    ...write(limitsWith(addPastCounts), (changes) => changes.pastCounts),
    ...write(addUsage, (changes) => changes.usage?.values() ?? null),
    // After what was added: a charge and its refund may be of one batch.
    ...write(lowerUsage, (changes) => changes.usageRefunded?.values() ?? null),
    ...write(addDaySums, (changes) => changes.daySums?.values() ?? null),
    ...write(lowerDaySums, (changes) => changes.daySumsRefunded?.values() ?? null),
    // After everything that is written into the slots.
    ...write(sumSlots, ({ summing }) => summing && [summing]),
    ...write(withTheirOwn(updateAccounts), (_, { account }) => [account]),
    ...write(withTheirOwn(updateSettings), ({ hasSettings }, { account }) => (hasSettings ? [account] : null)),
  ];
}

/** Makes a statement of the rows that books have for it; none where they have none. */
function writerOf(sql: Sql, books: readonly Book[]) {
  return <Item>(
    statement: (sql: Sql, rows: Rows<Item>) => Write,
    itemsOf: (changes: Changes, book: Book) => Iterable<Item> | null,
  ): Write[] => {
    const rows = gather(books, itemsOf);
    return rows.rows.length > 0 ? [statement(sql, rows)] : [];
  };
}

function gather<Item>(
  books: readonly Book[],
  itemsOf: (changes: Changes, book: Book) => Iterable<Item> | null,
): Rows<Item> {
  const rows: Item[] = [];
  const workspaces: bigint[] = [];
  for (const book of books) {
    for (const item of itemsOf(book.changes, book) ?? []) {
      rows.push(item);
      workspaces.push(book.account.workspace);
    }
  }
  return { rows, workspaces };
}

/** Rows that carry their workspace need nobody else to. */
function withTheirOwn<Item>(statement: (sql: Sql, rows: readonly Item[]) => Write) {
  return (sql: Sql, { rows }: Rows<Item>): Write => statement(sql, rows);
}

/** Rows that are few, and written with their workspace. */
function limitsWith<Item extends object>(statement: (sql: Sql, rows: readonly Of<Item>[]) => Write) {
  return (sql: Sql, { rows, workspaces }: Rows<Item>): Write =>
    statement(
      sql,
      rows.map((row, index) => ({ ...row, workspace: workspaces[index] ?? 0n })),
    );
}

/** The account after a batch: any change is one more version, and business time never runs back behind it. */
function closedAccount({ account, now }: Book): Account {
  return { ...account, lastAt: now, version: account.version + 1n };
}

function pick<Value>(values: ReadonlyMap<bigint, Value>, numbers: ReadonlySet<bigint> | null): Value[] | null {
  return numbers && Array.from(numbers, (number) => valueAt(values, number));
}

function valueAt<Value>(values: ReadonlyMap<bigint, Value>, number: bigint): Value {
  const value = values.get(number);
  invariant(value !== undefined, `${number} was changed and is not in the book`);
  return value;
}
