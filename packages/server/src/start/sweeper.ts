import type { Credits } from "@dokly/credits";
import type { Logger } from "pino";

// A hold whose server died is to be released within a minute of its deadline.
const sweepEveryMs = 15_000;
const holdsPerSweep = 500;

/** Ends holds past their deadline, again and again; safe on any number of servers. */
export function startSweeper(credits: Credits, logger: Logger): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const sweep = async (): Promise<void> => {
    try {
      let ended = holdsPerSweep;
      while (ended === holdsPerSweep && !isStopped) {
        ended = await credits.expireHolds({ limit: holdsPerSweep });
        if (ended > 0) logger.info({ ended }, "released holds past their deadline");
      }
    } catch (error) {
      logger.error({ err: error }, "holds past their deadline could not be released; tried again later");
    }
  };
  const timer = setInterval(() => {
    running = running.then(sweep);
  }, sweepEveryMs);
  running = sweep();
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
