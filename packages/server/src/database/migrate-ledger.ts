import { isCreditsError, migrateCredits } from "@dokly/credits";
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

/** What to do about a ledger of another version; null where an error is about something else. */
export function explainSchemaVersion(error: unknown): string | null {
  if (!isCreditsError(error, "schema-version")) return null;
  const { found, expected } = error.details;
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
