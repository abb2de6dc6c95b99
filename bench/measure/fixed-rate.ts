import type { Ledger } from "../ledgers/ledger.ts";
import type { Load } from "./closed-loop.ts";
import type { OperationKind, Recording } from "./recording.ts";

/**
 * Operations that come at a fixed rate, whether or not earlier ones were answered, alternately a hold and the settle of
 * an earlier one. Latency counts from the instant at which an operation was due, so that a stall delays all that came
 * due in it and hides none of them (no coordinated omission). The timer's own delay, up to a millisecond or two, is
 * part of it.
 */
export function startFixedRate(
  ledger: Ledger,
  options: { readonly perSecond: number; readonly pick: () => number; readonly recording: Recording },
): Load {
  const { perSecond, pick, recording } = options;
  const held: { workspace: number; hold: string }[] = [];
  const inFlight = new Set<Promise<void>>();
  const startedAtMs = performance.now();
  let sent = 0;

  async function send(dueAtMs: number): Promise<void> {
    const counts = recording.isOpen;
    const done = (kind: OperationKind): void => {
      if (counts) recording.keepLatency(kind, performance.now() - dueAtMs);
      recording.complete();
    };
    const next = sent % 2 === 0 ? undefined : held.shift();
    try {
      if (next === undefined) {
        const workspace = pick();
        held.push({ workspace, hold: await ledger.hold(workspace) });
        done("hold");
      } else {
        await ledger.settle(next.workspace, next.hold);
        done("settle");
      }
    } catch (error) {
      recording.fail(error);
    }
  }

  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAtMs) * perSecond) / 1000);
    for (; sent < due; sent += 1) {
      const sending = send(startedAtMs + (sent * 1000) / perSecond);
      inFlight.add(sending);
      void sending.finally(() => inFlight.delete(sending));
    }
  }, 1);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(inFlight);
    },
  };
}
