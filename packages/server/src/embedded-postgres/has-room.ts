import { statfs } from "node:fs/promises";
import { clusterFolderOf } from "./running-url.ts";

/** Two segments of the write-ahead log: with less, PostgreSQL may have to stop until there is room. */
const bytesMin = 2 * 16 * 1_024 * 1_024;

/** Whether the embedded PostgreSQL of a data folder has room on its disk to go on. */
export async function hasRoom(dataFolder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(clusterFolderOf(dataFolder));
  return bavail * bsize >= bytesMin;
}
