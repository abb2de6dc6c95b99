import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../packages/server/src/embedded-postgres/embedded-postgres.ts";
import { isRunning } from "../../packages/server/src/embedded-postgres/postmaster.ts";

const prefix = "dokly-test-postgres-";

/** A PostgreSQL of one run; `folder` is where its data is. */
export type TestCluster = {
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL for one run of the tests, with the product's own code, in a folder of its own that `stop`
 * removes. Nothing is forced to disk, unless it `isDurable`. What a killed run left behind is removed first.
 */
export async function startTestCluster({ isDurable = false } = {}): Promise<TestCluster> {
  await removeAbandonedClusters();
  const folder = join(tmpdir(), `${prefix}${process.pid}`);
  const cluster = await startIn(folder, isDurable);
  return {
    url: cluster.url,
    pid: cluster.pid,
    folder: cluster.folder,
    stop: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startIn(folder: string, isDurable: boolean): ReturnType<typeof startEmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return startEmbeddedPostgres({ dataFolder: folder, isDurable, onNotice: (line) => console.info(line) });
}

async function removeAbandonedClusters(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      await (await startIn(folder, false)).stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
