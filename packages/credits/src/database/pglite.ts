import { AsyncLocalStorage } from "node:async_hooks";
import { parsersByType } from "./parse-value.ts";
import { type Database, planByKey, planOnce, type Row, type Session, type TransactionLimits } from "./port.ts";

/** What the adapter uses inside a PGlite transaction. */
export type PgliteTransaction = {
  query(
    text: string,
    values: unknown[],
    options: { parsers: Record<number, (text: string) => unknown> },
  ): Promise<{ rows: unknown[] }>;
  exec(text: string): Promise<unknown>;
};

/** What the adapter uses of a PGlite database. */
export type Pglite = {
  transaction<Result>(work: (transaction: PgliteTransaction) => Promise<Result>): Promise<Result>;
};

const options = { parsers: { ...parsersByType } };

function sessionOf(transaction: PgliteTransaction): Session {
  return {
    run: async (statements) => {
      const results: (readonly Row[])[] = [];
      for (const { text, values } of statements) {
        const { rows } = await transaction.query(text, [...values], options);
        results.push(rows as readonly Row[]);
      }
      return results;
    },
    script: async (text) => {
      await transaction.exec(text);
    },
  };
}

/**
 * The engine on PGlite, in this process. One connection: transactions wait for each other. PGlite does not fsync: what
 * was acknowledged
 * can be lost when the operating system crashes.
 *
 * @example
 * const credits = createCredits({ database: pgliteDatabase(await PGlite.create()), catalog: shippedCatalog });
 */
export function pgliteDatabase(pglite: Pglite): Database {
  // There is one connection: asked for again inside its own transaction, it would wait for itself for ever.
  const inside = new AsyncLocalStorage<true>();

  async function transact<Result>(settings: string, work: (session: Session) => Promise<Result>): Promise<Result> {
    if (inside.getStore()) throw new Error("PGlite has one connection: use the session inside its transaction.");
    return pglite.transaction((transaction) =>
      inside.run(true, async () => {
        if (settings !== "") await transaction.exec(settings);
        return work(sessionOf(transaction));
      }),
    );
  }
  return {
    spansWorkspaces: true,
    run: (statements) => transact("", (session) => session.run(statements)),
    transaction: (limits: TransactionLimits, work) =>
      transact(`set local statement_timeout = ${limits.statementMs}; ${planOnce}`, work),
    snapshot: (work) => transact(`set transaction isolation level repeatable read read only; ${planByKey}`, work),
  };
}
