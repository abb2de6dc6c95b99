import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { readClock } from "../clock.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { RunningHolds } from "../find-verbs.ts";
import { selectRunningHolds } from "../store/over-actions.ts";
import { ask } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkWholeNumber } from "./check-input.ts";

export type ListRunningHolds = { readonly workspace?: WorkspaceId; readonly limit?: number };

/** Holds that run, of one workspace or of all, those that run longest first. */
export async function listRunningHolds(engine: Engine, input: ListRunningHolds): Promise<RunningHolds> {
  const workspace = input.workspace === undefined ? null : checkWorkspace(input.workspace);
  const limit = checkWholeNumber(input.limit ?? 100, "limit", { least: 1, most: 1_000 });
  try {
    const [now = new Date(Number.NaN)] = await ask(engine.database, selectNow(engine.sql));
    const found = await ask(engine.database, selectRunningHolds(engine.sql, { workspace, limit }));
    const items = found.map(({ workspace: number, number: hold, ...rest }) => ({
      workspace: formatWorkspaceId(number),
      hold: formatLocalId("hold", number, hold),
      action: formatLocalId("act", number, hold),
      ...rest,
    }));
    return { items, asOf: readClock(engine.clock, now).database };
  } catch (error) {
    throw nameReadFailure(error);
  }
}
