import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type PostgresBinaries, programPath } from "./binaries.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { canRun } from "./run-program.ts";
import { accountForPostgres, type SystemAccount } from "./system-account.ts";

/** Where the cluster and its programs are, and who runs them. */
export type ClusterPlaces = {
  readonly account: SystemAccount;
  readonly binaries: PostgresBinaries;
  /** Holds `data` (PostgreSQL's own), `run` (the socket), `log` and `credentials.json`. */
  readonly folder: string;
};

/** The file of a data folder that names where its cluster is, where that is elsewhere. */
export const folderPointer = "postgres-folder";

/** Where things go that an unprivileged account cannot reach in the person's own folders. */
const sharedFolder = "/var/lib/dokly";

/**
 * Decides where the cluster of a data folder lies. It is `<dataFolder>/postgres`, unless this process is root and the
 * account that PostgreSQL runs under cannot enter that folder (a clone under /root): then it is a folder of its own
 * under /var/lib/dokly, remembered in the data folder.
 * @throws EmbeddedPostgresError `folder-not-writable`, `no-account`
 */
export function placesForCluster(
  dataFolder: string,
  installed: PostgresBinaries,
  onNotice: (sentence: string) => void,
): ClusterPlaces {
  const pointer = join(dataFolder, folderPointer);
  const remembered = existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : null;
  const own = join(dataFolder, "postgres");
  const account = accountForPostgres(join(remembered ?? own, "data"));
  if (account === null) {
    makeFolder(own, account);
    return { account, binaries: installed, folder: own };
  }
  const binaries = reachableBinaries(installed, account, onNotice);
  if (remembered !== null) return { account, binaries, folder: makeFolder(remembered, account) };
  makeFolder(own, account);
  if (canEnter(own, account)) return { account, binaries, folder: own };
  rmSync(own, { recursive: true });
  const folder = makeFolder(join(sharedFolder, `postgres-${randomBytes(6).toString("hex")}`), account);
  writeFileSync(pointer, `${folder}\n`);
  onNotice(`PostgreSQL runs as the user ${account.name}, who can not enter ${dataFolder}: its data is in ${folder}.`);
  return { account, binaries, folder };
}

function canEnter(folder: string, account: NonNullable<SystemAccount>): boolean {
  return canRun("/bin/sh", ["-c", 'cd -- "$1" && [ -w . ]', "sh", folder], account);
}

function makeFolder(folder: string, account: SystemAccount): string {
  try {
    mkdirSync(folder, { recursive: true, mode: account === null ? 0o700 : 0o755 });
    if (account !== null) chownSync(folder, account.uid, account.gid);
    return folder;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "folder-not-writable",
      `The folder ${folder} can not be written (${errorCode(cause)}). ` +
        "Make it writable, or set DOKLY_DATA to a folder that is.",
      { cause },
    );
  }
}

/** The installed programs, or a copy of them under /var/lib/dokly where the account cannot reach the clone. */
function reachableBinaries(
  installed: PostgresBinaries,
  account: NonNullable<SystemAccount>,
  onNotice: (sentence: string) => void,
): PostgresBinaries {
  if (canRun(programPath(installed, "postgres"), ["--version"], account)) return installed;
  const folder = join(sharedFolder, `binaries-${installed.packageVersion}`);
  const copy = { folder, packageVersion: installed.packageVersion };
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    cpSync(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    openToReaders(unfinished);
    renameSync(unfinished, folder);
    onNotice(
      `PostgreSQL runs as the user ${account.name}, who cannot enter this clone: its programs were copied to ${folder}.`,
    );
  }
  if (!canRun(programPath(copy, "postgres"), ["--version"], account)) {
    throw new EmbeddedPostgresError(
      "no-account",
      `The user ${account.name} can run PostgreSQL neither from ${installed.folder} nor from ${folder}. ` +
        "Start Dokly as an ordinary user, or set DATABASE_URL.",
    );
  }
  return copy;
}

/** A strict umask at the install leaves files that only root can read. */
function openToReaders(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  const isProgram = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  chmodSync(path, stats.mode | (isProgram ? 0o555 : 0o444));
  if (stats.isDirectory()) for (const name of readdirSync(path)) openToReaders(join(path, name));
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
