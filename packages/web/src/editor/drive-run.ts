import type { RunEvent } from "@dokly/contract";
import { ConnectionLost, isProblem } from "../api/problem.ts";
import type { RunInput } from "./run-state.ts";

const waitsMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** A failure after which the same request, with the same key, finds out what became of the run. */
const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof ConnectionLost || isProblem(error, "outcome-unknown");

/**
 * Follows a run to its end. When the connection breaks, or the stream closes without an end, the same request is sent
 * again under the same key: it joins the running action from its start, or replays its end, and never runs it twice.
 */
export async function driveRun(parts: {
  open: () => AsyncIterable<RunEvent>;
  tell: (input: RunInput) => void;
  wait: (milliseconds: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<void> {
  for (const waitMs of waitsMs) {
    try {
      for await (const event of parts.open()) {
        if (parts.signal.aborted) return;
        parts.tell(event);
        if (event.event === "settled" || event.event === "refunded") return;
      }
    } catch (error) {
      if (parts.signal.aborted) return;
      if (!isOutcomeUnknown(error)) return parts.tell({ event: "refused", error });
    }
    parts.tell({ event: "connection-lost" });
    await parts.wait(waitMs);
    if (parts.signal.aborted) return;
  }
  parts.tell({ event: "given-up" });
}
