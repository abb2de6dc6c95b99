/** How a tab learns of changes: from the server's events, or by asking every few seconds while those do not come. */
export type LiveMode = "connecting" | "live" | "polling";

export type LiveState = {
  readonly mode: LiveMode /** Connections lost or refused in a row. */;
  readonly failures: number;
};

export type LiveSignal = "opened" | "lost" | "silent";

export const initialLiveState: LiveState = { mode: "connecting", failures: 0 };

/**
 * `opened`: events arrive. `lost`: the connection broke, was refused or is given up. `silent`: nothing arrived for so long
 * that a proxy must be holding the stream back; until one opens, asking takes over.
 */
export function nextLiveState(state: LiveState, signal: LiveSignal): LiveState {
  if (signal === "opened") return { mode: "live", failures: 0 };
  if (signal === "lost") return { mode: "polling", failures: state.failures + 1 };
  return state.mode === "live" ? state : { mode: "polling", failures: state.failures };
}

const retryFirstMs = 1_000;
const retryMaxMs = 30_000;

/**
 * How long to wait before connecting again: doubling from 1 s to 30 s, less up to a quarter so that tabs do not come
 * at once.
 */
export function retryDelayMs(failures: number, random: number): number {
  const full = Math.min(retryMaxMs, retryFirstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (1 - random / 4));
}

/** How often the bucket is asked for: seldom while events arrive (one may be lost), every few seconds otherwise. */
export function pollEveryMs(mode: LiveMode): number {
  return mode === "live" ? 60_000 : 4_000;
}
