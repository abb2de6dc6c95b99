import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "../../packages/server/src/embedded-postgres/postmaster.ts";
import { folderForData } from "./data-folder.ts";

const prefix = "dokly-run-";

/** What the names of folders for data begin with that workers keep for many files; they go when the run ends. */
export function folderOfRun(): string {
  return `${prefix}${process.env["TEST_RUN"] ?? process.pid.toString(36)}-`;
}

/** Removes them; a worker itself is ended before it could. */
export function removeFoldersOfRun(): void {
  removeFolders((name) => name.startsWith(folderOfRun()));
}

/** Removes those of runs that were killed: they lie in memory. */
export function removeAbandonedFolders(): void {
  removeFolders((name) => !isRunning(Number.parseInt(name.slice(prefix.length), 36)));
}

function removeFolders(isOver: (name: string) => boolean): void {
  const found = readdirSync(folderForData()).filter((name) => name.startsWith(prefix) && isOver(name));
  for (const name of found) rmSync(join(folderForData(), name), { recursive: true, force: true });
}
