import type { Action } from "@dokly/contract";
import { CreditsError, type WorkspaceId } from "@dokly/credits";
import type { RunDependencies } from "./drive-run.ts";
import { holdExpired } from "./hold-expired.ts";

/** How long a run may be silent: longer than any end is tried again, and than its hold lives without it. */
const silentSeconds = 90;
const runsAtOnce = 100;

type RecoveryDependencies = Pick<RunDependencies, "store" | "readAction" | "logger" | "land">;

/** Stores a page that was paid for just before its server died; one that was stored already is found. */
async function landAgain(
  { kind, document }: Action,
  { workspace, action }: { workspace: WorkspaceId; action: string },
  { store, land }: RecoveryDependencies,
): Promise<string | null> {
  if (kind !== "page" || document === null) return null;
  const text = (await store.findByAction(workspace, action))?.output ?? null;
  return text === null ? null : await land({ workspace, action, path: document.path, text });
}

/**
 * Closes the records of runs whose server died, by what the ledger knows of their end (RULES R6.5): a text that was
 * charged is offered again, one that was not is removed. Safe from any number of processes; returns how many it closed.
 */
export async function recoverRuns(deps: RecoveryDependencies): Promise<number> {
  const { store, readAction, logger } = deps;
  let closed = 0;
  for (const run of await store.findAbandoned({ silentSeconds, limit: runsAtOnce })) {
    const found = await readAction(run.workspace, run.action).catch((error: unknown) => {
      if (error instanceof CreditsError && error.code === "action-not-found") return null;
      throw error;
    });
    // The sweep of the holds ends it soon.
    if (found?.status === "running") continue;
    const wasCharged = found?.status === "succeeded" || (found?.charged ?? 0) > 0;
    const whyNot = found?.status === "cancelled" ? "cancelled" : (found?.failure?.code ?? holdExpired.code);
    const failureCode = wasCharged ? null : whyNot;
    const landedPath = found?.status === "succeeded" ? await landAgain(found, run, deps) : null;
    await store.end({ ...run, failureCode, landedPath });
    logger.warn(
      { ...run, status: found?.status, charged: found?.charged, failureCode },
      "the server that ran an action died; its record was closed by the ledger",
    );
    closed++;
  }
  return closed;
}
