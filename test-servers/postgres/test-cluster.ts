import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgresBinaries } from "../../packages/server/src/embedded-postgres/binaries.ts";
import { startEmbeddedPostgres } from "../../packages/server/src/embedded-postgres/embedded-postgres.ts";
import { isRunning } from "../../packages/server/src/embedded-postgres/postmaster.ts";
import { findPostgres15 } from "../postgres-15/find-postgres-15.ts";
import { folderForData, foldersForData } from "./data-folder.ts";

/** What the data folders of clusters of either version begin with. */
const prefixes = { postgres: "dokly-test-postgres-", postgres15: "dokly-test-postgres15-" } as const;

/** A PostgreSQL of one run; `folder` is where its data is. */
export type TestCluster = {
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  stop(): Promise<void>;
};

/** The product's own PostgreSQL, or the oldest that the engine runs on. */
export type PostgresServer = keyof typeof prefixes;

/** Where the tests find the address of each. */
export const urlVariables = { postgres: "TEST_DATABASE_URL", postgres15: "TEST_POSTGRES15_URL" } as const;

/**
 * Starts a PostgreSQL for one run of the tests, with the product's own code, in a folder of its own that `stop`
 * removes. Nothing is forced to disk, unless it `isDurable`, and no disk is used where memory has room. What a killed
 * run left behind is removed first.
 */
export async function startTestCluster({
  isDurable = false,
  server = "postgres",
}: {
  isDurable?: boolean;
  server?: PostgresServer;
} = {}): Promise<TestCluster> {
  for (const place of foldersForData()) await removeAbandonedClusters(server, place);
  const folder = join(isDurable ? tmpdir() : folderForData(), `${prefixes[server]}${process.pid}`);
  const cluster = await startIn(folder, server, isDurable);
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

function startIn(folder: string, server: PostgresServer, isDurable: boolean): ReturnType<typeof startEmbeddedPostgres> {
  const binaries = server === "postgres15" ? findPostgres15() : findPostgresBinaries();
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return startEmbeddedPostgres({ dataFolder: folder, isDurable, binaries, onNotice: (line) => console.info(line) });
}

async function removeAbandonedClusters(server: PostgresServer, place: string): Promise<void> {
  const prefix = prefixes[server];
  for (const name of readdirSync(place)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const folder = join(place, name);
    try {
      await (await startIn(folder, server, false)).stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
