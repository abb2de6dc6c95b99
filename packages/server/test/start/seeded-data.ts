import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { folderOfRun } from "../../../../test-servers/postgres/folders-of-run.ts";
import { startServerProcess } from "./server-process.ts";

const madeWithinMs = 90_000;

/**
 * Makes a data folder as a first start and its stop leave it: with its PostgreSQL, its secret and the demo. The first
 * takes seconds; it is kept until the run ends, and the others, in all workers, are copies of it.
 */
export async function copySeededData(dataFolder: string): Promise<void> {
  // With its owners: where tests run as root, PostgreSQL has an account of its own and refuses a folder of another.
  await promisify(execFile)("cp", ["-a", await seededData(), dataFolder]);
}

async function seededData(): Promise<string> {
  const folder = join(folderForData(), `${folderOfRun()}seeded`);
  const data = join(folder, "data");
  const made = join(folder, "made");
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    chmodSync(folder, 0o711);
    await makeSeededData(data);
    writeFileSync(made, "");
  }
  for (const end = Date.now() + madeWithinMs; !existsSync(made); ) {
    if (Date.now() > end) throw new Error(`nobody has made ${data}: the worker that began it failed`);
    await wait(100);
  }
  return data;
}

async function makeSeededData(data: string): Promise<void> {
  const server = startServerProcess({ DOKLY_DATA: data });
  await server.ready;
  server.process.kill("SIGTERM");
  if ((await server.ended) !== 0) throw new Error(`the first start did not end well:\n${server.output()}`);
}
