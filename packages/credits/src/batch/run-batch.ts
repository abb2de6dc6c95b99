import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Database, Session, TransactionLimits } from "../database/port.ts";
import type { Book } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import type { Command } from "../operations/command.ts";
import type { Sql } from "../store/statement.ts";
import { writeTogether } from "../store/write-together.ts";
import type { BookCache } from "./book-cache.ts";
import { closeBooks, writeLines } from "./commit.ts";
import { loadBooks, lockBooks, type OpenedBook } from "./load.ts";
import { type Outcome, Planner } from "./plan-commands.ts";

/** What every batch needs. */
export type Engine = {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly sql: Sql;
  readonly cache: BookCache;
  /** After so many actions of a workspace its slots are added up. */
  readonly sumEvery: number;
};

/** RULES R1.5. */
const limits: TransactionLimits = { lockMs: 2_000, statementMs: 5_000, idleMs: 5_000 };

/**
 * Where few workspaces have many commands, so many are planned before their lines are sent: while PostgreSQL writes
 * them, the next are planned. Fewer would cost more in statements than they win; of many workspaces the other lane is
 * planned meanwhile.
 */
const partSize = 250;

/**
 * Load with locks, plan, commit: one transaction for all commands. Returns their outcomes in order. Throws where the
 * transaction failed: then nothing was applied, unless the error is a `CommitUnknownError`.
 */
export async function runBatch(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const workspaces = [...new Set(commands.map(({ workspace }) => workspace))];
  const { books, outcomes } = await engine.database.transaction(limits, async (session) => {
    const found = await lockBooks(session, engine, workspaces, commands);
    const books = await loadBooks(session, engine, found, commands);
    const planner = new Planner(engine.catalog, books, workspaces.length);
    const size = workspaces.length > commands.length / 2 ? commands.length : partSize;
    for (let from = 0; from < commands.length; from += size) {
      planner.plan(commands.slice(from, from + size));
      if (from + size < commands.length) await sendLines(session, engine, books, planner);
    }
    const changed = changedBooks(books);
    const writes = [...writeLines(engine.sql, changed), ...closeBooks(engine, changed)];
    // One command has few shapes, and each has a plan of its own; the shapes of many would be past counting.
    const statements = commands.length === 1 ? writeTogether(engine.sql, writes) : writes;
    if (statements.length > 0) await session.run(statements, { isLast: true });
    return { books, outcomes: planner.outcomes() };
  });
  keepAll(engine, commands, books);
  return outcomes;
}

/** Sends what was planned so far, and gives the connection a turn to pass it on. */
async function sendLines(
  session: Session,
  { sql }: Engine,
  books: ReadonlyMap<bigint, OpenedBook>,
  planner: Planner,
): Promise<void> {
  const statements = writeLines(sql, changedBooks(books));
  if (statements.length === 0) return;
  planner.markSent();
  await session.run(statements, { isUnawaited: true });
  await nextTurn();
}

function changedBooks(books: ReadonlyMap<bigint, OpenedBook>): readonly Book[] {
  const changed: Book[] = [];
  for (const { book } of books.values()) if (book.changes.isChanged) changed.push(book);
  return changed;
}

/** What is known to be committed is kept for the next batch; limits that were set are read again, in their order. */
function keepAll({ cache }: Engine, commands: readonly Command<unknown>[], books: Map<bigint, OpenedBook>): void {
  for (const { workspace, limit } of commands) if (limit) books.delete(workspace);
  for (const { book, kept } of books.values()) cache.keep({ ...kept, account: book.account });
}
