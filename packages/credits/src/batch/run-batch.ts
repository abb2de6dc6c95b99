import type { Clock } from "../clock.ts";
import { CommitUnknownError, ConnectionError, type Database, type TransactionLimits } from "../database/port.ts";
import type { Catalog } from "../domain/catalog.ts";
import type { Command } from "../operations/command.ts";
import type { Sql } from "../store/statement.ts";
import type { BookCache } from "./book-cache.ts";
import { type Claim, claimBooks, expectNewKeys } from "./claim.ts";
import type { DatabaseTime } from "./database-time.ts";
import { loadBooks, lockBooks, type OpenedBook } from "./load.ts";
import { planAndSend } from "./plan-and-send.ts";
import { type Outcome, WrittenDefectError } from "./plan-commands.ts";

/** What every batch needs. */
export type Engine = {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly sql: Sql;
  readonly cache: BookCache;
  readonly time: DatabaseTime;
  /** After so many actions of a workspace its slots are added up. */
  readonly sumEvery: number;
};

/** RULES R1.5. */
const limits: TransactionLimits = { lockMs: 2_000, statementMs: 5_000, idleMs: 5_000 };

type Ran = { readonly books: Map<bigint, OpenedBook>; readonly outcomes: readonly Outcome[] };

/**
 * Runs a batch: one transaction for all commands. Returns their outcomes in order. Throws where the transaction failed:
 * then nothing was applied, unless the error is a `CommitUnknownError`.
 */
export async function runBatch(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const workspaces = [...new Set(commands.map(({ workspace }) => workspace))];
  const claim = claimBooks(engine, workspaces, commands);
  const claimed = claim && (await runClaimed(engine, commands, claim));
  const { books, outcomes } = claimed ?? (await runLocked(engine, commands, workspaces));
  keepAll(engine, commands, books);
  return outcomes;
}

/**
 * Plans on what is in memory and sends everything at once, behind the statement that locks it and proves it right. Null
 * where it was not right, or where anything else was refused: nothing was applied, and what was in memory is forgotten.
 */
async function runClaimed(
  engine: Engine,
  commands: readonly Command<unknown>[],
  { books, question }: Claim,
): Promise<Ran | null> {
  try {
    return await engine.database.transaction(limits, async (session) => {
      const batch = { commands, books, workspaces: books.size, before: [question.statement] };
      const { planner, unsent } = await planAndSend(session, engine, batch);
      const [first] = await session.run([...unsent, ...expectNewKeys(engine, books, commands)], { isLast: true });
      if (unsent[0] === question.statement) for (const row of first ?? []) engine.time.hear(question.fromRow(row));
      return { books, outcomes: planner.outcomes() };
    });
  } catch (error) {
    const isAnswer =
      error instanceof WrittenDefectError || error instanceof CommitUnknownError || error instanceof ConnectionError;
    if (isAnswer) throw error;
    return null;
  }
}

/** Locks, loads what is not in memory, plans, commits. */
async function runLocked(
  engine: Engine,
  commands: readonly Command<unknown>[],
  workspaces: readonly bigint[],
): Promise<Ran> {
  return await engine.database.transaction(limits, async (session) => {
    const found = await lockBooks(session, engine, workspaces, commands);
    const books = await loadBooks(session, engine, found, commands);
    const batch = { commands, books, workspaces: workspaces.length };
    const { planner, unsent } = await planAndSend(session, engine, batch);
    if (unsent.length > 0) await session.run(unsent, { isLast: true });
    return { books, outcomes: planner.outcomes() };
  });
}

/** What is known to be committed is kept for the next batch; limits that were set are read again, in their order. */
function keepAll({ cache }: Engine, commands: readonly Command<unknown>[], books: Map<bigint, OpenedBook>): void {
  for (const { workspace, limit } of commands) if (limit) books.delete(workspace);
  for (const { book, kept } of books.values()) {
    cache.keep({ ...kept, account: book.account, batches: kept.batches + 1 });
  }
}
