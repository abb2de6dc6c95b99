import { loadBooks } from "../batch/load.ts";
import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import type { Session } from "../database/port.ts";
import { advance } from "../domain/advance.ts";
import type { Book } from "../domain/book.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import { selectAccount } from "../store/accounts.ts";
import { ask } from "../store/statement.ts";

/**
 * Asks about one workspace in one consistent view, on its book advanced to now: what time alone has brought about shows
 * at once, and
 * nothing is written. Fails with `workspace-not-found`.
 */
export async function askBook<Answer>(
  engine: Engine,
  workspace: bigint,
  answer: (book: Book, session: Session) => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await engine.database.snapshot(async (session) => {
      const [account] = await ask(session, selectAccount(engine.sql, workspace));
      if (!account) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
      const books = await loadBooks(session, engine, [account], [{ workspace, holds: [], operation: null }]);
      const [book] = books.values();
      if (!book) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
      advance(book, engine.catalog);
      return await answer(book, session);
    });
  } catch (error) {
    throw nameReadFailure(error);
  }
}
