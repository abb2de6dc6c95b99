import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";
import { rewrapSecret } from "./envelope.ts";
import { type KeyWrapper, SecretUnreadable, type WrappedKey } from "./key-wrapper.ts";

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

/** A key whose data key does not open with any master key: its owner has to put a new secret in its place. */
export type DamagedKey = { readonly workspace: string; readonly id: string; readonly code: SecretUnreadable["code"] };

type Rewrapped = { readonly row: WrappedRow; readonly wrapped: WrappedKey };
type Position = { readonly workspace: string; readonly id: string };
type Batch = { readonly done: number; readonly damaged: readonly DamagedKey[]; readonly last: Position | null };

/** How many data keys are asked for at once where a service keeps the master key. */
const askedAtOnce = 10;

async function rewrapRow(row: WrappedRow, wrapper: KeyWrapper): Promise<Rewrapped | DamagedKey> {
  const { workspace_id: workspace, id } = row;
  const place = { workspace, provider: "anthropic", key: id, version: row.version };
  const stored = { format: row.format, sealed: row.sealed, masterKey: row.master_key, wrapped: row.wrapped_key };
  try {
    return { row, wrapped: await rewrapSecret(stored, place, wrapper) };
  } catch (error) {
    if (error instanceof SecretUnreadable && error.isDamage) return { workspace, id, code: error.code };
    throw error;
  }
}

/**
 * Wraps the data keys of one batch anew, under the primary master key. Each row is taken by one process only and its
 * version can not change meanwhile; a batch that is cut off has changed nothing. Over all workspaces, by the command
 * only.
 */
async function rewrapBatch(
  pool: pg.Pool,
  wrapper: KeyWrapper,
  { after, size }: { readonly after: Position; readonly size: number },
): Promise<Batch> {
  return await withTransaction(pool, async (client) => {
    const { rows } = await client.query<WrappedRow>(
      `select workspace_id, id, version, format, sealed, master_key, wrapped_key from dokly.own_keys
       where master_key <> $1 and (workspace_id, id) > ($2, $3)
       order by workspace_id, id limit $4 for update skip locked`,
      [wrapper.primary, after.workspace, after.id, size],
    );
    const results: (Rewrapped | DamagedKey)[] = [];
    for (let at = 0; at < rows.length; at += askedAtOnce) {
      const together = rows.slice(at, at + askedAtOnce).map((row) => rewrapRow(row, wrapper));
      results.push(...(await Promise.all(together)));
    }
    const damaged = results.filter((result) => "code" in result);
    const done = results.filter((result) => "wrapped" in result);
    for (const { row, wrapped } of done) {
      await client.query(
        "update dokly.own_keys set master_key = $3, wrapped_key = $4 where workspace_id = $1 and id = $2",
        [row.workspace_id, row.id, wrapped.masterKey, wrapped.wrapped],
      );
    }
    const last = rows.at(-1);
    return {
      done: done.length,
      damaged,
      last: last === undefined ? null : { workspace: last.workspace_id, id: last.id },
    };
  });
}

/**
 * Wraps every data key anew that is not under the primary master key, batch by batch, while the server runs: what is
 * not done yet opens with the old master key. Cut off anywhere, it is gone on with by running it again. A key that is
 * damaged does not keep the others from it: it stays as it was and is told.
 * @throws SecretUnreadable where a master key is missing or out of reach; that batch is left as it was
 */
export async function rewrapKeys(
  pool: pg.Pool,
  wrapper: KeyWrapper,
  { batchSize = 100 }: { batchSize?: number } = {},
): Promise<{ readonly done: number; readonly damaged: readonly DamagedKey[] }> {
  const start: Position = { workspace: "", id: "" };
  let damaged: DamagedKey[] = [];
  let before = 0;
  let done = 0;
  // Rows that somebody holds are passed over: once more from the start, until a pass finds nothing to do.
  for (let after = start; ; ) {
    const batch = await rewrapBatch(pool, wrapper, { after, size: batchSize });
    done += batch.done;
    damaged.push(...batch.damaged);
    if (batch.last !== null) {
      after = batch.last;
      continue;
    }
    if (done === before) return { done, damaged };
    before = done;
    after = start;
    damaged = [];
  }
}
