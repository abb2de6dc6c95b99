import type { Statement } from "../database/port.ts";
import type { StoredOperation } from "../domain/book.ts";
import { array } from "./array-literal.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { insertRows, type Of, type Rows, sameWorkspace } from "./write-rows.ts";

/** Accepted commands under the keys that are named. */
export function selectOperations(
  sql: Sql,
  named: readonly { readonly workspace: bigint; readonly operation: string; readonly key: string }[],
): Question<Of<StoredOperation>> {
  const statement = sql(
    "select-operations",
    `select stored.workspace_id, stored.operation, stored.key, encode(fingerprint, 'hex') as fingerprint, subjects,
       available
     from unnest($1::bigint[], $2::text[], $3::text[]) as named (workspace_id, operation, key)
       join credits.operations as stored on ${sameWorkspace("stored", "named")}
         and stored.operation = named.operation and stored.key = named.key`,
    [
      array(named.map(({ workspace }) => workspace)),
      array(named.map(({ operation }) => operation)),
      array(named.map(({ key }) => key)),
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
export function insertOperations(sql: Sql, operations: Rows<StoredOperation & { readonly at: Date }>): Statement {
  return insertRows(sql, "operations", {
    ...operations,
    columns: {
      workspace_id: ["bigint", (_, workspace) => workspace],
      operation: ["text", ({ operation }) => operation],
      key: ["text", ({ key }) => key],
      fingerprint: ["hex", ({ fingerprint }) => fingerprint],
      subjects: ["bigint[]", ({ subjects }) => array(subjects)],
      available: ["bigint", ({ available }) => available],
      accepted_at: ["timestamptz", ({ at }) => at],
    },
  });
}

/** Forgets keys of one workspace. */
export function deleteOperations(
  sql: Sql,
  workspace: bigint,
  keys: readonly Pick<StoredOperation, "operation" | "key">[],
): Statement {
  const text = `delete from credits.operations as old using unnest($2::text[], $3::text[]) as named (operation, key)
     where old.workspace_id = $1 and old.operation = named.operation and old.key = named.key`;
  const values = [workspace, array(keys.map(({ operation }) => operation)), array(keys.map(({ key }) => key))];
  return sql("delete-operations", text, values);
}
