import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

/** Numbers of a workspace's lots, the newest first, below one where it is named. */
export function selectLotNumbers(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly before: bigint | null; readonly limit: number },
): Question<bigint> {
  const text = `select lot_id from credits.lots
     where workspace_id = $1 and ($2::bigint is null or lot_id < $2) order by lot_id desc limit $3`;
  const values = [asked.workspace, asked.before, asked.limit];
  return { statement: sql("select-lot-numbers", text, values), fromRow: (row) => read.bigint(row, "lot_id") };
}
