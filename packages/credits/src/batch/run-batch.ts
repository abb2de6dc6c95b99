import type { Clock } from "../clock.ts";
import type { Database, TransactionLimits } from "../database/port.ts";
import { advance } from "../domain/advance.ts";
import type { Catalog } from "../domain/catalog.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { Command } from "../operations/command.ts";
import type { Sql } from "../store/statement.ts";
import type { BookCache } from "./book-cache.ts";
import { writeBooks } from "./commit.ts";
import { loadBooks, lockBooks, type OpenedBook } from "./load.ts";

/** What every batch needs. */
export type Engine = {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly sql: Sql;
  readonly cache: BookCache;
};

/**
 * What became of one command: a reply, an error of its own, or nothing yet, since another transaction holds its
 * workspace.
 */
export type Outcome =
  | { readonly kind: "reply"; readonly reply: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "skipped" };

/** RULES R1.5. */
const limits: TransactionLimits = { lockMs: 2_000, statementMs: 5_000, idleMs: 5_000 };

/**
 * Load with locks, plan, commit: one transaction for all commands. Returns their outcomes in order. Throws where the
 * transaction failed:
 * then nothing was applied, unless the error is a `CommitUnknownError`.
 */
export async function runBatch(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const workspaces = [...new Set(commands.map(({ workspace }) => workspace))];
  const { books, outcomes } = await engine.database.transaction(limits, async (session) => {
    const found = await lockBooks(session, engine, workspaces, commands);
    const books = await loadBooks(session, engine, found, commands);
    const outcomes = planAll(engine, commands, books, workspaces.length);
    const statements = writeBooks(
      engine.sql,
      Array.from(books.values(), ({ book }) => book),
    );
    if (statements.length > 0) await session.run(statements, { isLast: true });
    return { books, outcomes };
  });
  keepAll(engine, commands, books);
  return outcomes;
}

/** What is known to be committed is kept for the next batch; limits that were set are read again, in their order. */
function keepAll({ cache }: Engine, commands: readonly Command<unknown>[], books: Map<bigint, OpenedBook>): void {
  for (const { workspace, limit } of commands) if (limit) books.delete(workspace);
  for (const { book, kept } of books.values()) cache.keep({ ...kept, account: book.account });
}

function absent(command: Command<unknown>, workspaces: number): Outcome {
  if (workspaces > 1) return { kind: "skipped" };
  const workspace = formatWorkspaceId(command.workspace);
  return { kind: "error", error: new CreditsError("workspace-not-found", { workspace }) };
}

/**
 * Plans the commands in order. A refusal is the answer of its command alone; anything else ends all of its workspace's.
 */
function planAll(
  engine: Engine,
  commands: readonly Command<unknown>[],
  books: Map<bigint, OpenedBook>,
  workspaces: number,
): readonly Outcome[] {
  const expired = new Map<bigint, number>();
  const defects = new Map<bigint, unknown>();
  const guard = <Result>(workspace: bigint, work: () => Result): Result | null => {
    try {
      return work();
    } catch (error) {
      if (error instanceof CreditsError) throw error;
      defects.set(workspace, error);
      books.delete(workspace);
      return null;
    }
  };
  for (const [workspace, { book }] of books) {
    expired.set(workspace, guard(workspace, () => advance(book, engine.catalog)) ?? 0);
  }
  const outcomes = commands.map((command): Outcome => {
    const book = books.get(command.workspace)?.book;
    if (!book) return absent(command, workspaces);
    const context = { catalog: engine.catalog, expiredHolds: expired.get(command.workspace) ?? 0 };
    const { account } = book;
    const { isChanged } = book.changes;
    try {
      return { kind: "reply", reply: guard(command.workspace, () => command.plan(book, context)) };
    } catch (error) {
      const isUntouched = book.account === account && book.changes.isChanged === isChanged;
      if (!isUntouched) guard(command.workspace, () => invariant(false, "a refusal changed its book"));
      return { kind: "error", error };
    }
  });
  return outcomes.map((outcome, index) => {
    const workspace = commands[index]?.workspace;
    return workspace !== undefined && defects.has(workspace)
      ? { kind: "error", error: defects.get(workspace) }
      : outcome;
  });
}
