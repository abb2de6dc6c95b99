import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../packages/server/src/embedded-postgres/embedded-postgres.ts";
import { isRunning } from "../../packages/server/src/embedded-postgres/postmaster.ts";

const prefix = "dokly-test-postgres-";

/**
 * Starts a PostgreSQL for one run of the tests, with the product's own code, in a folder of its own that `stop`
 * removes. Nothing is forced to disk. What a killed run left behind is removed first.
 */
export async function startTestCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeAbandonedClusters();
  const folder = join(tmpdir(), `${prefix}${process.pid}`);
  const cluster = await startIn(folder);
  return {
    url: cluster.url,
    stop: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startIn(folder: string): ReturnType<typeof startEmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return startEmbeddedPostgres({ dataFolder: folder, isDurable: false, onNotice: (line) => console.info(line) });
}

async function removeAbandonedClusters(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      await (await startIn(folder)).stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
