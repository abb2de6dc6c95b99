import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { findPostgresBinaries } from "../embedded-postgres/binaries.ts";
import { credentialsFile } from "../embedded-postgres/credentials.ts";
import { type ClusterPlaces, placesForCluster } from "../embedded-postgres/places.ts";
import { openDataFolder } from "../start/data-folder.ts";
import { lockFolder } from "../start/folder-lock.ts";
import { forEachAtOnce } from "./at-once.ts";
import { BackupError } from "./backup-error.ts";
import { type BackupManifest, clusterFolder, readManifest } from "./backup-manifest.ts";
import { copyFile, requireSpace, syncFolder } from "./copy-file.ts";
import { restoreKeys } from "./kept-keys.ts";

/** A backup to bring back, into a data folder that has nothing yet. */
export type RestoreBackup = {
  readonly from: string;
  /** The folder with its keys; null: there is none. */
  readonly keys: string | null;
  readonly dataFolder: string;
  readonly onProgress: (copied: number, total: number) => void;
  readonly onNotice: (sentence: string) => void;
};

export type RestoredBackup = { readonly manifest: BackupManifest; readonly keys: readonly string[] };

/**
 * Copies a backup into a new data folder and checks every file against what the backup says of it. PostgreSQL itself
 * goes through the WAL when it is started. Nothing that is there is overwritten; where something fails, what was made
 * is removed.
 * @throws BackupError, StartError, EmbeddedPostgresError
 */
export async function restoreBackup(asked: RestoreBackup): Promise<RestoredBackup> {
  const { from, keys, dataFolder, onNotice } = asked;
  const manifest = readManifest(from);
  const binaries = findPostgresBinaries();
  const major = binaries.packageVersion.split(".")[0] ?? "";
  if (manifest.postgres !== major) {
    throw new BackupError(`The backup is of PostgreSQL ${manifest.postgres}, and ${major} is installed.`);
  }
  requireEmpty(dataFolder);
  openDataFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  let made: string | null = null;
  try {
    const places = placesForCluster(dataFolder, binaries, onNotice);
    made = places.folder;
    requireSpace(places.folder, manifest.bytes);
    await copyBack(asked, manifest, places);
    const found = keys === null ? [] : await restoreKeys(keys, dataFolder);
    await syncFolder(places.folder);
    await syncFolder(dataFolder);
    return { manifest, keys: found };
  } catch (cause) {
    if (made !== null) rmSync(made, { recursive: true, force: true });
    for (const name of readdirSync(dataFolder)) if (name !== "server.lock") rmSync(join(dataFolder, name));
    throw cause;
  } finally {
    lock.release();
    if (readdirSync(dataFolder).length === 0) rmdirSync(dataFolder);
  }
}

function requireEmpty(dataFolder: string): void {
  if (!existsSync(dataFolder) || readdirSync(dataFolder).length === 0) return;
  throw new BackupError(
    `${dataFolder} is not empty, and a restore overwrites nothing. Name a new folder with --to, or move this one away.`,
  );
}

async function copyBack({ from, onProgress }: RestoreBackup, manifest: BackupManifest, places: ClusterPlaces) {
  const unfinished = join(places.folder, "data.restoring");
  let copied = 0;
  const onBytes = (bytes: number): void => {
    copied += bytes;
    onProgress(copied, manifest.bytes);
  };
  mkdirSync(unfinished, { mode: 0o700 });
  for (const folder of manifest.folders) mkdirSync(join(unfinished, folder), { recursive: true, mode: 0o700 });
  await forEachAtOnce(manifest.files, async ({ path, bytes, sha256 }) => {
    const done = await copyFile(join(from, clusterFolder, path), join(unfinished, path), onBytes);
    if (done === null) throw new BackupError(`The backup is damaged: ${path} is missing. Nothing was restored.`);
    if (done.bytes !== bytes || done.sha256 !== sha256) {
      throw new BackupError(`The backup is damaged: ${path} is not what was copied. Nothing was restored.`);
    }
  });
  const credentials = join(places.folder, credentialsFile);
  const isThere = await copyFile(join(from, credentialsFile), credentials, () => undefined);
  if (isThere === null) throw new BackupError(`The backup is damaged: ${credentialsFile} is missing.`);
  const folders = new Set(["", ...manifest.folders, ...manifest.files.map(({ path }) => dirname(path))]);
  await forEachAtOnce([...folders], (folder) => syncFolder(join(unfinished, folder)));
  giveTo(places.account, unfinished);
  giveTo(places.account, credentials);
  renameSync(unfinished, join(places.folder, "data"));
}

/** To the account that PostgreSQL runs under, where that is another. */
function giveTo(account: ClusterPlaces["account"], path: string): void {
  if (account === null) return;
  chownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(account, join(path, name));
}
