import type pg from "pg";

/** Bytes of a table and of its indexes. */
export type TableBytes = { readonly table: string; readonly heap: number; readonly indexes: number };

/** What every table of a schema takes on disk now. */
export async function readTableBytes(client: pg.ClientBase, schema: string): Promise<readonly TableBytes[]> {
  const { rows } = await client.query<{ table: string; heap: string; indexes: string }>(
    `select relname as table, pg_table_size(class.oid)::text as heap, pg_indexes_size(class.oid)::text as indexes
     from pg_class as class join pg_namespace as namespace on namespace.oid = relnamespace
     where nspname = $1 and relkind = 'r' and relname <> 'schema_versions' order by relname`,
    [schema],
  );
  return rows.map(({ table, heap, indexes }) => ({ table, heap: Number(heap), indexes: Number(indexes) }));
}

/** How much every table grew. */
export function growthOf(before: readonly TableBytes[], after: readonly TableBytes[]): readonly TableBytes[] {
  return after.map(({ table, heap, indexes }) => {
    const old = before.find((bytes) => bytes.table === table);
    return { table, heap: heap - (old?.heap ?? 0), indexes: indexes - (old?.indexes ?? 0) };
  });
}
