import type { Clock } from "../clock.ts";
import type { Database, Session, TransactionLimits } from "../database/port.ts";
import { advance } from "../domain/advance.ts";
import type { Book } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { Command } from "../operations/command.ts";
import { lockAccounts } from "../store/accounts.ts";
import { ask, type Sql } from "../store/statement.ts";
import { writeBooks } from "./commit.ts";
import { loadBooks } from "./load.ts";

/** What every batch needs. */
export type Engine = {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly sql: Sql;
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
export function runBatch(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const workspaces = [...new Set(commands.map(({ workspace }) => workspace))].sort((a, b) => (a < b ? -1 : 1));
  return engine.database.transaction(limits, async (session) => {
    // Several workspaces take what is free and leave the rest for later; one alone waits for its turn.
    const accounts = await ask(session, lockAccounts(engine.sql, workspaces, workspaces.length > 1 ? "skip" : "wait"));
    if (accounts.length === 0) return commands.map((command) => absent(command, workspaces.length));
    const books = await loadBooks(session, engine, accounts, commands);
    const outcomes = planAll(engine, commands, books, workspaces.length);
    await write(session, engine, books);
    return outcomes;
  });
}

async function write(session: Session, engine: Engine, books: ReadonlyMap<bigint, Book>): Promise<void> {
  const statements = writeBooks(engine.sql, [...books.values()]);
  if (statements.length > 0) await session.run(statements);
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
  books: Map<bigint, Book>,
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
  for (const [workspace, book] of books) {
    expired.set(workspace, guard(workspace, () => advance(book, engine.catalog)) ?? 0);
  }
  const outcomes = commands.map((command): Outcome => {
    const book = books.get(command.workspace);
    if (!book) return absent(command, workspaces);
    const context = { catalog: engine.catalog, expiredHolds: expired.get(command.workspace) ?? 0 };
    try {
      return { kind: "reply", reply: guard(command.workspace, () => command.plan(book, context)) };
    } catch (error) {
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
