import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BackupError } from "./backup-error.ts";
import { syncFolder, writeDurably } from "./copy-file.ts";

/** What the data folder draws once: who has them signs in as anybody, and opens own keys. */
const names = ["secret", "master-keys"] as const;

/** Where the keys of a backup go unless somebody says otherwise: beside it, never in it. */
export function keysFolderOf(backup: string): string {
  return `${backup}-keys`;
}

/**
 * Copies the secret and the key ring that a data folder keeps into a folder of their own, for their owner's eyes only.
 * Returns what was copied: nothing where the environment gives them.
 * @throws BackupError where the folder is there already
 */
export async function copyKeys(dataFolder: string, to: string): Promise<readonly string[]> {
  const found = names.filter((name) => existsSync(join(dataFolder, name)));
  if (found.length === 0) return [];
  if (existsSync(to)) throw new BackupError(`${to} is there already: name a folder that is not, with --keys.`);
  const unfinished = `${to}.unfinished-${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    for (const name of found) await writeDurably(join(unfinished, name), readFileSync(join(dataFolder, name)));
    await syncFolder(unfinished);
    renameSync(unfinished, to);
    return found;
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw cause;
  }
}

/** Puts the keys of a backup into a data folder that has none. Returns what was there. */
export async function restoreKeys(from: string, dataFolder: string): Promise<readonly string[]> {
  const found = names.filter((name) => existsSync(join(from, name)));
  for (const name of found) await writeDurably(join(dataFolder, name), readFileSync(join(from, name)));
  return found;
}
