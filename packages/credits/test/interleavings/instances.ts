import pg from "pg";
import { vi } from "vitest";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, shippedCatalog, workspaceIdOf } from "../../src/index.ts";
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
   * Fails with what the sums of the stored lines, or the engine's own verification, find wrong in any workspace that
   * was opened since the last check, or on a deadlock.
   */
  check(): Promise<void>;
  close(): Promise<void>;
};

const START = Date.UTC(2027, 0, 15, 12);

// A hundred meetings of real transactions take seconds, and minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

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
  // Each is looked at once, after the test that opened it.
  const checked = new Set<bigint>();
  const newWorkspaces = async () => {
    const all = await database.query<{ workspace_id: bigint; external_id: string }>(
      "select workspace_id, external_id from credits.accounts",
    );
    const news = all.filter(({ workspace_id: number }) => !checked.has(number));
    for (const { workspace_id: number } of news) checked.add(number);
    return news;
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
      const news = await newWorkspaces();
      const found = await Promise.all(
        news.map(({ external_id: externalId }) => a.credits.verify({ workspace: workspaceIdOf(externalId) })),
      );
      const numbers = news.map(({ workspace_id: number }) => number).join() || "null";
      const problems = [
        ...(await auditLedger((text) => database.query(text), numbers)),
        ...found.flatMap(({ differences }) => differences.map((difference) => show(difference))),
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
