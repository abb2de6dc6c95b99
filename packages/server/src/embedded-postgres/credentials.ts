import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemAccount } from "./system-account.ts";

/** The passwords that were drawn when the cluster was made. The superuser's is used for that, and for backups. */
export type ClusterCredentials = { readonly superuser: string; readonly owner: string };

/** The role that may do everything. */
export const superuserName = "postgres";

/** The role that owns the database, and the database's own name. */
export const ownerName = "dokly";

/** Where they are kept, in the cluster's folder. */
export const credentialsFile = "credentials.json";

/** Writes a file that only the account of PostgreSQL (and root) can read. */
export function writePrivateFile(path: string, text: string, account: SystemAccount): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (account !== null) chownSync(path, account.uid, account.gid);
}

/** Draws the passwords of a new cluster; a half-made cluster keeps those it has. */
export function readOrDrawCredentials(folder: string, account: SystemAccount): ClusterCredentials {
  const path = join(folder, credentialsFile);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as ClusterCredentials;
  const drawn = { superuser: randomBytes(24).toString("base64url"), owner: randomBytes(24).toString("base64url") };
  writePrivateFile(path, `${JSON.stringify(drawn)}\n`, account);
  return drawn;
}
