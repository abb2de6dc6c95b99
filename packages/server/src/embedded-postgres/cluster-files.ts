import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { SystemAccount } from "./system-account.ts";

/** The passwords that were drawn when the cluster was made. The superuser's is used for that only. */
export type ClusterCredentials = { readonly superuser: string; readonly owner: string };

/** Where the running server listens. */
export type ClusterAddress =
  | { readonly kind: "socket"; readonly folder: string; readonly port: number }
  | { readonly kind: "loopback"; readonly port: number };

/** What PostgreSQL writes about itself into postmaster.pid. */
export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly isReady: boolean;
};

/** A socket's path must fit into 107 bytes; `.s.PGSQL.5432.lock` is appended to the folder. */
const socketFolderBytesMax = 85;

/** Writes a file that only the account of PostgreSQL (and root) can read. */
export function writePrivateFile(path: string, text: string, account: SystemAccount): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (account !== null) chownSync(path, account.uid, account.gid);
}

/** Draws the passwords of a new cluster; a half-made cluster keeps those it has. */
export function readOrDrawCredentials(folder: string, account: SystemAccount): ClusterCredentials {
  const path = join(folder, "credentials.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as ClusterCredentials;
  const drawn = { superuser: randomBytes(24).toString("base64url"), owner: randomBytes(24).toString("base64url") };
  writePrivateFile(path, `${JSON.stringify(drawn)}\n`, account);
  return drawn;
}

/** A private socket where its path is short enough, else a free port of the loopback interface. */
export async function chooseAddress(folder: string): Promise<ClusterAddress> {
  const socketFolder = join(folder, "run");
  if (process.platform !== "win32" && Buffer.byteLength(socketFolder) <= socketFolderBytesMax) {
    return { kind: "socket", folder: socketFolder, port: 5432 };
  }
  return { kind: "loopback", port: await freePort() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Our part of the settings, written anew at each start and included from postgresql.conf. */
export function clusterSettings(address: ClusterAddress, isDurable: boolean): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const settings: Record<string, string> = {
    listen_addresses: address.kind === "loopback" ? quoted("127.0.0.1") : quoted(""),
    port: String(address.port),
    unix_socket_directories: address.kind === "socket" ? quoted(address.folder) : quoted(""),
    unix_socket_permissions: "0700",
    max_connections: "200",
    timezone: quoted("UTC"),
    log_timezone: quoted("UTC"),
    jit: "off",
    // One file per weekday, overwritten a week later: the log never grows without bound.
    logging_collector: "on",
    log_directory: quoted("log"),
    log_filename: quoted("postgres-%a.log"),
    log_truncate_on_rotation: "on",
    log_rotation_size: "0",
    ...(isDurable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}

/** What PostgreSQL says about the server on a cluster; null when none has been started, or it was stopped cleanly. */
export function readPostmaster(clusterData: string): Postmaster | null {
  const path = join(clusterData, "postmaster.pid");
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? "", isReady: lines[7]?.trim() === "ready" };
}

/** Whether a process of that number runs; one of another user's counts. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

/** The connection string of one role, understood by pg and by libpq. */
export function connectionUrl(
  address: ClusterAddress,
  login: { user: string; password: string; database: string },
): string {
  const base = `postgresql://${login.user}:${encodeURIComponent(login.password)}@`;
  return address.kind === "loopback"
    ? `${base}127.0.0.1:${address.port}/${login.database}`
    : `${base}localhost/${login.database}?host=${encodeURIComponent(address.folder)}&port=${address.port}`;
}
