import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";
import { rewrapSecret } from "./envelope.ts";
import type { KeyWrapper } from "./key-wrapper.ts";

type WrappedRow = {
  workspace_id: string;
  id: string;
  version: number;
  format: number;
  sealed: Buffer;
  master_key: string;
  wrapped_key: Buffer;
};

/** How many keys each master key still wraps, by its name. */
export async function countByMasterKey(pool: Pick<pg.Pool, "query">): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ master_key: string; count: number }>(
    `select master_key, count(*)::int as count from dokly.own_keys where master_key is not null
     group by master_key order by master_key`,
  );
  return new Map(rows.map(({ master_key: name, count }) => [name, count]));
}

/**
 * Wraps the data keys of one batch anew, under the primary master key; returns how many. Each row is taken by one
 * process only and its version can not change meanwhile; a batch that is cut off has changed nothing. Over all
 * workspaces, by the command only.
 */
async function rewrapBatch(pool: pg.Pool, wrapper: KeyWrapper, size: number): Promise<number> {
  return await withTransaction(pool, async (client) => {
    const { rows } = await client.query<WrappedRow>(
      `select workspace_id, id, version, format, sealed, master_key, wrapped_key from dokly.own_keys
       where master_key <> $1
       order by master_key, workspace_id, id limit $2 for update skip locked`,
      [wrapper.primary, size],
    );
    for (const row of rows) {
      const place = { workspace: row.workspace_id, provider: "anthropic", key: row.id, version: row.version };
      const stored = { format: row.format, sealed: row.sealed, masterKey: row.master_key, wrapped: row.wrapped_key };
      const { masterKey, wrapped } = await rewrapSecret(stored, place, wrapper);
      await client.query(
        `update dokly.own_keys set master_key = $3, wrapped_key = $4 where workspace_id = $1 and id = $2`,
        [row.workspace_id, row.id, masterKey, wrapped],
      );
    }
    return rows.length;
  });
}

/**
 * Wraps every data key anew that is not under the primary master key, batch by batch, while the server runs: what is
 * not done yet opens with the old master key. Cut off anywhere, it is gone on with by running it again.
 * @throws SecretUnreadable where a data key does not open; its batch is left as it was
 */
export async function rewrapKeys(
  pool: pg.Pool,
  wrapper: KeyWrapper,
  { batchSize = 100, onBatch = () => undefined }: { batchSize?: number; onBatch?: (done: number) => void } = {},
): Promise<number> {
  for (let total = 0; ; ) {
    const done = await rewrapBatch(pool, wrapper, batchSize);
    total += done;
    if (done === 0) return total;
    onBatch(total);
  }
}
