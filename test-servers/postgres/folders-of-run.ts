import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the names of folders begin with that workers keep for many files; they go when the run ends. */
export function folderOfRun(): string {
  return `dokly-run-${process.env["TEST_RUN"] ?? process.pid.toString(36)}-`;
}

/** Removes them; a worker itself is ended before it could. */
export function removeFoldersOfRun(): void {
  const kept = readdirSync(tmpdir()).filter((name) => name.startsWith(folderOfRun()));
  for (const name of kept) rmSync(join(tmpdir(), name), { recursive: true, force: true });
}
