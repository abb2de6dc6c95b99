import { CreditsError } from "@dokly/credits";
import { holdExpired, type RunDependencies } from "./drive-run.ts";

/** How long a run may be silent: longer than any end is tried again, and than its hold lives without it. */
const silentSeconds = 90;
const runsAtOnce = 100;

/**
 * Closes the records of runs whose server died, by what the ledger knows of their end (RULES R6.5): a text that was
 * charged is offered again, one that was not is removed. Safe from any number of processes; returns how many it closed.
 */
export async function recoverRuns({
  store,
  readAction,
  logger,
}: Pick<RunDependencies, "store" | "readAction" | "logger">): Promise<number> {
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
    await store.end({ ...run, failureCode });
    logger.warn(
      { ...run, status: found?.status, charged: found?.charged, failureCode },
      "the server that ran an action died; its record was closed by the ledger",
    );
    closed++;
  }
  return closed;
}
