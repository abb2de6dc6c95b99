import type { Row } from "../database/port.ts";
import type { DaySums, SlotSum, Summing } from "../domain/day-sums.ts";
import { type CalendarDay, piecesOf } from "../domain/usage.ts";
import { array, instant } from "./array-literal.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Rows, sameWorkspace, type Write } from "./write-rows.ts";

const columns: Columns<DaySums> = {
  workspace_id: ["bigint", (_, workspace) => workspace],
  day: ["timestamptz", ({ day }) => day],
  kind: ["text", ({ kind }) => kind],
  credits: ["bigint[]", ({ credits }) => array(credits)],
  actions: ["bigint[]", ({ actions }) => array(actions)],
};

/** Two rows of running sums, added element by element. */
function both(column: "credits" | "actions"): string {
  return `${column} = array(select stored + more from unnest(old.${column}, excluded.${column})
       with ordinality as sums (stored, more, place) order by place)`;
}

const conflict = `on conflict (workspace_id, day, kind) do update set ${both("credits")}, ${both("actions")}`;

/** Adds charges of slots that were added up before to the sums of their days. */
export function addDaySums(sql: Sql, days: Rows<DaySums>): Write {
  return insertRows(sql, "usage_days", { ...days, columns }, conflict);
}

/** Takes refunds off the sums of the days of their actions. */
export function lowerDaySums(sql: Sql, { rows, workspaces }: Rows<DaySums>): Write {
  const text = `update credits.usage_days as old set credits = array(
       select stored - less from unnest(old.credits, refund.credits::bigint[])
         with ordinality as sums (stored, less, place) order by place)
     from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[]) as refund (workspace_id, day, kind, credits)
     where ${sameWorkspace("old", "refund")} and old.day = refund.day and old.kind = refund.kind`;
  const values = [
    array(workspaces),
    array(rows.map(({ day }) => day)),
    array(rows.map(({ kind }) => kind)),
    array(rows.map(({ credits }) => array(credits))),
  ];
  return { ...sql("lower-day-sums", text, values), tables: ["usage_days"] };
}

/** Adds the slots of a time up, of all members, into the sums of their days. Each slot is added up once. */
export function sumSlots(sql: Sql, { rows, workspaces }: Rows<Summing>): Write {
  const text = `insert into credits.usage_days as old (workspace_id, day, kind, credits, actions)
     with slots as (
       select named.workspace_id, date_bin('1 day', slot, '2000-01-01T00:00:00Z') as day, kind, slot, credits, actions
       from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as named (workspace_id, since, until)
         join credits.usage_slots as stored on ${sameWorkspace("stored", "named")}
           and slot >= coalesce(since, '-infinity') and slot < until
     )
     select workspace_id, day, kind, array_agg(credits order by slot), array_agg(actions order by slot)
     from (
       select workspace_id, day, kind, slot, (sum(sum(credits)) over so_far)::bigint as credits,
         (sum(sum(actions)) over so_far)::bigint as actions
       from (
         select workspace_id, day, kind, slot, credits, actions from slots
         union all
         select workspace_id, day, kind, day + place * interval '15 minutes', 0, 0
         from (select distinct workspace_id, day, kind from slots) as days cross join generate_series(0, 95) as place
       ) as parts
       group by workspace_id, day, kind, slot
       window so_far as (partition by workspace_id, day, kind order by slot)
     ) as sums
     group by workspace_id, day, kind
     ${conflict}`;
  const values = [array(workspaces), array(rows.map(({ from }) => from)), array(rows.map(({ until }) => until))];
  return { ...sql("sum-slots", text, values), tables: ["usage_days", "usage_slots"] };
}

/** What was added up of days of a chart, per kind; each at the start of its day. */
export function selectDaySums(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly days: readonly CalendarDay[] },
): Question<SlotSum> {
  const { workspace, days } = asked;
  const pieces = piecesOf(days);
  const text = `select counts_for, kind, sum(credits[last] - coalesce(credits[first], 0))::bigint as credits,
       sum(actions[last] - coalesce(actions[first], 0))::bigint as actions
     from unnest($2::timestamptz[], $3::integer[], $4::integer[], $5::integer[])
         as piece (day, first, last, counts_for)
       join credits.usage_days as sums on sums.workspace_id = $1 and sums.day = any(array[piece.day])
     group by counts_for, kind`;
  const statement = sql("select-day-sums", text, [
    workspace,
    array(pieces.map(({ day }) => day)),
    array(pieces.map(({ first }) => first)),
    array(pieces.map(({ last }) => last)),
    array(pieces.map(({ countsFor }) => countsFor)),
  ]);
  const startOf = (number: number): Date => days[number]?.from ?? new Date(Number.NaN);
  return { statement, fromRow: (row) => slotSum(row, startOf(read.number(row, "counts_for"))) };
}

/** What was added up, slot by slot, from an instant to one before another; nothing of empty slots. For `verify`. */
export function selectSummedSlots(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly from: Date | null; readonly before: Date | null },
): Question<SlotSum> {
  const text = `select slot, kind, credits, actions
     from (
       select day + (place - 1) * interval '15 minutes' as slot, kind,
         coalesce(sums.credits, 0) - coalesce(lag(sums.credits) over so_far, 0) as credits,
         coalesce(sums.actions, 0) - coalesce(lag(sums.actions) over so_far, 0) as actions
       from credits.usage_days as days
         cross join unnest(days.credits, days.actions) with ordinality as sums (credits, actions, place)
       where days.workspace_id = $1 and day > coalesce($2::timestamptz, '-infinity') - interval '24 hours'
         and day < coalesce($3::timestamptz, 'infinity')
       window so_far as (partition by day, kind order by place)
     ) as slots
     where (credits <> 0 or actions <> 0) and slot >= coalesce($2::timestamptz, '-infinity')
       and slot < coalesce($3::timestamptz, 'infinity')
     order by slot, kind`;
  return {
    statement: sql("select-summed-slots", text, [asked.workspace, instant(asked.from), instant(asked.before)]),
    fromRow: (row) => slotSum(row, read.instant(row, "slot")),
  };
}

function slotSum(row: Row, at: Date): SlotSum {
  return {
    at,
    kind: read.text(row, "kind"),
    credits: read.bigint(row, "credits"),
    actions: read.bigint(row, "actions"),
  };
}
