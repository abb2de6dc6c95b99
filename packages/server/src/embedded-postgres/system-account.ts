import { existsSync, readFileSync, statSync } from "node:fs";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** The account of the operating system that PostgreSQL runs under; null stands for the one that runs this process. */
export type SystemAccount = { readonly name: string; readonly uid: number; readonly gid: number } | null;

/** In order of preference; `nobody` exists nearly everywhere. */
const accountNames = ["dokly", "postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, so as root it runs under an account without rights: the one that owns the cluster
 * already, else the first of `dokly`, `postgres` and `nobody` that exists.
 * @throws EmbeddedPostgresError `no-account` where there is none
 */
export function accountForPostgres(dataFolder: string): SystemAccount {
  if (process.getuid?.() !== 0) return null;
  const accounts = readAccounts();
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { name: accounts.find((account) => account.uid === uid)?.name ?? String(uid), uid, gid };
  }
  for (const name of accountNames) {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new EmbeddedPostgresError(
    "no-account",
    "PostgreSQL does not run as root, and this machine has none of the accounts dokly, postgres and nobody. " +
      "Make one (useradd --system dokly), start Dokly as an ordinary user, or set DATABASE_URL.",
  );
}

function readAccounts(): { name: string; uid: number; gid: number }[] {
  if (!existsSync("/etc/passwd")) return [];
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid = "", gid = ""]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((account) => Number.isInteger(account.uid) && Number.isInteger(account.gid));
}
