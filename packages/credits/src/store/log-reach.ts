import type { LogPage } from "./action-log.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

/** Filters that an index answers, the narrowest first: one of them leads through the log. */
const leads = ["group", "document", "member"] as const;
/** Filters that are asked row by row. */
const sifted = ["kind", "outcome", "search"] as const;

const columns = {
  before: "action_id <",
  from: "action_id >=",
  group: "group_id =",
  document: "document_path =",
  member: "member =",
} as const;

/** Whether rows that do not fit may lie between those that do, so that a page is looked for within a reach. */
export function isSifted(page: Pick<LogPage, (typeof leads)[number] | (typeof sifted)[number]>): boolean {
  return sifted.some((name) => page[name] !== null) || leads.filter((name) => page[name] !== null).length > 1;
}

/** The number of the action that so many rows of the leading filter reach down to; none where fewer are left. */
export function selectReach(sql: Sql, page: LogPage, rows: number): Question<bigint> {
  const lead = leads.find((name) => page[name] !== null);
  const names = [...(["before", "from"] as const), ...(lead === undefined ? [] : [lead])];
  const set = names.filter((name) => page[name] !== null);
  const narrowed = set.map((name, index) => `and ${columns[name]} $${index + 3}`);
  const text = (): string => `select action_id as number from credits.actions where workspace_id = $1
     ${narrowed.join(" ")} order by action_id desc offset $2 limit 1`;
  const values = [page.workspace, rows - 1, ...set.map((name) => page[name])];
  return {
    statement: sql(["select-reach", ...set].join("-"), text, values),
    fromRow: (row) => read.bigint(row, "number"),
  };
}
