import type { Batcher } from "../batch/batcher.ts";
import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { readClock } from "../clock.ts";
import { isCreditsError } from "../domain/errors.ts";
import { selectOverdueWorkspaces } from "../store/over-workspaces.ts";
import { ask } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";
import { checkWholeNumber } from "./check-input.ts";
import type { Command } from "./command.ts";

/**
 * Ends holds past their deadline: lists their workspaces without locks, then lets each be advanced by an ordinary
 * batch.
 */
export async function expireHolds(
  engine: Engine,
  batcher: Batcher,
  input: { readonly limit?: number },
): Promise<number> {
  const limit = checkWholeNumber(input.limit ?? 1_000, "limit", { least: 1, most: 10_000 });
  const workspaces = await overdueWorkspaces(engine, limit);
  const ended = await Promise.all(workspaces.map((workspace) => advanceOne(batcher, workspace)));
  return ended.reduce((sum, count) => sum + count, 0);
}

async function overdueWorkspaces(engine: Engine, limit: number): Promise<readonly bigint[]> {
  try {
    const [now] = await ask(engine.database, selectNow(engine.sql));
    if (!now) return [];
    const at = readClock(engine.clock, now).database;
    return await ask(engine.database, selectOverdueWorkspaces(engine.sql, { at, limit }));
  } catch (error) {
    throw nameReadFailure(error);
  }
}

/** A workspace that is busy now is left to the next sweep. */
async function advanceOne(batcher: Batcher, workspace: bigint): Promise<number> {
  try {
    return await batcher.submit(expireCommand(workspace));
  } catch (error) {
    if (isCreditsError(error, "overloaded")) return 0;
    throw error;
  }
}

/** Does nothing but advance its workspace; answers how many holds that ended. */
function expireCommand(workspace: bigint): Command<number> {
  return {
    workspace,
    isUrgent: true,
    holds: [],
    operation: null,
    rows: 6,
    plan: (_book, { expiredHolds }) => expiredHolds,
  };
}
