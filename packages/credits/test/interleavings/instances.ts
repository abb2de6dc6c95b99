import pg from "pg";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, shippedCatalog } from "../../src/index.ts";
import { openPostgresEngineDatabase } from "../databases/engine-database.ts";
import { applicationRole } from "../databases/templates.ts";
import { show } from "../histories/match.ts";
import { clockOf } from "../histories/test-clock.ts";
import { auditLedger } from "../model/ledger-audit.ts";

/**
 * Several engines on one PostgreSQL, each with connections and a clock of its own, as servers on several machines have.
 * The second one sends its statements in pg's pipeline mode.
 */
export type Instances = {
  readonly credits: readonly [Credits, Credits, Credits];
  readonly clocks: readonly [{ now: number }, { now: number }, { now: number }];
  /** Connections of the owner of the tables. */
  readonly pool: pg.Pool;
  /** Sets all clocks. */
  setClocks(now: number): void;
  /** Deadlocks that PostgreSQL has counted in this database. */
  deadlocks(): Promise<number>;
  /**
   * Fails with what the sums of the stored lines, or the engine's own verification, find wrong in any workspace, or on
   * a deadlock.
   */
  check(): Promise<void>;
  close(): Promise<void>;
};

const START = Date.UTC(2027, 0, 15, 12);

export async function startInstances(): Promise<Instances> {
  const database = await openPostgresEngineDatabase();
  const { spansWorkspaces } = database.port;
  const start = (pipeline: boolean) => {
    const clock = { now: START };
    const options = `-c role=${applicationRole}`;
    const pool = new pg.Pool({ connectionString: database.url, max: 4, options, pipeline });
    pool.on("error", () => undefined);
    const credits = createCredits({
      database: postgresDatabase(pool, { spansWorkspaces }),
      catalog: shippedCatalog,
      clock: clockOf(() => ({ real: clock.now, business: clock.now })),
    });
    return { clock, pool, credits };
  };
  const [a, b, c] = [start(false), start(true), start(false)];
  const deadlocks = async () => {
    await database.pool.query("select pg_stat_force_next_flush()");
    const { rows } = await database.pool.query<{ deadlocks: bigint }>(
      "select deadlocks from pg_catalog.pg_stat_database where datname = current_database()",
    );
    return Number(rows[0]?.deadlocks);
  };
  return {
    credits: [a.credits, b.credits, c.credits],
    clocks: [a.clock, b.clock, c.clock],
    pool: database.pool,
    setClocks: (now) => {
      for (const { clock } of [a, b, c]) clock.now = now;
    },
    deadlocks,
    check: async () => {
      const problems = [
        ...(await auditLedger(async (text) => (await database.pool.query(text)).rows)),
        ...(await a.credits.verify({})).differences.map((difference) => show(difference)),
      ];
      const count = await deadlocks();
      if (count > 0) problems.push(`${count} deadlocks`);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    },
    close: async () => {
      for (const { credits, pool } of [a, b, c]) {
        await credits.close();
        await pool.end();
      }
      await database.drop();
    },
  };
}
