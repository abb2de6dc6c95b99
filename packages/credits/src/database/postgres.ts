import { parserOf } from "./parse-value.ts";
import {
  CommitUnknownError,
  ConnectionError,
  type Database,
  planByKey,
  planOnce,
  type Row,
  type RunOptions,
  type Session,
  type SqlValue,
  type Statement,
  sqlStateOf,
  type TransactionLimits,
} from "./port.ts";

/** A query as `pg` takes it, with parsers of its own. */
export type Query = {
  name?: string;
  text: string;
  values?: unknown[];
  types: { getTypeParser(type: number): (text: string) => unknown };
};

/** What the adapter uses of a `pg` client. */
export type PostgresClient = {
  query(query: Query): Promise<{ rows: Row[]; command: string }>;
  release(destroy?: boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  /** Where it is there, what is asked at once also travels at once. */
  readonly connection?: { readonly stream?: { cork?(): void; uncork?(): void } };
};

/** What the adapter uses of a `pg` pool. */
export type PostgresPool = { connect(): Promise<PostgresClient> };

export type PostgresOptions = {
  /** False where workspaces are spread over several nodes, as on Citus. Default: true. */
  readonly spansWorkspaces?: boolean;
};

const types = { getTypeParser: parserOf };
const ignoreError = (): void => undefined;

/**
 * States in which the server ends the connection, or never gave one: connection exceptions, shutdown, crash, too many
 * clients.
 */
function isConnectionLost(state: string | null): boolean {
  return state === null || state.startsWith("08") || ["57P01", "57P02", "57P03", "53300", "25P03"].includes(state);
}

/** Passes errors of statements through, and names those after which the connection is gone. */
async function send<Result>(query: () => Promise<Result>): Promise<Result> {
  try {
    return await query();
  } catch (error) {
    if (!isConnectionLost(sqlStateOf(error))) throw error;
    throw new ConnectionError("The database can not be reached, or the connection was lost.", { cause: error });
  }
}

function isPipelined(client: PostgresClient): boolean {
  return "pipeline" in client && client.pipeline === true;
}

function queryOf({ name, text, values }: Statement): Query {
  return { name, text, values: values as SqlValue[], types };
}

type Answer = { readonly rows: readonly Row[]; readonly command: string };

/**
 * Sends queries in order. A connection that pipelines takes all of them at once; the first failure is the cause of
 * those behind it, which a transaction refuses from then on.
 */
async function sendAll(client: PostgresClient, queries: readonly Query[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  if (!isPipelined(client)) {
    for (const query of queries) answers.push(await client.query(query));
    return answers;
  }
  for (const result of await Promise.allSettled(submitAll(client, queries))) {
    if (result.status === "rejected") throw result.reason;
    answers.push(result.value);
  }
  return answers;
}

/** One write for all queries: by itself the driver asks the system once for each. */
function submitAll(client: PostgresClient, queries: readonly Query[]): Promise<Answer>[] {
  const stream = client.connection?.stream;
  stream?.cork?.();
  try {
    return queries.map((query) => client.query(query));
  } finally {
    stream?.uncork?.();
  }
}

function beginOf(limits: TransactionLimits): string {
  return `begin isolation level read committed;
    set local lock_timeout = ${limits.lockMs};
    set local statement_timeout = ${limits.statementMs};
    set local idle_in_transaction_session_timeout = ${limits.idleMs};
    ${planOnce}`;
}

/** A transaction that begins with its first statements, and may be committed with its last. */
class Transaction {
  readonly session: Session = {
    run: (statements, options) => this.#run(statements, options),
    script: async (text) => {
      await this.#run([]);
      await send(() => this.#client.query({ text, types }));
    },
  };
  readonly #client: PostgresClient;
  readonly #begin: string;
  readonly #unawaited: Promise<unknown>[] = [];
  #state: "not begun" | "open" | "ended" = "not begun";

  constructor(client: PostgresClient, begin: string) {
    this.#client = client;
    this.#begin = begin;
  }

  async #run(
    statements: readonly Statement[],
    { isLast = false, isUnawaited = false }: RunOptions = {},
  ): Promise<readonly (readonly Row[])[]> {
    if (isUnawaited && this.#state !== "ended" && isPipelined(this.#client)) {
      const sent = sendAll(this.#client, this.#withBegin(statements));
      // Told at the commit.
      sent.catch(ignoreError);
      this.#unawaited.push(sent);
      return [];
    }
    const queries = this.#withBegin(statements);
    // Without pipelining nothing is gained by it, and what failed is known more exactly.
    const answers = await (isLast && isPipelined(this.#client)
      ? this.#sendWithCommit(queries)
      : send(() => sendAll(this.#client, queries)));
    return answers.slice(queries.length - statements.length, queries.length).map(({ rows }) => rows);
  }

  #withBegin(statements: readonly Statement[]): readonly Query[] {
    const before = this.#state === "not begun" ? [{ text: this.#begin, types }] : [];
    this.#state = "open";
    return [...before, ...statements.map(queryOf)];
  }

  async commit(): Promise<void> {
    if (this.#state === "open") await this.#sendWithCommit([]);
  }

  async rollback(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "ended";
    await send(() => this.#client.query({ text: "rollback", types }));
  }

  /**
   * A statement that fails before the commit makes it a rollback: then nothing was applied, and its error passes
   * through. A connection that is lost meanwhile leaves the outcome unknown.
   */
  async #sendWithCommit(queries: readonly Query[]): Promise<readonly Answer[]> {
    this.#state = "ended";
    try {
      const sent = sendAll(this.#client, [...queries, { text: "commit", types }]);
      // What failed first is the cause of all behind it; the connection is free when all is answered.
      for (const result of await Promise.allSettled([...this.#unawaited, sent])) {
        if (result.status === "rejected") throw result.reason;
      }
      const answers = await sent;
      const command = answers.at(-1)?.command;
      // PostgreSQL answers the commit of a failed transaction with a rollback, and no error.
      if (command !== "COMMIT") throw new NotCommittedError(`The transaction was not committed: ${command}.`);
      return answers;
    } catch (error) {
      if (error instanceof NotCommittedError || !isConnectionLost(sqlStateOf(error))) throw error;
      throw new CommitUnknownError("The connection was lost while a transaction was committed.", { cause: error });
    }
  }
}

class NotCommittedError extends Error {
  override readonly name = "NotCommittedError";
}

/**
 * The engine on a `pg` pool. The pool is the embedder's: its size (6 or more are used under load), its TCP timeouts,
 * its `error` listener. With `pipeline: true` (pg 8.23 or newer) a batch takes one or two round trips instead of one
 * per statement. Types are parsed per query, so nothing of the pool or of the driver's global types is changed.
 *
 * @example
 * const credits = createCredits({ database: postgresDatabase(new pg.Pool({ connectionString, pipeline: true })),
 * catalog: shippedCatalog });
 */
export function postgresDatabase(pool: PostgresPool, options: PostgresOptions = {}): Database {
  async function onClient<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    const client = await send(() => pool.connect());
    // Without a listener, a connection that breaks while it is ours would end the process.
    client.on("error", ignoreError);
    let isBroken = false;
    try {
      return await work(client);
    } catch (error) {
      isBroken = error instanceof ConnectionError || error instanceof CommitUnknownError;
      throw error;
    } finally {
      client.off("error", ignoreError);
      client.release(isBroken);
    }
  }

  function transact<Result>(begin: string, work: (session: Session) => Promise<Result>): Promise<Result> {
    return onClient(async (client) => {
      const transaction = new Transaction(client, begin);
      let result: Result;
      try {
        result = await work(transaction.session);
      } catch (error) {
        if (!(error instanceof ConnectionError)) await transaction.rollback();
        throw error;
      }
      await transaction.commit();
      return result;
    });
  }

  return {
    spansWorkspaces: options.spansWorkspaces ?? true,
    run: (statements) =>
      onClient(async (client) => {
        const answers = await send(() => sendAll(client, statements.map(queryOf)));
        return answers.map(({ rows }) => rows);
      }),
    transaction: (limits, work) => transact(beginOf(limits), work),
    snapshot: (work) => transact(`begin isolation level repeatable read read only; ${planByKey}`, work),
  };
}
