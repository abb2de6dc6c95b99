import type { SqlValue, Statement } from "../database/port.ts";
import type { UsageSlot } from "../domain/usage.ts";
import type { Of } from "./lots.ts";
import { column, instant, type Question, read, type Sql } from "./statement.ts";

/** Adds charges to their slots. */
export function addUsage(sql: Sql, slots: readonly Of<UsageSlot>[]): Statement {
  const of = (pick: (slot: Of<UsageSlot>) => SqlValue | Date): string => column(slots, pick);
  return sql(
    "add-usage",
    `insert into credits.usage_slots as slot (workspace_id, slot, kind, member, credits, actions, tokens)
     select * from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
     on conflict (workspace_id, slot, kind, member) do update
       set credits = slot.credits + excluded.credits, actions = slot.actions + excluded.actions, tokens = slot.tokens + excluded.tokens`,
    [
      of((slot) => slot.workspace),
      of((slot) => slot.at),
      of((slot) => slot.kind),
      of((slot) => slot.member),
      of((slot) => slot.credits),
      of((slot) => slot.actions),
      of((slot) => slot.tokens),
    ],
  );
}

/** Sums per slot and kind from an instant on; of one member, or of all. */
export function selectUsage(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly from: Date; readonly member: string | null },
): Question<Pick<UsageSlot, "at" | "kind" | "credits" | "actions">> {
  const statement = sql(
    "select-usage",
    `select slot, kind, sum(credits)::bigint as credits, sum(actions)::bigint as actions from credits.usage_slots
     where workspace_id = $1 and slot >= $2 and ($3::text is null or member = $3) group by slot, kind order by slot, kind`,
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
