import type { Statement } from "../database/port.ts";
import type { UsageSlot } from "../domain/usage.ts";
import { instant } from "./array-literal.ts";
import { read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { insertRows, type Of } from "./write-rows.ts";

/** Adds charges to their slots. */
export function addUsage(sql: Sql, rows: readonly Of<UsageSlot>[]): Statement {
  const conflict = `on conflict (workspace_id, slot, kind, member) do update set
     credits = old.credits + excluded.credits,
     actions = old.actions + excluded.actions, tokens = old.tokens + excluded.tokens`;
  const columns = {
    workspace_id: ["bigint", (slot: Of<UsageSlot>) => slot.workspace],
    slot: ["timestamptz", (slot: Of<UsageSlot>) => slot.at],
    kind: ["text", (slot: Of<UsageSlot>) => slot.kind],
    member: ["text", (slot: Of<UsageSlot>) => slot.member],
    credits: ["bigint", (slot: Of<UsageSlot>) => slot.credits],
    actions: ["bigint", (slot: Of<UsageSlot>) => slot.actions],
    tokens: ["bigint", (slot: Of<UsageSlot>) => slot.tokens],
  } as const;
  return insertRows(sql, "usage_slots", { rows, columns }, conflict);
}

/** Sums per slot and kind from an instant on; of one member, or of all. */
export function selectUsage(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly from: Date; readonly member: string | null },
): Question<Pick<UsageSlot, "at" | "kind" | "credits" | "actions">> {
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

/** Every slot of a workspace: for `verify`. */
export function selectAllUsage(sql: Sql, workspace: bigint): Question<UsageSlot> {
  const text = `select slot, kind, member, credits, actions, tokens from credits.usage_slots where workspace_id = $1
     order by slot, kind, member`;
  return {
    statement: sql("select-all-usage", text, [workspace]),
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
