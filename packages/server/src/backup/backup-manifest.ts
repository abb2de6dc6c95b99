import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { BackupError } from "./backup-error.ts";

/** What lies in a backup beside the copied cluster, which is in `data`. */
export const manifestFile = "backup.json";
export const clusterFolder = "data";

const manifest = z.object({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** The major version of PostgreSQL that reads these files. */
  postgres: z.string().regex(/^\d+$/),
  /** The last migration of the server's tables, and the version of the ledger's; null: they were not there yet. */
  tables: z.string().nullable(),
  ledger: z.number().int().nullable(),
  bytes: z.number().int().nonnegative(),
  /** Every file with its path below the cluster's folder, its size and the SHA-256 of what is in it. */
  files: z.array(
    z.object({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  /** Empty folders, which PostgreSQL does not make by itself. */
  folders: z.array(z.string()),
});

/** What a backup is, and what belongs to it. */
export type BackupManifest = z.output<typeof manifest>;

/**
 * Reads what a backup says of itself.
 * @throws BackupError where it is none, or one that was not finished
 */
export function readManifest(backup: string): BackupManifest {
  let text: string;
  try {
    text = readFileSync(join(backup, manifestFile), "utf8");
  } catch (cause) {
    throw new BackupError(`${backup} is no backup of Dokly: it has no ${manifestFile}.`, { cause });
  }
  const parsed = manifest.safeParse(parseJson(text));
  if (!parsed.success) throw new BackupError(`${backup} is no backup that this Dokly can read.`);
  const outside = parsed.data.files.find(({ path }) => path.split("/").includes("..") || path.startsWith("/"));
  if (outside !== undefined) throw new BackupError(`${backup} names a file outside of itself: ${outside.path}.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
