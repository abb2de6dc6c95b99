import type { RunFailure, RunState } from "./run-state.ts";

const passing: ReadonlySet<string> = new Set([
  "provider-overloaded",
  "provider-failed",
  "provider-unreachable",
  "provider-rate-limited",
  "own-key-rate-limited",
]);

/** A provider that asks to wait for longer is waited for by the person, not by the request. */
export const retryPauseMsMax = 3_000;

/** Whether the provider failed before any text, in a way that soon passes: nobody has seen anything of it yet. */
export function isWorthAnother(
  state: Pick<RunState, "answer">,
  stop: { readonly isCancelled: boolean; readonly failure: RunFailure | null },
): boolean {
  return state.answer === "" && !stop.isCancelled && stop.failure !== null && passing.has(stop.failure.code);
}
