/**
 * What can be bound to a `$n`. Arrays are written as PostgreSQL's own literals (`store/statement.ts`), the same for
 * every driver.
 */
export type SqlValue = string | number | bigint | boolean | null;

/** One prepared statement: the same name always has the same text. */
export type Statement = { readonly name: string; readonly text: string; readonly values: readonly SqlValue[] };

/** A row as adapters give it: int8 as bigint, int8[] as bigint[], timestamptz as Date, text and the rest as string. */
export type Row = Readonly<Record<string, unknown>>;

/** What a caller knows of statements that helps to send them. */
export type RunOptions = {
  /** The transaction asks for nothing after them: an adapter may send the commit with them. */
  readonly isLast?: boolean;
  /**
   * Nobody needs the answers: an adapter may give none, and before the statements have run. What fails then fails the
   * transaction at the latest at its commit.
   */
  readonly isUnawaited?: boolean;
};

export type Session = {
  /** Runs the statements in order and returns the rows of each; an adapter may send them without waiting in between. */
  run(statements: readonly Statement[], options?: RunOptions): Promise<readonly (readonly Row[])[]>;
  /** Runs a script of several commands, without values: for migrations. */
  script(text: string): Promise<void>;
};

/** How long one transaction may wait for a lock, work on one statement, and idle, in milliseconds. */
export type TransactionLimits = { readonly lockMs: number; readonly statementMs: number; readonly idleMs: number };

/**
 * The engine's door to PostgreSQL. Adapters: `postgresDatabase` in "@dokly/credits/postgres", `pgliteDatabase` in
 * "@dokly/credits/pglite".
 * Errors of the database pass through with their SQLSTATE in `code`.
 */
export type Database = {
  /**
   * Whether one transaction may touch several workspaces: true on one PostgreSQL, false where they live on several
   * nodes.
   */
  readonly spansWorkspaces: boolean;
  /** Runs statements one by one, outside any transaction. */
  run(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]>;
  /**
   * Runs `work` in one READ COMMITTED transaction with fixed plans (`planOnce`) and commits it. Fails with `CommitUnknownError` where the connection
   * was lost after the
   * commit was sent, with `ConnectionError` where it was lost before: then nothing was applied.
   */
  transaction<Result>(limits: TransactionLimits, work: (session: Session) => Promise<Result>): Promise<Result>;
  /** Runs `work` on one consistent, read-only view of the database. */
  snapshot<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
};

/**
 * How statements are planned: by index, row by row. All of them name the keys of the rows that they touch, and a plan
 * that was made while a table was empty, and reads all of it, costs many times more when it is not. To start a process
 * that helps takes longer than they do.
 */
export const planByKey = `set local enable_seqscan = off; set local enable_bitmapscan = off;
    set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_memoize = off;
    set local max_parallel_workers_per_gather = 0; set local jit = off`;

/** For transactions that write: besides, one plan per statement and connection. */
export const planOnce = `${planByKey}; set local plan_cache_mode = force_generic_plan`;

/** The connection was lost after COMMIT was sent: whether it was applied is not known. */
export class CommitUnknownError extends Error {
  override readonly name = "CommitUnknownError";
}

/** The database could not be reached, or went away before COMMIT was sent: nothing was applied. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/**
 * The SQLSTATE of a database error; null for anything else. Codes of the operating system, as ECONNREFUSED, are none;
 * some of them have five letters too, as EPIPE, but no class of SQLSTATE begins with E.
 */
export function sqlStateOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" && /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(error.code) ? error.code : null;
}
