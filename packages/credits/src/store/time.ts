import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

/**
 * The database's time now, in milliseconds. Asked after the locks are held, it is not before anything that they waited
 * for.
 */
export function selectNow(sql: Sql): Question<Date> {
  return {
    statement: sql("select-now", "select date_trunc('milliseconds', clock_timestamp()) as now", []),
    fromRow: (row) => read.instant(row, "now"),
  };
}
