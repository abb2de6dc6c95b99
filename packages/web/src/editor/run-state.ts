import type { Action, RunEvent } from "@dokly/contract";

/** What the `held` event said: the action, its hold, and who writes. */
export type Held = Extract<RunEvent, { event: "held" }>["data"];

/** One AI run as the review panel shows it. */
export type RunState =
  /** Asked for, holding, or writing. `lost`: the connection is away, the server goes on. */
  | { phase: "starting" | "streaming" | "cancelling" | "lost" | "given-up"; text: string; held: Held | null }
  /**
   * Ended. `review`: the whole text is there to accept. `stopped`: cancelled, with what was written so far. `landed`:
   * where a new page was stored.
   */
  | { phase: "review" | "stopped" | "failed"; text: string; held: Held | null; action: Action; landed: string | null }
  /** Never began: refused before anything was held or sent. */
  | { phase: "refused"; error: unknown };

/** What can happen to a run: the server's events, and what the browser notices or asks for. */
export type RunInput =
  | RunEvent
  | { event: "cancel-asked" | "connection-lost" | "given-up" | "tried-again" }
  | { event: "refused"; error: unknown };

export const startedRun: RunState = { phase: "starting", text: "", held: null };

/** True once no event can change the run any more. */
export const isEnded = (state: RunState): state is Extract<RunState, { action: Action }> => "action" in state;

/** True while the server works on it. */
export const isRunning = (state: RunState): boolean => !isEnded(state) && state.phase !== "refused";

function ended(
  state: { text: string; held: Held | null },
  end: { action: Action; landed?: string | undefined },
): RunState {
  const { action, landed = null } = end;
  const phase = action.status === "succeeded" ? "review" : action.status === "cancelled" ? "stopped" : "failed";
  // A text that failed its checks is never offered (RULES R6.3).
  return { phase, text: phase === "failed" ? "" : state.text, held: state.held, action, landed };
}

/** The run after one more thing happened. What comes after its end changes nothing. */
export function nextRunState(state: RunState, input: RunInput): RunState {
  if (isEnded(state) || state.phase === "refused") return state;
  switch (input.event) {
    case "held":
      // A stream that is joined again begins with `held` and all text so far.
      return { phase: state.phase === "cancelling" ? "cancelling" : "streaming", text: "", held: input.data };
    case "text":
      return { ...state, text: state.text + input.data.delta };
    case "settled":
    case "refunded":
      return ended(state, input.data);
    case "cancel-asked":
      return { ...state, phase: "cancelling" };
    case "connection-lost":
      return { ...state, phase: "lost" };
    case "given-up":
      return { ...state, phase: "given-up" };
    case "tried-again":
      return { ...state, phase: "starting" };
    case "refused":
      return { phase: "refused", error: input.error };
    default:
      return input satisfies never;
  }
}
