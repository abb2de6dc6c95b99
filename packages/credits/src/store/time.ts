import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

/** The database's time at this instant, as a column: in milliseconds, as the engine counts. */
export const nowText = "date_trunc('milliseconds', clock_timestamp()) as now";

/** The database's time now, where nothing is locked. */
export function selectNow(sql: Sql): Question<Date> {
  return { statement: sql("select-now", `select ${nowText}`, []), fromRow: (row) => read.instant(row, "now") };
}
