import type pg from "pg";

export const partitionsPerTable = 4;
/** A schema of their own: what is granted on the engine's schema is not granted on what lies behind its tables. */
export const partitionSchema = "credits_partitions";

type Table = { readonly name: string; readonly options: string | null };

/**
 * Turns every table of the engine that has a `workspace_id` into one that is hash-partitioned by it, with the same
 * columns, keys, checks and indexes, as an installation does whose tables are spread over several nodes. PostgreSQL
 * itself refuses a primary or unique key without `workspace_id` here. For empty tables, right after `migrateCredits`,
 * which is to be called once more for the privileges.
 */
export async function partitionTables(pool: pg.Pool): Promise<void> {
  const { rows: tables } = await pool.query<Table>(
    `select c.relname as name, array_to_string(c.reloptions, ', ') as options
     from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
     where c.relnamespace = 'credits'::regnamespace and c.relkind = 'r' order by 1`,
  );
  const { rows: additions } = await pool.query<{ text: string }>(
    `select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
       as text
     from pg_catalog.pg_constraint
     where connamespace = 'credits'::regnamespace and contype in ('p', 'u', 'f')
       and conrelid <> 'credits.schema_versions'::regclass
     union all
     select pg_get_indexdef(i.indexrelid) from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'credits'::regnamespace
       and not exists (select 1 from pg_catalog.pg_constraint k where k.conindid = i.indexrelid)`,
  );
  const script = [
    `create schema ${partitionSchema}`,
    ...tables.flatMap(partitionTable),
    ...additions.map(({ text }) => text),
  ];
  await pool.query(script.join(";\n"));
}

function partitionTable({ name, options }: Table): readonly string[] {
  const storage = options === null ? "" : ` with (${options})`;
  const partitions = Array.from({ length: partitionsPerTable }, (_, remainder) => {
    const partition = `${partitionSchema}.${name}_${remainder}`;
    return `create table ${partition} partition of credits.${name}
      for values with (modulus ${partitionsPerTable}, remainder ${remainder})${storage}`;
  });
  return [
    `alter table credits.${name} rename to whole`,
    `create table credits.${name} (like credits.whole including all excluding indexes) partition by hash (workspace_id)`,
    "drop table credits.whole cascade",
    ...partitions,
  ];
}
