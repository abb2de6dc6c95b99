import type { Credits } from "@dokly/credits";
import type { Logger } from "pino";
import { noTracing, type Tracing } from "../tracing/tracing.ts";

// A hold whose server died is to be released within a minute of its deadline.
const sweepEveryMs = 15_000;
const holdsPerSweep = 500;
const purgeEveryMs = 3_600_000;
const keysPerPurge = 1_000;

/** Ends holds past their deadline and forgets old keys, again and again; safe on any number of servers. */
export function startSweeper(
  credits: Credits,
  logger: Logger,
  tracing: Tracing = noTracing,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const sweep = async (): Promise<void> => {
    try {
      let ended = holdsPerSweep;
      while (ended === holdsPerSweep && !isStopped) {
        // A span that is never ended is never sent: most sweeps find nothing.
        const span = tracing.startLinked("sweep of holds", []);
        ended = await credits.expireHolds({ limit: holdsPerSweep });
        if (ended === 0) continue;
        span?.set({ "dokly.ended": ended });
        span?.end();
        logger.info({ ended }, "released holds past their deadline");
      }
    } catch (error) {
      logger.error({ err: error }, "holds past their deadline could not be released; tried again later");
    }
  };
  const purge = async (): Promise<void> => {
    try {
      let forgotten = keysPerPurge;
      while (forgotten === keysPerPurge && !isStopped) forgotten = await credits.purgeKeys({ limit: keysPerPurge });
    } catch (error) {
      logger.error({ err: error }, "old idempotency keys could not be forgotten; tried again later");
    }
  };
  const after = (work: () => Promise<void>) => () => {
    running = running.then(work);
  };
  const timers = [setInterval(after(sweep), sweepEveryMs), setInterval(after(purge), purgeEveryMs)];
  running = sweep().then(purge);
  return {
    stop: async () => {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
