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

/**
 * Closes books, and makes the statements that write what changed in them: one per table and kind, whatever the number
 * of books. Nothing changed, nothing written.
 */
export function writeBooks(sql: Sql, books: readonly Book[]): readonly Statement[] {
  const changed = books.filter(({ changes }) => changes.isChanged);
  if (changed.length === 0) return [];
  for (const book of changed) book.account = closedAccount(book);
  const gather = <Item>(itemsOf: (changes: Changes, book: Book) => Iterable<Item>) =>
    changed.flatMap((book) =>
      [...itemsOf(book.changes, book)].map((item) => ({ ...item, workspace: book.account.workspace })),
    );
  const write = <Item>(
    rows: readonly Item[],
    statement: (sql: Sql, rows: readonly Item[]) => Statement,
  ): Statement[] => (rows.length > 0 ? [statement(sql, rows)] : []);
  return [
    ...write(
      gather((changes, book) => pick(book.lots, changes.lotsNew)),
      insertLots,
    ),
    ...write(
      gather((changes, book) => pick(book.lots, changes.lotsChanged)),
      updateLots,
    ),
    ...write(
      gather((changes, book) => pick(book.holds, changes.holdsNew)),
      insertHolds,
    ),
    ...write(
      gather((changes, book) => pick(book.holds, changes.holdsChanged)),
      updateHolds,
    ),
    ...write(
      gather((changes, book) =>
        changes.actionStarts.map((start) => ({ ...start, hold: valueAt(book.holds, start.number) })),
      ),
      insertActions,
    ),
    ...write(
      gather((changes) => changes.actionEnds),
      updateActions,
    ),
    ...write(
      gather((changes) => changes.actionRefunds.values()),
      updateRefunds,
    ),
    ...write(
      gather((changes, book) => changes.operations.map((stored) => ({ ...stored, at: book.databaseNow }))),
      insertOperations,
    ),
    ...write(
      gather((changes) => changes.limits.values()),
      putLimits,
    ),
    // After what a batch that opened a period wrote of the one before.
    ...write(
      gather((changes) => changes.pastCounts),
      addPastCounts,
    ),
    ...write(
      gather((changes) => changes.usage.values()),
      addUsage,
    ),
    // After what was added: a charge and its refund may be of one batch.
    ...write(
      gather((changes) => changes.usageRefunded.values()),
      lowerUsage,
    ),
    ...write(
      changed.flatMap(({ changes }) => changes.transfers),
      insertTransfers,
    ),
    ...write(
      changed.filter(({ changes }) => changes.hasSettings).map(({ account }) => account),
      updateSettings,
    ),
    updateAccounts(
      sql,
      changed.map(({ account }) => account),
    ),
  ];
}

/** The account after a batch: any change is one more version, and business time never runs back behind it. */
function closedAccount({ account, now }: Book): Account {
  return { ...account, lastAt: now, version: account.version + 1n };
}

function pick<Value>(values: ReadonlyMap<bigint, Value>, numbers: ReadonlySet<bigint>): readonly Value[] {
  return [...numbers].map((number) => valueAt(values, number));
}

function valueAt<Value>(values: ReadonlyMap<bigint, Value>, number: bigint): Value {
  const value = values.get(number);
  invariant(value !== undefined, `${number} was changed and is not in the book`);
  return value;
}
