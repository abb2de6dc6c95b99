import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { readClock } from "../clock.ts";
import { deleteOperations } from "../store/operations.ts";
import { selectOldOperations } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";
import { checkWholeNumber } from "./check-input.ts";

/** RULES R4.2: a caller that asks again later than this asks for something new. */
const keyLifetimeMs = 90 * 86_400_000;

/** What was issued, given back or taken back must have one effect however late it is asked for again. */
const keptForEver = ["grant", "refund", "reverse", "restore"];

const limits = { lockMs: 2_000, statementMs: 5_000, idleMs: 5_000 };

/**
 * Forgets keys that are too old to be asked for again, and whose holds have all ended: lists them without locks, then
 * deletes those of each workspace in a transaction of its own. Returns how many.
 */
export async function purgeKeys(engine: Engine, input: { readonly limit?: number }): Promise<number> {
  const limit = checkWholeNumber(input.limit ?? 1_000, "limit", { least: 1, most: 10_000 });
  const { database, clock, sql } = engine;
  try {
    const [now] = await ask(database, selectNow(sql));
    if (!now) return 0;
    const before = new Date(readClock(clock, now).database.getTime() - keyLifetimeMs);
    const found = await ask(database, selectOldOperations(sql, { before, keptForEver, limit }));
    for (const [workspace, keys] of Map.groupBy(found, (key) => key.workspace)) {
      await database.transaction(limits, (session) => session.run([deleteOperations(sql, workspace, keys)]));
    }
    return found.length;
  } catch (error) {
    throw nameReadFailure(error);
  }
}
