import { setTimeout as wait } from "node:timers/promises";
import { CreditsError } from "@dokly/credits";
import type { LiveRun, RunDependencies, StartedRun } from "./drive-run.ts";
import { holdExpired } from "./hold-expired.ts";

/**
 * Extends the hold, keeps the text and looks for a cancel, until `stop` is called. A database that is away is asked
 * again.
 */
export function keepAlive(
  live: LiveRun,
  run: StartedRun,
  textOf: () => string,
  deps: RunDependencies,
): { stop: () => Promise<void> } {
  const stopped = new AbortController();
  let kept = "";
  let extendedAt = Date.now();
  const beat = async (): Promise<void> => {
    const { workspace, hold } = run;
    const text = textOf();
    const changed = text === kept ? null : text;
    const { isCancelRequested } = await deps.store.beat({ workspace, action: hold.action, text: changed });
    kept = text;
    if (isCancelRequested) live.cancel();
    if (Date.now() - extendedAt < deps.timing.extendMs) return;
    await deps.credits.extendHold({ workspace, hold: hold.hold, deadlineMs: deps.timing.holdMs });
    extendedAt = Date.now();
  };
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await wait(deps.timing.beatMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await beat().catch((error: unknown) => {
        if (error instanceof CreditsError && error.code === "hold-ended") live.fail(holdExpired);
        else deps.logger.warn({ err: error, action: run.hold.action }, "a running action could not reach its database");
      });
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}
