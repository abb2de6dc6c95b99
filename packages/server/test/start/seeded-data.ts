import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { folderOfRun } from "../../../../test-servers/postgres/folders-of-run.ts";
import { startServerProcess } from "./server-process.ts";

let seeded: Promise<string> | null = null;

/**
 * Makes a data folder as a first start and its stop leave it: with its PostgreSQL, its secret and the demo. The first
 * takes seconds; it is kept until the run ends, and the others are copies of it.
 */
export async function copySeededData(dataFolder: string): Promise<void> {
  seeded ??= makeSeededData();
  // With its owners: where tests run as root, PostgreSQL has an account of its own and refuses a folder of another.
  await promisify(execFile)("cp", ["-a", await seeded, dataFolder]);
}

async function makeSeededData(): Promise<string> {
  const folder = mkdtempSync(join(folderForData(), folderOfRun()));
  chmodSync(folder, 0o711);
  const data = join(folder, "data");
  const server = startServerProcess({ DOKLY_DATA: data });
  await server.ready;
  server.process.kill("SIGTERM");
  if ((await server.ended) !== 0) throw new Error(`the first start did not end well:\n${server.output()}`);
  return data;
}
