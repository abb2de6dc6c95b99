import type { Row, Statement } from "../database/port.ts";
import type { LimitCounter, LimitSubject } from "../domain/limits.ts";
import { array } from "./array-literal.ts";
import { optional, read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Of } from "./write-rows.ts";

/** The limits of workspaces, in one order: the first that refuses is the same everywhere. */
export function selectLimits(sql: Sql, workspaces: readonly bigint[]): Question<Of<LimitCounter>> {
  const text = `select workspace_id, member, kind, credits_max, used, reserved from credits.limit_counters
     where workspace_id = any($1::bigint[]) order by workspace_id, member, kind`;
  return {
    statement: sql("select-limits", text, [array(workspaces)]),
    fromRow: (row) => ({
      ...countsFromRow(row),
      creditsMax: optional(row, "credits_max", read.bigint),
      isStored: true,
    }),
  };
}

/** What the actions since an instant have used and hold, for limits about to be set; reads all of those actions. */
export function selectCounts(
  sql: Sql,
  subjects: readonly Of<LimitSubject & { readonly since: Date }>[],
): Question<Of<LimitCounter>> {
  const text = `select named.workspace_id, named.member, named.kind, used, reserved
     from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[]) as named (workspace_id, since, member, kind)
       cross join lateral (
         select coalesce(sum(charged - refunded), 0)::bigint as used,
           coalesce(sum(held) filter (where status = 'running'), 0)::bigint as reserved
         from credits.actions as action
         where action.workspace_id = named.workspace_id and action.started_at >= named.since
           and (named.member = '' or action.member = named.member) and (named.kind = '' or action.kind = named.kind)
       ) as counts`;
  const values = [
    array(subjects.map(({ workspace }) => workspace)),
    array(subjects.map(({ since }) => since)),
    array(subjects.map(({ member }) => member ?? "")),
    array(subjects.map(({ kind }) => kind ?? "")),
  ];
  return {
    statement: sql("select-counts", text, values),
    fromRow: (row) => ({ ...countsFromRow(row), creditsMax: null, isStored: false }),
  };
}

const columns: Columns<Of<LimitCounter>> = {
  workspace_id: ["bigint", (counter) => counter.workspace],
  member: ["text", (counter) => counter.member ?? ""],
  kind: ["text", (counter) => counter.kind ?? ""],
  credits_max: ["bigint", (counter) => counter.creditsMax],
  used: ["bigint", (counter) => counter.used],
  reserved: ["bigint", (counter) => counter.reserved],
};

/** Writes limits and their counters, new ones and others. */
export function putLimits(sql: Sql, rows: readonly Of<LimitCounter>[]): Statement {
  const conflict = `on conflict (workspace_id, member, kind) do update set
     credits_max = excluded.credits_max, used = excluded.used, reserved = excluded.reserved`;
  return insertRows(sql, "limit_counters", { rows, columns }, conflict);
}

function countsFromRow(row: Row) {
  const member = read.text(row, "member");
  const kind = read.text(row, "kind");
  return {
    workspace: read.bigint(row, "workspace_id"),
    member: member === "" ? null : member,
    kind: kind === "" ? null : kind,
    used: read.bigint(row, "used"),
    reserved: read.bigint(row, "reserved"),
  };
}
