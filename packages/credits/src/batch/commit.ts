import type { Statement } from "../database/port.ts";
import type { Account, Book, Changes } from "../domain/book.ts";
import { invariant } from "../domain/errors.ts";
import { updateAccounts, updateSettings } from "../store/accounts.ts";
import { insertActions, updateActions, updateRefunds } from "../store/actions.ts";
import { insertHolds, updateHolds } from "../store/holds.ts";
import { addPastCounts, putLimits } from "../store/limits.ts";
import { insertLots, updateLots } from "../store/lots.ts";
import { insertOperations } from "../store/operations.ts";
import type { Sql } from "../store/statement.ts";
import { insertTransfers } from "../store/transfers.ts";
import { addUsage, lowerUsage } from "../store/usage-slots.ts";
import type { Of, Rows } from "../store/write-rows.ts";

/**
 * Closes books, and makes the statements that write what changed in them: one per table and kind, whatever the number
 * of books. Nothing changed, nothing written.
 */
export function writeBooks(sql: Sql, books: readonly Book[]): readonly Statement[] {
  const changed = books.filter(({ changes }) => changes.isChanged);
  if (changed.length === 0) return [];
  for (const book of changed) book.account = closedAccount(book);
  const write = <Item>(
    statement: (sql: Sql, rows: Rows<Item>) => Statement,
    itemsOf: (changes: Changes, book: Book) => Iterable<Item> | null,
  ): Statement[] => {
    const rows = gather(changed, itemsOf);
    return rows.rows.length > 0 ? [statement(sql, rows)] : [];
  };
  return [
    ...write(insertLots, (changes, book) => pick(book.lots, changes.lotsNew)),
    ...write(updateLots, (changes, book) => pick(book.lots, changes.lotsChanged)),
    ...write(insertHolds, (changes, book) => pick(book.holds, changes.holdsNew)),
    ...write(updateHolds, (changes, book) => pick(book.holds, changes.holdsChanged)),
    ...write(insertActions, ({ actionStarts }, { holds }) =>
      actionStarts.map(({ number, facts }) => ({ number, facts, hold: valueAt(holds, number) })),
    ),
    ...write(updateActions, (changes) => changes.actionEnds),
    ...write(updateRefunds, (changes) => changes.actionRefunds?.values() ?? null),
    ...write(insertOperations, ({ operations }, { databaseNow: at }) =>
      operations.map((stored) => ({ ...stored, at })),
    ),
    ...write(limitsWith(putLimits), (changes) => changes.limits.values()),
    // After what a batch that opened a period wrote of the one before.
    ...write(limitsWith(addPastCounts), (changes) => changes.pastCounts),
    ...write(addUsage, (changes) => changes.usage?.values() ?? null),
    // After what was added: a charge and its refund may be of one batch.
    ...write(lowerUsage, (changes) => changes.usageRefunded?.values() ?? null),
    ...write(withTheirOwn(insertTransfers), (changes) => changes.transfers),
    ...write(withTheirOwn(updateSettings), ({ hasSettings }, { account }) => (hasSettings ? [account] : null)),
    ...write(withTheirOwn(updateAccounts), (_, { account }) => [account]),
  ];
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
function withTheirOwn<Item>(statement: (sql: Sql, rows: readonly Item[]) => Statement) {
  return (sql: Sql, { rows }: Rows<Item>): Statement => statement(sql, rows);
}

/** Rows that are few, and written with their workspace. */
function limitsWith<Item extends object>(statement: (sql: Sql, rows: readonly Of<Item>[]) => Statement) {
  return (sql: Sql, { rows, workspaces }: Rows<Item>): Statement =>
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
