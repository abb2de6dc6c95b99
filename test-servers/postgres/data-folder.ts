import { accessSync, constants, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

/** Where Linux keeps files in memory. */
const inMemory = "/dev/shm";
const roomMin = 3_000_000_000;

/**
 * Where the data of PostgreSQL lies whose test proves nothing about a disk: in memory, where the machine has room for
 * it. Tests make and remove databases of hundreds of small files, which costs a disk's file system ten times as much.
 * Decided once for all processes of a run.
 */
export function folderForData(): string {
  process.env["TEST_DATA_FOLDER"] ??= hasRoomInMemory() ? inMemory : tmpdir();
  return process.env["TEST_DATA_FOLDER"];
}

/** The folders in which runs may have left data. */
export function foldersForData(): readonly string[] {
  return [...new Set([folderForData(), tmpdir()])];
}

function hasRoomInMemory(): boolean {
  try {
    accessSync(inMemory, constants.W_OK);
    const { bavail, bsize } = statfsSync(inMemory);
    // What such a folder may hold can be more than the machine has left.
    return Math.min(bavail * bsize, process.availableMemory()) > roomMin;
  } catch {
    return false;
  }
}
