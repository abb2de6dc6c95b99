import type { WorkspaceId } from "@dokly/credits";
import type { Logger } from "pino";
import type { Payments } from "./create-payments.ts";

/** Drives what happens by itself: webhooks that are due, automatic top-ups, what a dying server left. */
export type Clockwork = {
  /** A webhook has come: looks at once. */
  nudge(): void;
  /** Time moved: looks at once at what may be due. */
  look(): void;
  close(): Promise<void>;
};

const eventsEveryMs = 2_000;
const watchEveryMs = 3_000;
const recoverEveryMs = 30_000;

/** Safe on any number of servers: each step locks what it works on, or is done once by its key. */
export function startClockwork(
  payments: Payments,
  { logger, deliver }: { readonly logger: Logger /** Of the sandbox: sends its webhooks. */; deliver(): Promise<void> },
): Clockwork {
  const seen = new Map<WorkspaceId, number>();
  let running: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const after = (what: string, work: () => Promise<unknown>) => {
    // One that waits already will see what this one would.
    let isWaiting = false;
    return (): void => {
      if (isWaiting) return;
      isWaiting = true;
      running = running.then(async () => {
        isWaiting = false;
        if (isClosed) return;
        await work().catch((error: unknown) => logger.warn({ err: error }, `${what} failed; tried again later`));
      });
    };
  };
  const handle = after("acting on webhooks", async () => {
    await deliver();
    await payments.handleEvents();
  });
  const watch = after("looking for automatic top-ups", () => payments.autoTopUps.watch(seen));
  const recover = after("looking at unfinished payments", () => payments.recover());
  const timers = [
    setInterval(handle, eventsEveryMs),
    setInterval(watch, watchEveryMs),
    setInterval(recover, recoverEveryMs),
  ];
  recover();
  return {
    nudge: handle,
    look: () => {
      recover();
      handle();
    },
    close: async () => {
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
