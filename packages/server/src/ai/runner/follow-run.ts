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

/** The end of a run as the ledger knows it; null while it goes on. */
async function readEnd(row: RunRow, hold: RunHold, deps: FollowDependencies): Promise<RunEvent | null> {
  if (!row.isEnded && row.secondsSinceHeartbeat <= staleSeconds) return null;
  const action = await deps.readAction(row.workspace, hold.action);
  if (action.status === "running") return null;
  const { available } = await deps.credits.getBalance({ workspace: row.workspace });
  const landed = row.landedPath === null ? {} : { landed: row.landedPath };
  const isSettled = action.status === "succeeded" || action.charged > 0;
  return { event: isSettled ? "settled" : "refunded", data: { action, available: Number(available), ...landed } };
}

/**
 * Tells a run of another process, or one that is over: held, all its text so far, then what comes, then its end. The
 * text is read from what the runner keeps, the end from the ledger; text of a run that failed is not offered again.
 */
export async function* followRun(first: RunRow, hold: RunHold, deps: FollowDependencies): AsyncGenerator<RunEvent> {
  yield heldEvent({ hold, writer: first.writer });
  let row: RunRow | null = first;
  let told = 0;
  let current = hold;
  while (row !== null) {
    if (row.hold !== null && row.hold.action !== current.action) {
      // It failed before any text and was begun anew, with a hold of its own.
      current = row.hold;
      told = 0;
      yield heldEvent({ hold: current, writer: first.writer });
    }
    const end = await readEnd(row, current, deps);
    const text: string = end?.event === "refunded" ? "" : (row.output ?? "");
    if (text.length > told) yield { event: "text", data: { delta: text.slice(told) } };
    told = Math.max(told, text.length);
    if (end !== null) {
      yield end;
      return;
    }
    await wait(deps.pollMs);
    row = await deps.store.findByAction(first.workspace, current.action);
  }
}
