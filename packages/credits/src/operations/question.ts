import { BookCache } from "../batch/book-cache.ts";
import { loadBooks } from "../batch/load.ts";
import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { readClock } from "../clock.ts";
import type { Session } from "../database/port.ts";
import { advance } from "../domain/advance.ts";
import type { Book } from "../domain/book.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import { ask } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";

/** Questions read what is committed, in one view; what is in memory belongs to the batches. */
const noCache = new BookCache(0);

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
      const [now = new Date(Number.NaN)] = await ask(session, selectNow(engine.sql));
      const asked = { accounts: [{ workspace, version: 0n, lastHash: "" }], operations: [] };
      const found = { ...asked, time: readClock(engine.clock, now) };
      const books = await loadBooks(session, { sql: engine.sql, cache: noCache }, found, []);
      const book = books.get(workspace)?.book;
      if (!book) throw new CreditsError("workspace-not-found", { workspace: formatWorkspaceId(workspace) });
      advance(book, engine.catalog);
      return await answer(book, session);
    });
  } catch (error) {
    throw nameReadFailure(error);
  }
}
