import type { SqlValue, Statement } from "../database/port.ts";
import type { StoredOperation } from "../domain/book.ts";
import type { Of } from "./lots.ts";
import { array, column, type Question, read, type Sql } from "./statement.ts";

/** Accepted commands under the keys that are named. */
export function selectOperations(
  sql: Sql,
  named: readonly { readonly workspace: bigint; readonly operation: string; readonly key: string }[],
): Question<Of<StoredOperation>> {
  const statement = sql(
    "select-operations",
    `select workspace_id, operation, key, encode(fingerprint, 'hex') as fingerprint, subjects, available
     from unnest($1::bigint[], $2::text[], $3::text[]) as named (workspace_id, operation, key)
       join credits.operations using (workspace_id, operation, key)`,
    [
      column(named, ({ workspace }) => workspace),
      column(named, ({ operation }) => operation),
      column(named, ({ key }) => key),
    ],
  );
  return {
    statement,
    fromRow: (row) => ({
      workspace: read.bigint(row, "workspace_id"),
      operation: read.text(row, "operation"),
      key: read.text(row, "key"),
      fingerprint: read.text(row, "fingerprint"),
      subjects: read.bigints(row, "subjects"),
      available: read.bigint(row, "available"),
    }),
  };
}

/** Keeps accepted commands. */
export function insertOperations(sql: Sql, operations: readonly Of<StoredOperation & { at: Date }>[]): Statement {
  const of = (pick: (one: Of<StoredOperation & { at: Date }>) => SqlValue | Date): string => column(operations, pick);
  return sql(
    "insert-operations",
    `insert into credits.operations (workspace_id, operation, key, fingerprint, subjects, available, accepted_at)
     select workspace_id, operation, key, decode(fingerprint, 'hex'), subjects::bigint[], available, accepted_at
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
       as new (workspace_id, operation, key, fingerprint, subjects, available, accepted_at)`,
    [
      of(({ workspace }) => workspace),
      of(({ operation }) => operation),
      of(({ key }) => key),
      of(({ fingerprint }) => fingerprint),
      of(({ subjects }) => array(subjects)),
      of(({ available }) => available),
      of(({ at }) => at),
    ],
  );
}
