import type { Logger } from "pino";
import type { EmbeddedPostgres } from "./embedded-postgres.ts";
import { isRunning } from "./postmaster.ts";

const lookEveryMs = 1_000;
const waitMsMax = 30_000;

/** A start that fails is tried again after so long: 1, 2, 4, … and at most 30 seconds. */
function waitMsAfter(failures: number): number {
  return Math.min(waitMsMax, 1_000 * 2 ** (failures - 1));
}

/**
 * Starts the embedded PostgreSQL again when it ends by itself, as when the system takes its memory: it has no
 * supervisor but this process. Until it runs, requests are refused with 503 `database-unavailable` and /readyz says so;
 * what was acknowledged is in its write-ahead log.
 */
export function keepRunning(
  postgres: Pick<EmbeddedPostgres, "pid" | "restart">,
  { logger }: { readonly logger: Logger },
): { stop(): Promise<void> } {
  let failures = 0;
  let notBeforeMs = 0;
  let isStopped = false;
  let running: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    const nowMs = performance.now();
    if (isStopped || nowMs < notBeforeMs || isRunning(postgres.pid)) return;
    const { pid } = postgres;
    logger.error({ pid }, "the embedded PostgreSQL has ended by itself; it is started again");
    try {
      await postgres.restart();
      failures = 0;
      logger.warn({ pid: postgres.pid }, "the embedded PostgreSQL runs again");
    } catch (error) {
      failures += 1;
      const waitMs = waitMsAfter(failures);
      notBeforeMs = performance.now() + waitMs;
      logger.error({ err: error, waitMs }, "the embedded PostgreSQL could not be started again; tried again later");
    }
  };
  const timer = setInterval(() => {
    running ??= look().finally(() => {
      running = null;
    });
  }, lookEveryMs);
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
