import { parserOf } from "./parse-value.ts";
import {
  CommitUnknownError,
  ConnectionError,
  type Database,
  type Row,
  type Session,
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

function queryOf(statement: Statement): Query {
  return { name: statement.name, text: statement.text, values: [...statement.values], types };
}

function sessionOf(client: PostgresClient): Session {
  return {
    run: (statements) =>
      send(async () => {
        // A connection that pipelines takes all statements at once; the first failure is the cause of those behind it.
        if (isPipelined(client)) {
          const results = await Promise.allSettled(statements.map((statement) => client.query(queryOf(statement))));
          return results.map((result) => {
            if (result.status === "rejected") throw result.reason;
            return result.value.rows;
          });
        }
        const rows: (readonly Row[])[] = [];
        for (const statement of statements) rows.push((await client.query(queryOf(statement))).rows);
        return rows;
      }),
    script: async (text) => {
      await send(() => client.query({ text, types }));
    },
  };
}

function beginOf(limits: TransactionLimits): string {
  return `begin isolation level read committed;
    set local lock_timeout = ${limits.lockMs};
    set local statement_timeout = ${limits.statementMs};
    set local idle_in_transaction_session_timeout = ${limits.idleMs}`;
}

/**
 * The engine on a `pg` pool. The pool is the embedder's: its size (6 or more are used under load), its TCP timeouts,
 * its `error` listener.
 * Types are parsed per query, so nothing of the pool or of the driver's global types is changed.
 *
 * @example
 * const credits = createCredits({ database: postgresDatabase(new pg.Pool({ connectionString })), catalog:
 * shippedCatalog });
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
      const session = sessionOf(client);
      await session.script(begin);
      let result: Result;
      try {
        result = await work(session);
      } catch (error) {
        if (!(error instanceof ConnectionError)) await session.script("rollback");
        throw error;
      }
      await commit(client);
      return result;
    });
  }

  return {
    spansWorkspaces: options.spansWorkspaces ?? true,
    run: (statements) => onClient((client) => sessionOf(client).run(statements)),
    transaction: (limits, work) => transact(beginOf(limits), work),
    snapshot: (work) => transact("begin isolation level repeatable read read only", work),
  };
}

async function commit(client: PostgresClient): Promise<void> {
  try {
    const { command } = await client.query({ text: "commit", types });
    // PostgreSQL answers the commit of a failed transaction with a rollback, and no error.
    if (command !== "COMMIT") throw new Error(`The transaction was not committed: ${command}.`);
  } catch (error) {
    if (!isConnectionLost(sqlStateOf(error))) throw error;
    throw new CommitUnknownError("The connection was lost while a transaction was committed.", { cause: error });
  }
}
