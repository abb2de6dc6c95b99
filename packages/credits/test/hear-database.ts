import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { CommitUnknownError, type Database, type Session, type Statement } from "../src/database/port.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type Credits, migrateCredits } from "../src/index.ts";

export type HeardDatabase = {
  readonly database: Database;
  /** What was asked in transactions, by the names of the statements. */
  readonly asked: string[];
  /** How often a transaction waited for answers, its commit aside. */
  readonly waits: { count: number };
  /** How many of the next commits lose their answer. */
  readonly unknown: { commits: number };
  /** What is sent instead of the statements that are asked. */
  readonly change: { statements: (statements: readonly Statement[]) => Promise<readonly Statement[]> };
};

/** Hears what an engine asks of its database. */
function hearDatabase(inner: Database): HeardDatabase {
  const asked: string[] = [];
  const waits = { count: 0 };
  const unknown = { commits: 0 };
  const change: HeardDatabase["change"] = { statements: async (statements) => statements };
  const heard = (session: Session): Session => ({
    ...session,
    run: async (statements, options) => {
      for (const { name } of statements) asked.push(name.slice(name.indexOf(".") + 1));
      if (!options?.isUnawaited) waits.count += 1;
      return session.run(await change.statements(statements), options);
    },
  });
  const transaction: Database["transaction"] = async (limits, work) => {
    const result = await inner.transaction(limits, (session) => work(heard(session)));
    if (unknown.commits === 0) return result;
    unknown.commits -= 1;
    throw new CommitUnknownError("injected: the answer of the commit was lost");
  };
  return { database: { ...inner, transaction }, asked, waits, unknown, change };
}

/** A migrated PostgreSQL of one test, and its port, which is heard. */
export type OpenedDatabase = {
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  readonly port: HeardDatabase;
  /** Verifies the ledger, closes the engines, and removes all; fails where a sum is wrong. */
  close(first: Credits, ...others: readonly Credits[]): Promise<void>;
};

export async function openHeardDatabase({ isPipelined }: { readonly isPipelined: boolean }): Promise<OpenedDatabase> {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 6, pipeline: isPipelined });
  pool.on("error", () => undefined);
  await migrateCredits(postgresDatabase(pool));
  return {
    database,
    pool,
    port: hearDatabase(postgresDatabase(pool)),
    close: async (first, ...others) => {
      const { differences } = await first.verify();
      for (const engine of [first, ...others]) await engine.close();
      await pool.end();
      await database.drop();
      if (differences.length > 0) throw new Error(`verify found ${JSON.stringify(differences)}`);
    },
  };
}
