import { setTimeout } from "node:timers/promises";
import type { Ledger } from "../ledgers/ledger.ts";
import type { OperationKind, Recording } from "./recording.ts";

/** A load that runs until it is stopped; `stop` waits for what is in flight. */
export type Load = { stop(): Promise<void> };

/** A caller who was refused does not ask again at once. */
const pauseMs = 10;

/**
 * So many callers, each holding, settling and beginning again as soon as it is answered. Latency is what a caller
 * waited; a slow answer also delays that caller's next question, so that offered load falls with speed: for latency
 * under a given load, see `startFixedRate`.
 */
export function startClosedLoop(
  ledger: Ledger,
  options: { readonly callers: number; readonly pick: () => number; readonly recording: Recording },
): Load {
  const { callers, pick, recording } = options;
  let isStopped = false;

  async function timed<Reply>(kind: OperationKind, operation: () => Promise<Reply>): Promise<Reply> {
    const beganAtMs = performance.now();
    const reply = await operation();
    if (recording.isOpen) recording.keepLatency(kind, performance.now() - beganAtMs);
    recording.complete();
    return reply;
  }

  async function call(): Promise<void> {
    while (!isStopped) {
      const workspace = pick();
      try {
        const hold = await timed("hold", () => ledger.hold(workspace));
        if (!isStopped) await timed("settle", () => ledger.settle(workspace, hold));
      } catch (error) {
        recording.fail(error);
        await setTimeout(pauseMs);
      }
    }
  }

  const all = Promise.all(Array.from({ length: callers }, call));
  return {
    stop: async () => {
      isStopped = true;
      await all;
    },
  };
}
