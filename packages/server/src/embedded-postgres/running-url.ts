import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectionUrl } from "./cluster-address.ts";
import { type ClusterCredentials, credentialsFile, ownerName } from "./credentials.ts";
import { folderPointer } from "./places.ts";
import { isRunning, readPostmaster } from "./postmaster.ts";

/** Connects to the embedded PostgreSQL of a data folder as its owner, where one runs; null where none does. */
export function runningUrl(dataFolder: string): string | null {
  const pointer = join(dataFolder, folderPointer);
  const folder = existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : join(dataFolder, "postgres");
  const postmaster = readPostmaster(join(folder, "data"));
  const credentials = join(folder, credentialsFile);
  if (postmaster === null || !isRunning(postmaster.pid) || !existsSync(credentials)) return null;
  const { owner: password } = JSON.parse(readFileSync(credentials, "utf8")) as ClusterCredentials;
  const { socketFolder, port } = postmaster;
  const address =
    socketFolder === ""
      ? ({ kind: "loopback", port } as const)
      : ({ kind: "socket", folder: socketFolder, port } as const);
  return connectionUrl(address, { user: ownerName, password, database: ownerName });
}
