import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { CreditsError } from "../../src/index.ts";

/** What a command came to: its reply, or the code and details of its refusal. */
export type Came = { readonly reply: unknown } | { readonly refused: string; readonly details: unknown };

/** Longer, and commands could have given up waiting and come again, behind those that came after them. */
const gateMsMax = 1_200;
const attemptsMax = 20;

/**
 * Sends commands to one workspace in exactly this order: another connection holds its row, each command is sent when
 * the one before it waits for that row, and then the row is let go. `prepare` makes a new workspace and its commands;
 * it is asked again where the machine was so busy that the order is not certain.
 */
export async function inOrder<Scene extends { readonly externalId: string }>(
  pool: pg.Pool,
  prepare: () => Promise<Scene>,
  commandsOf: (scene: Scene) => readonly (() => Promise<unknown>)[],
): Promise<{ readonly scene: Scene; readonly came: readonly Came[] }> {
  for (let attempt = 1; ; attempt += 1) {
    const scene = await prepare();
    const gate = await closeGate(pool, scene.externalId);
    const since = performance.now();
    const sent: Promise<Came>[] = [];
    try {
      for (const command of commandsOf(scene)) {
        sent.push(command().then((reply) => ({ reply }), refusalOf));
        await gate.waitFor(sent.length, since + gateMsMax);
      }
    } finally {
      await gate.open();
    }
    const came = await Promise.all(sent);
    if (performance.now() - since < 2 * gateMsMax && gate.isCertain()) return { scene, came };
    if (attempt === attemptsMax) throw new Error("the machine is too busy for an order of commands to be certain");
  }
}

function refusalOf(error: unknown): Came {
  if (error instanceof CreditsError) return { refused: error.code, details: error.details };
  throw error;
}

async function closeGate(pool: pg.Pool, externalId: string) {
  const client = await pool.connect();
  await client.query("begin");
  await client.query("select 1 from credits.accounts where external_id = $1 for update", [externalId]);
  let isCertain = true;
  /** The first waits for the gate's transaction, those behind it for the row. */
  const countWaiting = async (): Promise<number> => {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_catalog.pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.waiting ?? 0;
  };
  return {
    isCertain: () => isCertain,
    waitFor: async (count: number, until: number): Promise<void> => {
      while ((await countWaiting()) < count) {
        if (performance.now() > until) {
          isCertain = false;
          return;
        }
        await pause(2);
      }
    },
    open: async (): Promise<void> => {
      await client.query("rollback");
      client.release();
    },
  };
}
