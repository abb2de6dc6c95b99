import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pgliteDatabase } from "../../packages/credits/src/database/pglite.ts";
import { migrateCredits } from "../../packages/credits/src/index.ts";
import {
  applicationRole,
  emptyPgliteVariable,
  pgliteVariable,
} from "../../packages/credits/test/databases/templates.ts";

/**
 * Runs once before the tests on PGlite: making a database and its tables takes seconds, loading what that left a
 * fraction of one. The test processes find the files, one from before the tables, in environment variables.
 */
export default async function setUpPglite(): Promise<() => Promise<void>> {
  if (process.env[pgliteVariable] !== undefined) return async () => undefined;
  const folder = await mkdtemp(join(tmpdir(), "dokly-test-pglite-"));
  const pglite = await PGlite.create();
  // Nobody makes another database: without what it would be copied from, there is a third less to load each time.
  await pglite.exec("update pg_catalog.pg_database set datistemplate = false where datname <> current_database()");
  for (const template of ["template0", "template1"]) await pglite.exec(`drop database ${template}`);
  const keep = async (variable: string, name: string): Promise<void> => {
    const data = await pglite.dumpDataDir("none");
    const file = join(folder, name);
    await writeFile(file, new Uint8Array(await data.arrayBuffer()));
    process.env[variable] = file;
  };
  await keep(emptyPgliteVariable, "empty.tar");
  await pglite.exec(`create role ${applicationRole}`);
  await migrateCredits(pgliteDatabase(pglite), { applicationRole });
  await keep(pgliteVariable, "credits.tar");
  await pglite.close();
  return () => rm(folder, { recursive: true, force: true });
}
