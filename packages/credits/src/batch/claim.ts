import { readClock } from "../clock.ts";
import type { Statement } from "../database/port.ts";
import { openBook, operationId } from "../domain/book.ts";
import type { Command } from "../operations/command.ts";
import { claimAccounts } from "../store/lock-accounts.ts";
import { expectNoOperations } from "../store/operations.ts";
import type { Question } from "../store/statement.ts";
import type { OpenedBook } from "./load.ts";
import type { Engine } from "./run-batch.ts";

/**
 * The database must have the locks so soon after the instant that the plan took for now. What took longer is planned
 * again, with the time of the lock.
 */
const withinMs = 250;

/** Books that were opened before anything is locked. */
export type Claim = {
  readonly books: Map<bigint, OpenedBook>;
  /** Locks what they were opened on, and fails where it is not that any more. It comes before all writes. */
  readonly question: Question<Date>;
};

/**
 * Opens the books of a batch on what is in memory, at the database's time as it was last heard. Null where that time,
 * or a book, or anything that a command asks of it is not known well enough: then the accounts are locked first.
 */
export function claimBooks(
  { cache, clock, sql, time }: Engine,
  workspaces: readonly bigint[],
  commands: readonly Command<unknown>[],
): Claim | null {
  const since = time.now();
  if (since === null) return null;
  const at = readClock(clock, since);
  const trusted = cache.takeTrusted(workspaces, commands, at.database);
  if (trusted === null) return null;
  const books = new Map<bigint, OpenedBook>();
  for (const kept of trusted) books.set(kept.account.workspace, { book: openBook(kept, at), kept });
  const known = trusted.map(({ account }) => account);
  return { books, question: claimAccounts(sql, known, { since, withinMs }) };
}

/**
 * What has to be true beside the claim: that the keys of commands that wrote none, as those that were refused, were
 * never accepted before, since then the first answer would be theirs. Those that were written have to be new anyway.
 */
export function expectNewKeys(
  { sql }: Engine,
  books: ReadonlyMap<bigint, OpenedBook>,
  commands: readonly Command<unknown>[],
): readonly Statement[] {
  const unwritten = commands.flatMap(({ workspace, operation: named }) => {
    const written = named && books.get(workspace)?.book.operations.get(operationId(named.operation, named.key));
    return named && !written ? [{ workspace, ...named }] : [];
  });
  return unwritten.length > 0 ? [expectNoOperations(sql, unwritten)] : [];
}
