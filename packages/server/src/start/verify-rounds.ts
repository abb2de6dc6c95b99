import type { Credits, WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import type { Metrics } from "../metrics/metrics.ts";

const workspacesPerRound = 20;
/** Of one round; verify tells them all. */
const loggedMax = 20;

/**
 * Works the sums of all workspaces out again, some at a time and for ever, and tells what differs on /metrics and in
 * the log. Reads only: any number of servers may do it.
 */
export function startVerifyRounds(
  { credits, metrics, logger }: { readonly credits: Credits; readonly metrics: Metrics; readonly logger: Logger },
  everyMs: number,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let after: WorkspaceId | null = null;
  let foundInPass = 0;
  let foundBefore = 0;
  let running: Promise<void> = Promise.resolve();

  const round = async (): Promise<void> => {
    const startedAt = performance.now();
    const asked = { after, workspacesMax: workspacesPerRound, signal: stopping.signal };
    const { checked, differences, last, isComplete } = await verifyLedger(credits, asked);
    foundInPass += differences.length;
    // What the last pass found counts until this one is through: one good round does not call the rest good.
    metrics.verifyDifferences.set(Math.max(foundBefore, foundInPass));
    metrics.verifiedWorkspaces.inc(checked.workspaces);
    metrics.verifySeconds.set((performance.now() - startedAt) / 1_000);
    metrics.verifiedAt.set(Date.now() / 1_000);
    for (const difference of differences.slice(0, loggedMax))
      logger.error({ difference }, "the ledger does not add up");
    after = isComplete ? null : last;
    if (!isComplete) return;
    foundBefore = foundInPass;
    metrics.verifyDifferences.set(foundBefore);
    foundInPass = 0;
  };
  const timer = setInterval(() => {
    running = running.then(round).catch((error: unknown) => {
      metrics.verifyFailures.inc();
      logger.error({ err: error }, "ledgers could not be verified; tried again later");
    });
  }, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
