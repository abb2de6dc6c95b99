import type pg from "pg";
import type { Logger } from "pino";

/** How soon a clock that was set on one server counts on the others. */
const lookEveryMs = 1_000;

/**
 * Business time: periods, expiries and the log. It is real time plus an offset, which is 0 unless an operator
 * simulates another time; hold deadlines, sessions and signatures use real time always (RULES R2.1).
 */
export type BusinessClock = {
  readonly offsetMs: number;
  /** Whether an operator set it. */
  readonly isSimulated: boolean;
  now(): Date;
  /** Sets it for all servers of the database; time goes on running from there. */
  set(now: Date, by: string): Promise<void>;
  /** Back to real time. A workspace that saw the future waits there (RULES R2.2). */
  end(): Promise<void>;
  close(): void;
};

/** Opens the clock that is kept in the database. */
export async function openSimulatedClock({ pool, logger }: { pool: pg.Pool; logger: Logger }): Promise<BusinessClock> {
  let offset: number | null = null;
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ offset: bigint }>(`select offset_ms as "offset" from dokly.simulated_clock`);
    const [row] = rows;
    offset = row === undefined ? null : Number(row.offset);
  };
  await look();
  const timer = setInterval(() => {
    look().catch((error: unknown) => logger.warn({ err: error }, "the simulated clock could not be read"));
  }, lookEveryMs);
  return {
    get offsetMs() {
      return offset ?? 0;
    },
    get isSimulated() {
      return offset !== null;
    },
    now: () => new Date(Date.now() + (offset ?? 0)),
    async set(now, by) {
      await pool.query(
        `insert into dokly.simulated_clock (offset_ms, set_by) values ($1, $2)
         on conflict (only_one) do update
         set offset_ms = excluded.offset_ms, set_by = excluded.set_by, set_at = clock_timestamp()`,
        [now.getTime() - Date.now(), by],
      );
      await look();
    },
    async end() {
      await pool.query("delete from dokly.simulated_clock");
      await look();
    },
    close: () => clearInterval(timer),
  };
}
