import type pg from "pg";
import type { PostgresClient, PostgresPool, Query } from "../../src/database/postgres.ts";

/** One statement that reached PostgreSQL. */
export type Recorded = {
  /** Of the prepared statement; null for one that was not prepared. */
  readonly name: string | null;
  readonly text: string;
  /** Whether it was part of a transaction that can write. */
  readonly isInTransaction: boolean;
};

/** The pool, writing down every statement that the engine sends through it. */
export function recordingPool(pool: pg.Pool): { readonly pool: PostgresPool; readonly recorded: Recorded[] } {
  const recorded: Recorded[] = [];
  const connect = async (): Promise<PostgresClient> => {
    const client = await pool.connect();
    const recording: PostgresClient = Object.create(client);
    let isInTransaction = false;
    recording.query = (query: Query) => {
      const { name = null, text } = query;
      if (/^begin(?!.*read only)/.test(text)) isInTransaction = true;
      if (/^(commit|rollback)/.test(text)) isInTransaction = false;
      recorded.push({ name, text, isInTransaction });
      return client.query(query);
    };
    recording.release = (destroy) => client.release(destroy);
    return recording;
  };
  return { pool: { connect }, recorded };
}
