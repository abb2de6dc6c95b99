import type { RunFailure } from "./run-state.ts";

/** Why a run failed whose hold ended before it did. */
export const holdExpired: RunFailure = {
  code: "hold-expired",
  message: "It took longer than its credits could be held. Try again.",
};
