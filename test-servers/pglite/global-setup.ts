import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pgliteDatabase } from "../../packages/credits/src/database/pglite.ts";
import { migrateCredits } from "../../packages/credits/src/index.ts";
import { applicationRole, pgliteVariable } from "../../packages/credits/test/databases/templates.ts";

/**
 * Runs once before the tests on PGlite: making a database and its tables takes seconds, loading what that left a
 * fraction of one. The test processes find the file in an environment variable.
 */
export default async function setUpPglite(): Promise<() => Promise<void>> {
  if (process.env[pgliteVariable] !== undefined) return async () => undefined;
  const pglite = await PGlite.create();
  await pglite.exec(`create role ${applicationRole}`);
  await migrateCredits(pgliteDatabase(pglite), { applicationRole });
  const data = await pglite.dumpDataDir("none");
  await pglite.close();
  const folder = await mkdtemp(join(tmpdir(), "dokly-test-pglite-"));
  const file = join(folder, "credits.tar");
  await writeFile(file, new Uint8Array(await data.arrayBuffer()));
  process.env[pgliteVariable] = file;
  return () => rm(folder, { recursive: true, force: true });
}
