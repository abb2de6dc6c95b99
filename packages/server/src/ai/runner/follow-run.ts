import { setTimeout as wait } from "node:timers/promises";
import type { Action, RunEvent } from "@dokly/contract";
import type { Credits, WorkspaceId } from "@dokly/credits";
import type { RunHold, RunRow, RunStore } from "./run-store.ts";

/** A record that has not been touched for so long is of a server that died: only the ledger knows its end. */
const staleSeconds = 5;

export type FollowDependencies = {
  readonly credits: Credits;
  readonly store: RunStore;
  readonly pollMs: number;
  readonly readAction: (workspace: WorkspaceId, action: string) => Promise<Action>;
};

/** The first event of a run, as everybody who joins it hears it. */
export function heldEvent(run: { readonly hold: RunHold; readonly writer: "anthropic" | "demo" }): RunEvent {
  const { action, low, high, held, available } = run.hold;
  const estimate = { low: Number(low), high: Number(high) };
  return {
    event: "held",
    data: { actionId: action, estimate, held: Number(held), available: Number(available), writer: run.writer },
  };
}

/**
 * Tells a run of another process, or one that is over: held, all its text so far, then what comes, then its end.
 * The text is read from what the runner keeps, the end from the ledger.
 */
export async function* followRun(first: RunRow, hold: RunHold, deps: FollowDependencies): AsyncGenerator<RunEvent> {
  yield heldEvent({ hold, writer: first.writer });
  let row: RunRow | null = first;
  let told = 0;
  while (row !== null) {
    const text: string = row.output ?? "";
    if (text.length > told) yield { event: "text", data: { delta: text.slice(told) } };
    told = Math.max(told, text.length);
    if (row.isEnded || row.secondsSinceHeartbeat > staleSeconds) {
      const action = await deps.readAction(row.workspace, hold.action);
      if (action.status !== "running") {
        const { available } = await deps.credits.getBalance({ workspace: row.workspace });
        const isSettled = action.status === "succeeded" || action.charged > 0;
        yield { event: isSettled ? "settled" : "refunded", data: { action, available: Number(available) } };
        return;
      }
    }
    await wait(deps.pollMs);
    row = await deps.store.findByAction(first.workspace, hold.action);
  }
}
