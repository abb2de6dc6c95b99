import { setImmediate as nextTurn } from "node:timers/promises";
import type { Session, Statement } from "../database/port.ts";
import type { Book } from "../domain/book.ts";
import type { Command } from "../operations/command.ts";
import { writeTogether } from "../store/write-together.ts";
import { closeBooks, writeLines } from "./commit.ts";
import type { OpenedBook } from "./load.ts";
import { Planner } from "./plan-commands.ts";
import type { Engine } from "./run-batch.ts";

/**
 * Where few workspaces have many commands, so many are planned before their lines are sent: while PostgreSQL writes
 * them, the next are planned. Fewer would cost more in statements than they win; of many workspaces the other lane is
 * planned meanwhile.
 */
const partSize = 250;

/** A batch whose books are open. */
export type OpenBatch = {
  readonly commands: readonly Command<unknown>[];
  readonly books: Map<bigint, OpenedBook>;
  /** How many workspaces the batch asked for, with or without a book. */
  readonly workspaces: number;
  /** What is sent before anything is written. */
  readonly before?: readonly Statement[];
};

/** Plans a batch, and sends the lines of all parts but the last. Returns the planner, and what is still to be sent. */
export async function planAndSend(
  session: Session,
  engine: Engine,
  { commands, books, workspaces, before = [] }: OpenBatch,
): Promise<{ readonly planner: Planner; readonly unsent: readonly Statement[] }> {
  const planner = new Planner(engine.catalog, books, workspaces);
  const size = workspaces > commands.length / 2 ? commands.length : partSize;
  let waiting = before;
  for (let from = 0; from < commands.length; from += size) {
    planner.plan(commands.slice(from, from + size));
    if (from + size >= commands.length) break;
    const lines = writeLines(engine.sql, changedBooks(books));
    if (lines.length === 0) continue;
    planner.markSent();
    await session.run([...waiting, ...lines], { isUnawaited: true });
    waiting = [];
    // The connection gets a turn to pass them on.
    await nextTurn();
  }
  const changed = changedBooks(books);
  const writes = [...writeLines(engine.sql, changed), ...closeBooks(engine, changed)];
  // One command has few shapes, and each has a plan of its own; the shapes of many would be past counting.
  return { planner, unsent: [...waiting, ...(commands.length === 1 ? writeTogether(engine.sql, writes) : writes)] };
}

function changedBooks(books: ReadonlyMap<bigint, OpenedBook>): readonly Book[] {
  const changed: Book[] = [];
  for (const { book } of books.values()) if (book.changes.isChanged) changed.push(book);
  return changed;
}
