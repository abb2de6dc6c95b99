import type { Logger } from "pino";

/** Work that is done again and again. */
export type Round = { readonly what: string; readonly everyMs: number; readonly work: () => Promise<unknown> };

/** Goes on with each round, one after the other, so that a slow database is not asked again and again. */
export function startRounds(rounds: readonly Round[], logger: Logger): { close(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const timers = rounds.map(({ what, everyMs, work }) =>
    setInterval(() => {
      running = running.then(work).catch((error: unknown) => logger.warn({ err: error }, `${what} failed; again soon`));
    }, everyMs),
  );
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
