import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectionUrl } from "./cluster-address.ts";
import { type ClusterCredentials, credentialsFile, ownerName, superuserName } from "./credentials.ts";
import { folderPointer } from "./places.ts";
import { isRunning, readPostmaster } from "./postmaster.ts";

/** The folder of a data folder's cluster: `postgres` in it, or where the data folder says. */
export function clusterFolderOf(dataFolder: string): string {
  const pointer = join(dataFolder, folderPointer);
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : join(dataFolder, "postgres");
}

/** Whether a data folder has a cluster, running or not. */
export function hasCluster(dataFolder: string): boolean {
  return existsSync(join(clusterFolderOf(dataFolder), "data", "PG_VERSION"));
}

/** Connects to the embedded PostgreSQL of a data folder as its owner, where one runs; null where none does. */
export function runningUrl(dataFolder: string): string | null {
  return urlOf(dataFolder, ({ owner }) => ({ user: ownerName, password: owner, database: ownerName }));
}

/** The same as its superuser: for what PostgreSQL lets nobody else do, as a backup. */
export function superuserUrl(dataFolder: string): string | null {
  return urlOf(dataFolder, ({ superuser }) => ({ user: superuserName, password: superuser, database: ownerName }));
}

function urlOf(
  dataFolder: string,
  loginOf: (credentials: ClusterCredentials) => { user: string; password: string; database: string },
): string | null {
  const folder = clusterFolderOf(dataFolder);
  const postmaster = readPostmaster(join(folder, "data"));
  const credentials = join(folder, credentialsFile);
  if (postmaster === null || !isRunning(postmaster.pid) || !existsSync(credentials)) return null;
  const login = loginOf(JSON.parse(readFileSync(credentials, "utf8")) as ClusterCredentials);
  const { socketFolder, port } = postmaster;
  const address =
    socketFolder === ""
      ? ({ kind: "loopback", port } as const)
      : ({ kind: "socket", folder: socketFolder, port } as const);
  return connectionUrl(address, login);
}
