import { readFile } from "node:fs/promises";
import type pg from "pg";
import { createPeerTables } from "../ledgers/peer-tables.ts";

/** Operations of one transaction: what batches of the engine carry under load, half of them holds and half settles. */
const holdsPerBatch = 200;

/** Writers side by side, each of its own workspaces; one workspace has one, since a second waits for its account. */
export const rowWriters = { spread: 2, hot: 1 } as const;

/** The engine's rows, made within PostgreSQL by `rows-alone.sql`. */
export type RowsAlone = {
  /** Writes rows for so many seconds; returns the number of operations that they belong to. */
  write(pattern: keyof typeof rowWriters, seconds: number): Promise<number>;
};

/** Makes the engine's tables and the procedure in a schema of their own; the pool's connections find tables there. */
export async function openRowsAlone(
  pool: pg.Pool,
  options: { readonly schema: string; readonly workspaces: number },
): Promise<RowsAlone> {
  await createPeerTables(pool, options);
  await pool.query(await readFile(new URL("./rows-alone.sql", import.meta.url), "utf8"));
  let call = 0;
  return {
    write: async (pattern, seconds) => {
      const shares = sharesOf(pattern === "hot" ? 1 : options.workspaces, rowWriters[pattern]);
      const counts = await Promise.all(
        shares.map(async (workspaces) => {
          call += 1;
          const { rows } = await pool.query<{ operations: string }>("call bench_rows_alone($1, $2, $3, $4, null)", [
            workspaces,
            call * numbersPerCall,
            holdsPerBatch,
            seconds,
          ]);
          return Number(rows[0]?.operations ?? 0);
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** No call comes near: each has numbers of its own. */
const numbersPerCall = 1_000_000_000;

function sharesOf(workspaces: number, count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: workspaces }, (_, index) => index + 1);
  return Array.from({ length: count }, (_, share) => all.filter((workspace) => workspace % count === share));
}
