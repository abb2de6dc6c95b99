import type { Engine } from "../batch/run-batch.ts";
import { nameReadFailure } from "../batch/run-to-end.ts";
import { schemaVersion } from "../database/migrate.ts";
import { sqlStateOf } from "../database/port.ts";
import { CreditsError } from "../domain/errors.ts";

/** Refuses to work on tables of another version, or on none; fails with `schema-version`. */
export async function checkSchema(engine: Engine, schema: string): Promise<void> {
  const text = "select max(version) as version from credits.schema_versions";
  const found = await readVersion(engine, text);
  if (found !== schemaVersion) throw new CreditsError("schema-version", { schema, found, expected: schemaVersion });
}

async function readVersion(engine: Engine, text: string): Promise<number | null> {
  try {
    const [rows = []] = await engine.database.run([engine.sql("select-schema-version", text, [])]);
    const version = rows[0]?.["version"];
    return version === null || version === undefined ? null : Number(version);
  } catch (error) {
    // Undefined table, undefined schema: nothing was ever migrated.
    if (["42P01", "3F000"].includes(sqlStateOf(error) ?? "")) return null;
    throw nameReadFailure(error);
  }
}
