import { isCreditsError, migrateCredits, schemaVersion } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type pg from "pg";
import { DatabaseUnusableError } from "./database-error.ts";

/**
 * Brings the engine's tables up to date.
 * @throws DatabaseUnusableError where a newer Dokly made them
 */
export async function migrateLedger(
  pool: pg.Pool,
  { applicationRole }: { readonly applicationRole: string | null },
): Promise<void> {
  try {
    await migrateCredits(postgresDatabase(pool), applicationRole === null ? {} : { applicationRole });
  } catch (cause) {
    const explained = explainSchemaVersion(cause);
    throw explained === null ? cause : new DatabaseUnusableError(explained, { cause });
  }
}

/**
 * The version of the ledger's tables (null: there are none), and the one that this Dokly works with; changes nothing.
 * @throws DatabaseUnusableError where a newer Dokly made them
 */
export async function readLedgerVersion(pool: pg.Pool): Promise<{ found: number | null; expected: number }> {
  const there = await pool.query("select where pg_catalog.to_regclass('credits.schema_versions') is not null");
  const { rows } =
    there.rowCount === 0
      ? { rows: [] }
      : await pool.query<{ found: number | null }>("select max(version) as found from credits.schema_versions");
  const found = rows[0]?.found ?? null;
  if (found === null || found <= schemaVersion) return { found, expected: schemaVersion };
  throw new DatabaseUnusableError(sentenceAbout(found, schemaVersion));
}

/** What to do about a ledger of another version; null where an error is about something else. */
export function explainSchemaVersion(error: unknown): string | null {
  return isCreditsError(error, "schema-version") ? sentenceAbout(error.details.found, error.details.expected) : null;
}

function sentenceAbout(found: number | null, expected: number): string {
  if (found === null) return "This database has no ledger yet: run npx dokly migrate, or start Dokly on it.";
  if (found > expected) {
    return (
      `The ledger of this database is at version ${found}, made by a newer Dokly; this one knows versions up to ` +
      `${expected}. Use the newer one, or another database.`
    );
  }
  return (
    `The ledger of this database is at version ${found}; this Dokly needs ${expected}. ` +
    "Run npx dokly migrate, or start this Dokly on it."
  );
}
