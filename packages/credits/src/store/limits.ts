import type { Row } from "../database/port.ts";
import type { LimitCounter, LimitScope } from "../domain/limit-scope.ts";
import type { PastCount } from "../domain/limits.ts";
import { numberAt } from "./action-log.ts";
import { array } from "./array-literal.ts";
import { optional, read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Of, type Write } from "./write-rows.ts";

const columns = "workspace_id, period_start, member, kind, own_key, unit, amount_max, used, reserved";

/** The limits of workspaces' current periods, in one order: the first that refuses is the same everywhere. */
export function selectLimits(sql: Sql, workspaces: readonly bigint[]): Question<Of<LimitCounter>> {
  const text = `select ${columns} from credits.limit_counters as counter join credits.accounts as account
       using (workspace_id, period_start)
     where counter.workspace_id = any($1::bigint[]) and account.workspace_id = any($1::bigint[])
     order by workspace_id, own_key, member, kind, unit`;
  return { statement: sql("select-limits", text, [array(workspaces)]), fromRow: storedFromRow };
}

/** The limits of a workspace in every period, oldest first: for `verify`. */
export function selectAllLimits(sql: Sql, workspace: bigint): Question<Of<LimitCounter>> {
  const text = `select ${columns} from credits.limit_counters where workspace_id = $1
     order by period_start, own_key, member, kind, unit`;
  return { statement: sql("select-all-limits", text, [workspace]), fromRow: storedFromRow };
}

/** What the actions since an instant have used and hold, for limits about to be set; reads those actions only. */
export function selectCounts(
  sql: Sql,
  scopes: readonly Of<LimitScope & { readonly since: Date }>[],
): Question<Of<LimitCounter>> {
  const text = `select workspace_id, period_start, member, kind, own_key, unit,
       case unit when 'credits' then credits_used else nano_dollars_used end as used,
       case unit when 'credits' then credits_held else nano_dollars_held end as reserved
     from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
         as named (workspace_id, period_start, member, kind, own_key, unit)
       cross join lateral (
         select coalesce(sum(charged - refunded), 0)::bigint as credits_used,
           coalesce(sum(held) filter (where status = 'running'), 0)::bigint as credits_held,
           coalesce(sum(nano_dollars_cost), 0)::bigint as nano_dollars_used,
           coalesce(sum(nano_dollars_held) filter (where status = 'running'), 0)::bigint as nano_dollars_held
         from credits.actions as action
         where action.workspace_id = named.workspace_id
           and action.action_id >= (${numberAt("named.workspace_id", "named.period_start")})
           and (named.member = '' or action.member = named.member) and (named.kind = '' or action.kind = named.kind)
           and (named.own_key = '' or action.own_key = named.own_key)
       ) as counts`;
  const values = [
    array(scopes.map(({ workspace }) => workspace)),
    array(scopes.map(({ since }) => since)),
    array(scopes.map(({ member }) => member ?? "")),
    array(scopes.map(({ kind }) => kind ?? "")),
    array(scopes.map(({ ownKey }) => ownKey ?? "")),
    array(scopes.map(({ unit }) => unit)),
  ];
  return {
    statement: sql("select-counts", text, values),
    fromRow: (row) => ({ ...countsFromRow(row), limit: null, isStored: false }),
  };
}

const written: Columns<Of<LimitCounter>> = {
  workspace_id: ["bigint", (counter) => counter.workspace],
  period_start: ["timestamptz", (counter) => counter.since],
  member: ["text", (counter) => counter.member ?? ""],
  kind: ["text", (counter) => counter.kind ?? ""],
  own_key: ["text", (counter) => counter.ownKey ?? ""],
  unit: ["text", (counter) => counter.unit],
  amount_max: ["bigint", (counter) => counter.limit],
  used: ["bigint", (counter) => counter.used],
  reserved: ["bigint", (counter) => counter.reserved],
};

/** Writes limits and their counters, new ones and others. */
export function putLimits(sql: Sql, rows: readonly Of<LimitCounter>[]): Write {
  const conflict = `on conflict (workspace_id, period_start, member, kind, own_key, unit) do update set
     amount_max = excluded.amount_max, used = excluded.used, reserved = excluded.reserved`;
  return insertRows(sql, "limit_counters", { rows, columns: written }, conflict);
}

/** Moves the counters of periods that are over, where a limit was set in them: that of an action's hold. */
export function addPastCounts(sql: Sql, rows: readonly Of<PastCount>[]): Write {
  const text = `with moved as (
       select workspace_id, counter.period_start, member, kind, own_key, unit, sum(used) as used,
         sum(reserved) as reserved
       from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
           $8::bigint[]) as past (workspace_id, started_at, member, kind, own_key, unit, used, reserved)
         cross join lateral (
           select period_start from credits.limit_counters as counter
           where counter.workspace_id = past.workspace_id and counter.period_start <= past.started_at
             and counter.member = past.member and counter.kind = past.kind and counter.own_key = past.own_key
             and counter.unit = past.unit
           order by period_start desc limit 1
         ) as counter
       group by workspace_id, counter.period_start, member, kind, own_key, unit
     )
     update credits.limit_counters as old set used = old.used + moved.used, reserved = old.reserved + moved.reserved
     from moved
     where old.workspace_id = moved.workspace_id and old.period_start = moved.period_start
       and old.member = moved.member and old.kind = moved.kind and old.own_key = moved.own_key
       and old.unit = moved.unit`;
  const values = [
    array(rows.map(({ workspace }) => workspace)),
    array(rows.map(({ startedAt }) => startedAt)),
    array(rows.map(({ member }) => member ?? "")),
    array(rows.map(({ kind }) => kind ?? "")),
    array(rows.map(({ ownKey }) => ownKey ?? "")),
    array(rows.map(({ unit }) => unit)),
    array(rows.map(({ used }) => used)),
    array(rows.map(({ reserved }) => reserved)),
  ];
  return { ...sql("add-past-counts", text, values), tables: ["limit_counters"] };
}

function storedFromRow(row: Row): Of<LimitCounter> {
  return { ...countsFromRow(row), limit: optional(row, "amount_max", read.bigint), isStored: true };
}

function countsFromRow(row: Row) {
  return {
    workspace: read.bigint(row, "workspace_id"),
    since: read.instant(row, "period_start"),
    member: read.text(row, "member") || null,
    kind: read.text(row, "kind") || null,
    ownKey: read.text(row, "own_key") || null,
    unit: word(row, "unit", ["credits", "nano-dollars"]),
    used: read.bigint(row, "used"),
    reserved: read.bigint(row, "reserved"),
  };
}
