import { lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";

/** A file or folder of a cluster, by its path below it, with `/` between its parts. */
export type ClusterFile = { readonly path: string; readonly bytes: number };

/** Everything of a cluster that a copy needs beside its WAL; folders that have to exist and be empty are apart. */
export type ClusterFiles = { readonly files: readonly ClusterFile[]; readonly folders: readonly string[] };

/** Their content belongs to a running server, or is made anew at its start. */
const emptied: ReadonlySet<string> = new Set([
  "log",
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_wal",
]);
/** Tells of the server that runs, and would keep another from starting. */
const leftOut =
  /(?:^|\/)(?:postmaster\.(?:pid|opts)|pg_internal\.init(?:\.\d+)?|pgsql_tmp[^/]*|current_logfiles(?:\.tmp)?)$/;

/** Lists what a copy of a running cluster consists of; files that come and go meanwhile may be missing or too much. */
export function listCluster(data: string): ClusterFiles {
  const files: ClusterFile[] = [];
  const folders: string[] = [];
  const visit = (folder: string): void => {
    for (const name of namesIn(join(data, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (leftOut.test(path)) continue;
      const stats = statsOf(join(data, path));
      if (stats === null) continue;
      if (!stats.isDirectory()) files.push({ path, bytes: stats.size });
      else {
        folders.push(path);
        if (!emptied.has(path)) visit(path);
      }
    }
  };
  visit("");
  return { files, folders: [...folders, "pg_wal/archive_status", "pg_wal/summaries"] };
}

function namesIn(folder: string): readonly string[] {
  return ignoreGone(() => readdirSync(folder).sort()) ?? [];
}

function statsOf(path: string): Stats | null {
  return ignoreGone(() => lstatSync(path));
}

function ignoreGone<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
