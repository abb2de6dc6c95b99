import type { Statement } from "../database/port.ts";
import type { StoredOperation } from "../domain/book.ts";
import { array } from "./array-literal.ts";
import { read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { insertRows, type Of, type Rows, sameWorkspace, type Write } from "./write-rows.ts";

/** A key of a workspace, and the command that it belongs to. */
export type NamedKey = { readonly workspace: bigint; readonly operation: string; readonly key: string };

const storedUnderNamed = `from unnest($1::bigint[], $2::text[], $3::text[]) as named (workspace_id, operation, key)
       join credits.operations as stored on ${sameWorkspace("stored", "named")}
         and stored.operation = named.operation and stored.key = named.key`;

function valuesOf(named: readonly NamedKey[]): readonly string[] {
  return [
    array(named.map(({ workspace }) => workspace)),
    array(named.map(({ operation }) => operation)),
    array(named.map(({ key }) => key)),
  ];
}

/** Accepted commands under the keys that are named. */
export function selectOperations(sql: Sql, named: readonly NamedKey[]): Question<Of<StoredOperation>> {
  const text = `select stored.workspace_id, stored.operation, stored.key, encode(fingerprint, 'hex') as fingerprint,
       subjects, available ${storedUnderNamed}`;
  return {
    statement: sql("select-operations", text, valuesOf(named)),
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

/**
 * Fails with SQLSTATE 22P02 where a key that is named has an accepted command: what was sent with it was planned as if
 * there were none.
 */
export function expectNoOperations(sql: Sql, named: readonly NamedKey[]): Statement {
  const text = `select case when count(*) = 0 then 1
       else format('planned anew: %s keys were used before', count(*))::integer end ${storedUnderNamed}`;
  return sql("expect-no-operations", text, valuesOf(named));
}

/** Keeps accepted commands. */
export function insertOperations(sql: Sql, operations: Rows<StoredOperation & { readonly at: Date }>): Write {
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

/** A row of an accepted command that should be there, or should not. */
export type StrayOperation = {
  readonly operation: string;
  /** What it made or touched. */
  readonly subject: "lot" | "hold" | "action";
  readonly number: bigint;
  readonly isMissing: boolean;
};

/**
 * Commands whose effect is there and whose row is not, so that the same key would have its effect again; and grants
 * whose lot is not there. Rows that may have been forgotten by now are not asked for: `verify` reads this.
 */
export function selectStrayOperations(sql: Sql, workspace: bigint): Question<StrayOperation> {
  const text = `(select 'grant' as operation, 'lot' as subject, lot_id as number, true as is_missing from credits.lots
       where workspace_id = $1 and source <> 'monthly' and refund_of is null
     except select 'grant', 'lot', subjects[1], true from credits.operations
       where workspace_id = $1 and operation = 'grant')
     union all
     (select 'grant', 'lot', subjects[1], false from credits.operations where workspace_id = $1 and operation = 'grant'
     except select 'grant', 'lot', lot_id, false from credits.lots where workspace_id = $1)
     union all
     (select 'hold', 'hold', hold_id, true from credits.holds where workspace_id = $1 and state = 'held'
     except select 'hold', 'hold', unnest(subjects), true from credits.operations
       where workspace_id = $1 and operation in ('hold', 'holds')
         and accepted_at >= (select min(placed_at) from credits.holds where workspace_id = $1 and state = 'held'))
     union all
     select 'refund', 'action', number, true from
       (select action_id as number, refunded from credits.actions where workspace_id = $1 and refunded > 0
       except select subjects[1], subjects[2] from credits.operations
         where workspace_id = $1 and operation = 'refund') as refunds
     order by operation, number limit 100`;
  return {
    statement: sql("select-stray-operations", text, [workspace]),
    fromRow: (row) => ({
      operation: read.text(row, "operation"),
      subject: word(row, "subject", ["lot", "hold", "action"]),
      number: read.bigint(row, "number"),
      isMissing: read.boolean(row, "is_missing"),
    }),
  };
}
