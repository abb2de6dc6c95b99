import type { SlotSum } from "../domain/day-sums.ts";
import type { UsageSlot } from "../domain/usage-slot.ts";
import { array, instant } from "./array-literal.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Rows, sameWorkspace, type Write } from "./write-rows.ts";

const columns: Columns<UsageSlot> = {
  workspace_id: ["bigint", (_, workspace) => workspace],
  slot: ["timestamptz", (slot) => slot.at],
  kind: ["text", (slot) => slot.kind],
  member: ["text", (slot) => slot.member],
  credits: ["bigint", (slot) => slot.credits],
  actions: ["bigint", (slot) => slot.actions],
  tokens: ["bigint", (slot) => slot.tokens],
};

/** Adds charges to their slots. */
export function addUsage(sql: Sql, slots: Rows<UsageSlot>): Write {
  const conflict = `on conflict (workspace_id, slot, kind, member) do update set
     credits = old.credits + excluded.credits,
     actions = old.actions + excluded.actions, tokens = old.tokens + excluded.tokens`;
  return insertRows(sql, "usage_slots", { ...slots, columns }, conflict);
}

/** Takes refunds off the slots of their actions. */
export function lowerUsage(sql: Sql, { rows, workspaces }: Rows<UsageSlot>): Write {
  const text = `update credits.usage_slots as old set credits = old.credits - refund.credits
     from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[])
       as refund (workspace_id, slot, kind, member, credits)
     where ${sameWorkspace("old", "refund")} and old.slot = refund.slot and old.kind = refund.kind
       and old.member = refund.member`;
  const values = [
    array(workspaces),
    array(rows.map(({ at }) => at)),
    array(rows.map(({ kind }) => kind)),
    array(rows.map(({ member }) => member)),
    array(rows.map(({ credits }) => credits)),
  ];
  return { ...sql("lower-usage", text, values), tables: ["usage_slots"] };
}

/** Sums per slot and kind from an instant on; of one member, or of all. */
export function selectUsage(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly from: Date; readonly member: string | null },
): Question<SlotSum> {
  const statement = sql(
    "select-usage",
    `select slot, kind, sum(credits)::bigint as credits, sum(actions)::bigint as actions from credits.usage_slots
     where workspace_id = $1 and slot >= $2 and ($3::text is null or member = $3)
     group by slot, kind order by slot, kind`,
    [asked.workspace, instant(asked.from), asked.member],
  );
  return {
    statement,
    fromRow: (row) => ({
      at: read.instant(row, "slot"),
      kind: read.text(row, "kind"),
      credits: read.bigint(row, "credits"),
      actions: read.bigint(row, "actions"),
    }),
  };
}

/** The slots of a workspace from an instant to one before another: for `verify`. */
export function selectUsageBetween(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly from: Date | null; readonly before: Date | null },
): Question<UsageSlot> {
  const text = `select slot, kind, member, credits, actions, tokens from credits.usage_slots where workspace_id = $1
     and slot >= coalesce($2::timestamptz, '-infinity') and slot < coalesce($3::timestamptz, 'infinity')
     order by slot, kind, member`;
  return {
    statement: sql("select-usage-between", text, [asked.workspace, instant(asked.from), instant(asked.before)]),
    fromRow: (row) => ({
      at: read.instant(row, "slot"),
      kind: read.text(row, "kind"),
      member: read.text(row, "member"),
      credits: read.bigint(row, "credits"),
      actions: read.bigint(row, "actions"),
      tokens: read.bigint(row, "tokens"),
    }),
  };
}
