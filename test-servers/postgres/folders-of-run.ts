import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { folderForData } from "./data-folder.ts";

/** What the names of folders for data begin with that workers keep for many files; they go when the run ends. */
export function folderOfRun(): string {
  return `dokly-run-${process.env["TEST_RUN"] ?? process.pid.toString(36)}-`;
}

/** Removes them; a worker itself is ended before it could. */
export function removeFoldersOfRun(): void {
  const kept = readdirSync(folderForData()).filter((name) => name.startsWith(folderOfRun()));
  for (const name of kept) rmSync(join(folderForData(), name), { recursive: true, force: true });
}
