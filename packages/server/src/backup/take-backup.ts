import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { credentialsFile } from "../embedded-postgres/credentials.ts";
import { clusterFolderOf, superuserUrl } from "../embedded-postgres/running-url.ts";
import { forEachAtOnce } from "./at-once.ts";
import { BackupError } from "./backup-error.ts";
import { type BackupManifest, clusterFolder, manifestFile } from "./backup-manifest.ts";
import { listCluster } from "./cluster-files.ts";
import { copyFile, requireSpace, syncFolder, writeDurably } from "./copy-file.ts";
import { describeCluster } from "./describe-cluster.ts";

/** A backup to take of the embedded PostgreSQL of a data folder, which has to run. */
export type TakeBackup = {
  readonly dataFolder: string;
  /** The folder to make; it must not exist. */
  readonly to: string;
  /** How many bytes were copied, of about how many. */
  readonly onProgress: (copied: number, total: number) => void;
};

/**
 * Copies the cluster while it is in use, as pg_basebackup would: PostgreSQL is told that a backup begins, so that the
 * WAL written meanwhile mends whatever was copied in the middle of a change; that WAL is part of the copy. What was
 * committed before the end is in it. The folder appears under its name when all of it is on disk, or not at all.
 * @throws BackupError
 */
export async function takeBackup({ dataFolder, to, onProgress }: TakeBackup): Promise<BackupManifest> {
  if (existsSync(to)) throw new BackupError(`${to} is there already: name a folder that is not.`);
  const url = superuserUrl(dataFolder);
  if (url === null) throw new BackupError(`No PostgreSQL runs in ${dataFolder}.`);
  const cluster = clusterFolderOf(dataFolder);
  const parent = dirname(to);
  mkdirSync(parent, { recursive: true });
  const unfinished = `${to}.unfinished-${process.pid}`;
  const client = new pg.Client({ connectionString: url, application_name: "dokly backup" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { files } = listCluster(join(cluster, "data"));
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    requireSpace(parent, total);
    mkdirSync(unfinished, { mode: 0o700 });
    let copied = 0;
    const copy = new ClusterCopy(join(cluster, "data"), join(unfinished, clusterFolder), (bytes) => {
      copied += bytes;
      onProgress(copied, Math.max(total, copied));
    });
    const manifest = await copyCluster(client, copy);
    await copyFile(join(cluster, credentialsFile), join(unfinished, credentialsFile), () => undefined);
    await writeDurably(join(unfinished, manifestFile), `${JSON.stringify(manifest)}\n`);
    await syncFolder(unfinished);
    renameSync(unfinished, to);
    await syncFolder(parent);
    return manifest;
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw cause;
  } finally {
    await client.end();
  }
}

/** What was copied so far. */
class ClusterCopy {
  readonly files: BackupManifest["files"] = [];
  readonly from: string;
  readonly to: string;
  readonly #onBytes: (bytes: number) => void;

  constructor(from: string, to: string, onBytes: (bytes: number) => void) {
    this.from = from;
    this.to = to;
    this.#onBytes = onBytes;
  }

  async add(path: string): Promise<void> {
    const done = await copyFile(join(this.from, path), join(this.to, path), this.#onBytes);
    if (done !== null) this.files.push({ path, ...done });
  }
}

async function copyCluster(client: pg.Client, copy: ClusterCopy): Promise<BackupManifest> {
  const about = await describeCluster(client, copy.from);
  // Keeps the WAL from here on, however long the copy takes; it goes with this connection.
  await client.query("select pg_catalog.pg_create_physical_replication_slot($1, true, true)", [
    `dokly_backup_${process.pid}`,
  ]);
  const begun = await client.query<{ wal: string }>(
    "select pg_catalog.pg_walfile_name(pg_catalog.pg_backup_start('dokly', true)) as wal",
  );
  const { files, folders } = listCluster(copy.from);
  for (const folder of folders) mkdirSync(join(copy.to, folder), { recursive: true, mode: 0o700 });
  // What recovery begins with is copied last, as pg_basebackup does.
  const control = "global/pg_control";
  await forEachAtOnce(
    files.filter(({ path }) => path !== control),
    ({ path }) => copy.add(path),
  );
  await copy.add(control);
  const ended = await client.query<{ label: string; wal: string }>(
    `select labelfile as label, pg_catalog.pg_walfile_name(lsn - 1) as wal
     from pg_catalog.pg_backup_stop(false)`,
  );
  const [first = "", last = "", label = ""] = [begun.rows[0]?.wal, ended.rows[0]?.wal, ended.rows[0]?.label];
  for (const name of readdirSync(join(copy.from, "pg_wal")).sort()) {
    const isNeeded = /^[0-9A-F]{24}$/.test(name) ? name >= first && name <= last : name.endsWith(".history");
    if (isNeeded) await copy.add(`pg_wal/${name}`);
  }
  if (!copy.files.some(({ path }) => path === `pg_wal/${last}`)) {
    throw new BackupError(`The WAL ${last} was gone before it was copied.`);
  }
  await writeDurably(join(copy.to, "backup_label"), label);
  const sha256 = createHash("sha256").update(label).digest("hex");
  copy.files.push({ path: "backup_label", bytes: Buffer.byteLength(label), sha256 });
  await forEachAtOnce(["", ...folders], (folder) => syncFolder(join(copy.to, folder)));
  const bytes = copy.files.reduce((sum, file) => sum + file.bytes, 0);
  return { format: 1, takenAt: new Date().toISOString(), ...about, bytes, files: copy.files, folders: [...folders] };
}
