import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What PostgreSQL writes about itself into postmaster.pid. */
export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly isReady: boolean;
};

/** What PostgreSQL says about the server on a cluster; null when none has been started, or it was stopped cleanly. */
export function readPostmaster(clusterData: string): Postmaster | null {
  const path = join(clusterData, "postmaster.pid");
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? "", isReady: lines[7]?.trim() === "ready" };
}

/**
 * Whether a process of that number runs; one of another user's counts, one that has ended and waits to be fetched does
 * not.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EPERM")) return false;
  }
  return !hasEndedUnfetched(pid);
}

/** In a container whose first process fetches nobody, ended processes keep their number. */
export function hasEndedUnfetched(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}
