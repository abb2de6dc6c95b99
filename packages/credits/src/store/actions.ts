import type { ActionEnd, ActionRefund, ActionStart, Hold } from "../domain/hold.ts";
import { bandsToColumn } from "./pinned-prices.ts";
import type { Sql } from "./statement.ts";
import { insertRows, type Rows, updateRows, type Write } from "./write-rows.ts";

/** An action as its hold begins it. */
export type NewAction = ActionStart & { readonly hold: Hold };

/** Adds running actions. */
export function insertActions(sql: Sql, actions: Rows<NewAction>): Write {
  return insertRows(sql, "actions", {
    ...actions,
    columns: {
      workspace_id: ["bigint", (_, workspace) => workspace],
      action_id: ["bigint", ({ number }) => number],
      kind: ["text", ({ facts }) => facts.kind],
      member: ["text", ({ facts }) => facts.member],
      document_path: ["text", ({ facts }) => facts.document?.path ?? null],
      document_title: ["text", ({ facts }) => facts.document?.title ?? null],
      model: ["text", ({ facts }) => facts.model],
      estimate_low: ["bigint", ({ facts }) => facts.estimate?.low ?? null],
      estimate_high: ["bigint", ({ facts }) => facts.estimate?.high ?? null],
      group_id: ["text", ({ facts }) => facts.group],
      is_demo: ["boolean", ({ facts }) => facts.isDemo],
      status: ["text", () => "running"],
      held: ["bigint", ({ hold }) => hold.credits],
      own_key: ["text", ({ hold }) => hold.ownKey?.id ?? null],
      nano_dollars_held: ["bigint", ({ hold }) => hold.ownKey?.nanoDollars ?? null],
      started_at: ["timestamptz", ({ hold }) => hold.startedAt],
      rate_card: ["text", ({ hold }) => hold.prices?.rateCard ?? null],
      nano_dollars_per_credit: ["bigint", ({ hold }) => hold.prices?.nanoDollarsPerCredit ?? null],
      prices: ["bigint[]", ({ hold }) => bandsToColumn(hold.prices)],
    },
  });
}

/** Writes how running actions ended. */
export function updateActions(sql: Sql, ends: Rows<ActionEnd>): Write {
  return updateRows(sql, "actions", {
    ...ends,
    keys: ["workspace_id", "action_id"],
    guard: "old.status = 'running'",
    columns: {
      workspace_id: ["bigint", (_, workspace) => workspace],
      action_id: ["bigint", ({ number }) => number],
      status: ["text", ({ status }) => status],
      charged: ["bigint", ({ charged }) => charged],
      nano_dollars_cost: ["bigint", ({ nanoDollars }) => nanoDollars],
      ended_at: ["timestamptz", ({ at }) => at],
      failure_code: ["text", ({ failure }) => failure?.code ?? null],
      failure_message: ["text", ({ failure }) => failure?.message ?? null],
      request_id: ["text", ({ requestId }) => requestId],
      tokens_input: ["bigint", ({ usage }) => usage?.input ?? null],
      tokens_cache_read: ["bigint", ({ usage }) => usage?.cacheRead ?? null],
      tokens_cache_write: ["bigint", ({ usage }) => usage?.cacheWrite ?? null],
      tokens_output: ["bigint", ({ usage }) => usage?.output ?? null],
      tokens_thinking: ["bigint", ({ usage }) => usage?.thinking ?? null],
    },
  });
}

/** Writes what was given back of settled actions. */
export function updateRefunds(sql: Sql, refunds: Rows<ActionRefund>): Write {
  return updateRows(sql, "actions", {
    ...refunds,
    name: "update-refunds",
    keys: ["workspace_id", "action_id"],
    columns: {
      workspace_id: ["bigint", (_, workspace) => workspace],
      action_id: ["bigint", ({ number }) => number],
      refunded: ["bigint", ({ refunded }) => refunded],
      refund_lines: ["integer", ({ refundLines }) => refundLines],
    },
  });
}
