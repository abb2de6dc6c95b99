import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { StartError } from "./start-error.ts";

/**
 * Makes the data folder where it is missing. Others on the machine can not list it; as root they may pass through it,
 * as the account does that PostgreSQL runs under.
 * @throws StartError where it can not be written
 */
export function openDataFolder(folder: string): void {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode });
      chmodSync(folder, mode);
    }
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = join(folder, `.writable-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new StartError(
      `The data folder ${folder} can not be written (${code}). ` +
        "Make it writable for this user, or set DOKLY_DATA to a folder that is.",
      { cause },
    );
  }
}

/** The secret of the data folder: drawn once, readable by its owner only. */
export function keptSecret(folder: string): string {
  const path = join(folder, "secret");
  if (existsSync(path)) {
    requirePrivate(path);
    const secret = readFileSync(path, "utf8").trim();
    if (secret.length < 32) {
      throw new StartError(
        `${path} holds fewer than 32 characters. Delete it to have a new one drawn; everybody then signs in again.`,
      );
    }
    return secret;
  }
  const secret = randomBytes(48).toString("base64url");
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${secret}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
  return secret;
}

/** Who else could read the secret could sign in as anybody, and sign ledgers. */
function requirePrivate(path: string): void {
  if (process.platform === "win32" || (statSync(path).mode & 0o077) === 0) return;
  throw new StartError(`${path} can be read by others on this machine. Run: chmod 600 ${path}`);
}
