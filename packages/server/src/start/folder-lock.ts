import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "../embedded-postgres/postmaster.ts";
import { StartError } from "./start-error.ts";

/** Who has a data folder. `startedTicks` tells a process from a later one that got its number. */
type Owner = { readonly pid: number; readonly startedTicks: string | null; readonly startedAt: string };

export type FolderLock = { release(): void };

/**
 * Takes a data folder for this process: one server at a time works on an embedded database. A lock whose process is
 * gone is taken over.
 * @throws StartError naming the process that has it
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, "server.lock");
  const mine: Owner = {
    pid: process.pid,
    startedTicks: startedTicksOf(process.pid),
    startedAt: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (writeNew(path, `${JSON.stringify(mine)}\n`)) return { release: () => rmSync(path, { force: true }) };
    const owner = readOwner(path);
    if (owner !== null && isAlive(owner)) {
      throw new StartError(
        `The data folder ${folder} belongs to the Dokly that runs as process ${owner.pid} since ${owner.startedAt}. ` +
          `Use that one, stop it (kill ${owner.pid}), or set DOKLY_DATA to another folder.`,
      );
    }
    removeLockOf(owner, path);
  }
  throw new StartError(`The lock ${path} can not be taken: other servers keep starting on it.`);
}

/** Of several that find a dead owner's lock, one moves it away; a lock that was taken meanwhile is put back. */
function removeLockOf(dead: Owner | null, path: string): void {
  const moved = `${path}.${process.pid}`;
  try {
    renameSync(path, moved);
    if (JSON.stringify(readOwner(moved)) !== JSON.stringify(dead)) linkSync(moved, path);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "EEXIST")))
      throw cause;
  }
  rmSync(moved, { force: true });
}

/** Written aside and linked to its place, so that nobody reads half of it. */
function writeNew(path: string, text: string): boolean {
  const aside = `${path}.new-${process.pid}`;
  writeFileSync(aside, text, { mode: 0o600 });
  try {
    linkSync(aside, path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw cause;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readOwner(path: string): Owner | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof owner === "object" && owner !== null && "pid" in owner && typeof owner.pid === "number"
      ? (owner as Owner)
      : null;
  } catch {
    // Released a moment ago, or damaged by a crash of the machine: nobody's.
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid || !isRunning(owner.pid)) return false;
  return owner.startedTicks === startedTicksOf(owner.pid);
}

/** When a process began, in ticks since the machine started; null where the system does not say. */
function startedTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold blanks; what follows it is the third field on.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
