import { CommitUnknownError, type Database, type Session, type Statement } from "../src/database/port.ts";

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
export function hearDatabase(inner: Database): HeardDatabase {
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
