import { createHash } from "node:crypto";
import { mkdirSync, statfsSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupError } from "./backup-error.ts";

/** A copied file: how much was read, and its SHA-256. */
export type CopiedFile = { readonly bytes: number; readonly sha256: string };

const chunkBytes = 1 << 20;
/** What a disk should have left after a copy, beside what it needs. */
const spareBytes = 64 << 20;

/** Copies a file so that it is on disk when this returns, readable by its owner only. Null: the file is gone. */
export async function copyFile(from: string, to: string, onBytes: (bytes: number) => void): Promise<CopiedFile | null> {
  const source = await open(from, "r").catch((cause: unknown) => {
    if (codeOf(cause) === "ENOENT") return null;
    throw cause;
  });
  if (source === null) return null;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    const target = await open(to, "wx", 0o600);
    try {
      const hash = createHash("sha256");
      const chunk = Buffer.allocUnsafe(chunkBytes);
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, chunkBytes, null);
        if (bytesRead === 0) break;
        const part = chunk.subarray(0, bytesRead);
        hash.update(part);
        for (let written = 0; written < bytesRead; ) {
          written += (await target.write(part, written, bytesRead - written, null)).bytesWritten;
        }
        bytes += bytesRead;
        onBytes(bytesRead);
      }
      await target.sync();
      return { bytes, sha256: hash.digest("hex") };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Writes a file so that it is on disk when this returns, readable by its owner only. */
export async function writeDurably(path: string, text: string | Buffer): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts a folder's list of names on disk; Windows does that by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Looks whether a disk has room before anything is copied.
 * @throws BackupError with what is needed and what is free
 */
export function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes + spareBytes) return;
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
  throw new BackupError(`${folder} has ${megabytes(free)} left; this needs ${megabytes(bytes + spareBytes)}.`);
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && "code" in cause ? String(cause.code) : null;
}
