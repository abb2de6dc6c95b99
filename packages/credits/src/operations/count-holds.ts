import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { readClock } from "../clock.ts";
import { selectOpenHolds } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";
import type { OpenHolds } from "../watch-verbs.ts";
import { checkWholeNumber } from "./check-input.ts";

/** Counts the holds that run, by the index that the sweeper reads, up to a limit. */
export async function countHolds(engine: Engine, input: { readonly limit?: number }): Promise<OpenHolds> {
  const limit = checkWholeNumber(input.limit ?? 10_000, "limit", { least: 1, most: 100_000 });
  try {
    const [now] = await ask(engine.database, selectNow(engine.sql));
    if (!now) throw new Error("the database does not tell the time");
    const asOf = readClock(engine.clock, now).database;
    const [found] = await ask(engine.database, selectOpenHolds(engine.sql, { at: asOf, limit }));
    const { open = 0, overdue = 0, oldestPlacedAt = null } = found ?? {};
    return { open, isCapped: open === limit, overdue, oldestPlacedAt, asOf };
  } catch (error) {
    throw nameReadFailure(error);
  }
}
