import type pg from "pg";
import type { Logger } from "pino";

const forgetEveryMs = 3_600_000;
/** How many rows one statement takes, so that none holds many locks for long. */
const rowsPerStatement = 1_000;

/**
 * What is over and nobody asks for again: sessions, links and codes past their end, and counters of attempts whose
 * longest window (an hour) is long past. Rows that somebody has locked are left for the next time.
 */
const forgotten = {
  sessions: { key: "id", isOver: "expires_at < now()" },
  verifications: { key: "id", isOver: "expires_at < now()" },
  rate_limits: { key: "id", isOver: "last_request < (extract(epoch from now()) - 86400) * 1000" },
  job_traces: { key: "ctid", isOver: "at < now() - interval '7 days'" },
} as const;

/** Forgets what is over, once: returns how many rows it was. Any number of processes may do so at the same time. */
export async function forgetExpired(pool: pg.Pool, isStopped: () => boolean = () => false): Promise<number> {
  let total = 0;
  for (const [table, { key, isOver }] of Object.entries(forgotten)) {
    let rows = rowsPerStatement;
    while (rows === rowsPerStatement && !isStopped()) {
      const { rowCount } = await pool.query(
        `delete from dokly.${table} where ${key} = any (array(
           select ${key} from dokly.${table} where ${isOver} limit ${rowsPerStatement} for update skip locked))`,
      );
      rows = rowCount ?? 0;
      total += rows;
    }
  }
  return total;
}

/** Forgets what is over at the start and each hour. */
export function startForgetting(pool: pg.Pool, logger: Logger): { stop(): Promise<void> } {
  let isStopped = false;
  const forget = async (): Promise<void> => {
    try {
      const rows = await forgetExpired(pool, () => isStopped);
      if (rows > 0) logger.info({ rows }, "forgot sessions, links and counters that are over");
    } catch (error) {
      logger.error({ err: error }, "sessions, links and counters that are over could not be forgotten; tried later");
    }
  };
  let running = forget();
  const timer = setInterval(() => {
    running = running.then(forget);
  }, forgetEveryMs).unref();
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
