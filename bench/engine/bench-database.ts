import pg from "pg";
import { startTestCluster } from "../../test-servers/postgres/test-cluster.ts";
import { describeMachine, type MachineDescription } from "../machine/describe-machine.ts";
import { createResourceMeter, type ResourceMeter } from "../machine/resources.ts";

/** The PostgreSQL that a run started for itself, and what looks at it from outside the load. */
export type BenchDatabase = {
  readonly url: string;
  readonly machine: MachineDescription;
  /** For setting up and looking; never under load. */
  readonly client: pg.Client;
  readonly resources: ResourceMeter;
  /** A pool whose connections find tables in `schema` first. */
  openPool(options: { readonly connections: number; readonly schema: string; readonly isPipelined?: boolean }): pg.Pool;
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL that forces every commit to disk, and refuses to measure one that does not.
 */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const cluster = await startTestCluster({ isDurable: true });
  const client = new pg.Client({ connectionString: cluster.url });
  let stopping: Promise<void> | null = null;
  try {
    await client.connect();
    const machine = await describeMachine(client, cluster.folder);
    for (const name of ["fsync", "synchronous_commit"]) {
      if (machine.settings[name] !== "on") throw new Error(`PostgreSQL runs with ${name} = ${machine.settings[name]}.`);
    }
    return {
      url: cluster.url,
      machine,
      client,
      resources: createResourceMeter(client, cluster.pid),
      openPool: ({ connections, schema, isPipelined = false }) => {
        const options = { pipeline: isPipelined, options: `-c search_path=${schema}` };
        const login = { connectionString: cluster.url, max: connections, idleTimeoutMillis: 0 };
        // An interrupted run stops PostgreSQL under its connections.
        return new pg.Pool({ ...login, ...options }).on("error", () => undefined);
      },
      stop: () => (stopping ??= client.end().then(() => cluster.stop())),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Deadlocks that PostgreSQL has broken so far. Sessions report theirs when they end, so ask with pools closed. */
export async function countDeadlocks(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ deadlocks: string }>(
    "select deadlocks::text from pg_stat_database where datname = current_database()",
  );
  return Number(rows[0]?.deadlocks ?? 0);
}
