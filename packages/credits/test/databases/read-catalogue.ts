import type { EngineDatabase } from "./engine-database.ts";

/** One thing that PostgreSQL's catalogue says of a schema and that must not be so. */
type Rule = {
  readonly what: string;
  /** Selects, of the schema named by $1, a text for each thing that breaks the rule. */
  readonly text: string;
};

/** Tables of the schema, except the list of migrations, which belongs to no workspace. */
const tables = `select c.oid, c.relname from pg_catalog.pg_class c
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_versions'`;

/** The number of the column `workspace_id` of each table, in the same order as conkey and indkey count. */
const workspaceColumn = `select attrelid, attnum from pg_catalog.pg_attribute where attname = 'workspace_id'`;

/**
 * What lets the tables be spread over nodes by `workspace_id` (Citus), hash-partitioned by it, and a workspace's rows
 * be read from one node only.
 */
const rules: readonly Rule[] = [
  {
    what: "has no workspace_id bigint not null",
    text: `select t.relname as found from (${tables}) t where not exists (
      select 1 from pg_catalog.pg_attribute a where a.attrelid = t.oid and a.attname = 'workspace_id'
        and a.atttypid = 'bigint'::regtype and a.attnotnull)`,
  },
  {
    what: "has no primary key",
    text: `select t.relname as found from (${tables}) t where not exists (
      select 1 from pg_catalog.pg_constraint k where k.conrelid = t.oid and k.contype = 'p')`,
  },
  {
    what: "is a key that does not begin with workspace_id",
    text: `select k.conname as found from (${tables}) t join pg_catalog.pg_constraint k on k.conrelid = t.oid
      left join (${workspaceColumn}) w on w.attrelid = t.oid
      where k.contype in ('p', 'u', 'x') and k.conkey[1] is distinct from w.attnum`,
  },
  {
    what: "is a foreign key that does not begin with workspace_id on both sides",
    text: `select k.conname as found from (${tables}) t join pg_catalog.pg_constraint k on k.conrelid = t.oid
      left join (${workspaceColumn}) w on w.attrelid = t.oid
      left join (${workspaceColumn}) v on v.attrelid = k.confrelid
      where k.contype = 'f' and k.conparentid = 0
        and (k.conkey[1] is distinct from w.attnum or k.confkey[1] is distinct from v.attnum)`,
  },
  {
    what: "is an index that does not begin with workspace_id",
    text: `select i.indexrelid::regclass::text as found from (${tables}) t
      join pg_catalog.pg_index i on i.indrelid = t.oid
      left join (${workspaceColumn}) w on w.attrelid = t.oid
      where i.indkey[0] is distinct from w.attnum`,
  },
  {
    what: "is a trigger",
    text: `select t.relname || '.' || g.tgname as found from (${tables}) t
      join pg_catalog.pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal`,
  },
  {
    what: "is a rule that rewrites statements",
    text: `select t.relname || '.' || r.rulename as found from (${tables}) t
      join pg_catalog.pg_rewrite r on r.ev_class = t.oid`,
  },
  {
    what: "is a sequence",
    text: `select c.relname as found from pg_catalog.pg_class c
      where c.relnamespace = $1::regnamespace and c.relkind = 'S'`,
  },
  {
    what: "is an identity column",
    text: `select t.relname || '.' || a.attname as found from (${tables}) t
      join pg_catalog.pg_attribute a on a.attrelid = t.oid where a.attidentity <> ''`,
  },
  {
    what: "is a default that a statement did not give: the time, a random value or a number",
    text: `select t.relname || '.' || a.attname as found from (${tables}) t
      join pg_catalog.pg_attrdef d on d.adrelid = t.oid
      join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.adnum
      where pg_get_expr(d.adbin, d.adrelid)
        ~* '(now|nextval|random|gen_random_uuid|uuidv\\d|timeofday|_timestamp)\\s*\\(|current_|localtime|''now'''`,
  },
  {
    what: "is a function of the schema: no rule is written in SQL",
    text: "select proname as found from pg_catalog.pg_proc where pronamespace = $1::regnamespace",
  },
  {
    what: "is a view",
    text: `select c.relname as found from pg_catalog.pg_class c
      where c.relnamespace = $1::regnamespace and c.relkind in ('v', 'm', 'f')`,
  },
];

/**
 * Indexes that serve the sweepers of store/over-workspaces.ts and no question about one workspace, with what they are
 * for. A partitioned table's own name for one may differ.
 */
const indexesForSweepers: Readonly<Record<string, string>> = {
  actions_request: "an action by the id that the provider gave its request, for operators",
  operations_age: "keys that are old enough to be forgotten, in order of time",
};

/** A sentence for everything in the schema that would not work where tables are spread by workspace. */
export async function findUndistributable(
  database: Pick<EngineDatabase, "query">,
  schema = "credits",
): Promise<readonly string[]> {
  const sentences: string[] = [];
  const isForSweepers = (found: string): boolean => found.replace(`${schema}.`, "") in indexesForSweepers;
  for (const { what, text } of rules) {
    const rows = await database.query<{ found: string }>(`${text} order by 1`, [schema]);
    sentences.push(...rows.filter(({ found }) => !isForSweepers(found)).map(({ found }) => `${found} ${what}`));
  }
  return sentences;
}
