import type { Row } from "../database/port.ts";
import type { AuditedHold } from "../domain/audit-hold.ts";
import type { Hold } from "../domain/hold.ts";
import { array, arrayOf, instant } from "./array-literal.ts";
import { pricesFromRow, usageFromRow } from "./pinned-prices.ts";
import { optional, read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Of, type Rows, updateRows, type Write } from "./write-rows.ts";

const columns = `hold.workspace_id, hold_id, hold.credits, draw_lots, draw_credits, state, placed_at, deadline,
  hold.charged, hold.ended_at, ended_available, kind, member, started_at, rate_card, nano_dollars_per_credit, prices,
  refunded, refund_lines, is_linked, own_key, nano_dollars_held, nano_dollars_cost`;
const tables = `credits.holds as hold join credits.actions as action
     on action.workspace_id = hold.workspace_id and action.action_id = hold.hold_id`;

/** Holds by number, and every hold of those workspaces whose deadline has come; one may come twice. */
export function selectHolds(
  sql: Sql,
  named: readonly { readonly workspace: bigint; readonly number: bigint }[],
  overdue: { readonly workspaces: readonly bigint[]; readonly at: Date },
): Question<Of<Hold>> {
  const statement = sql(
    "select-holds",
    // "offset 0" leaves each search as it is written, by its key: a join might read tables that were small once.
    `select ${columns} from (
       select hold.* from unnest($1::bigint[], $2::bigint[]) as named (workspace_id, number)
         cross join lateral (select * from credits.holds as hold
           where hold.workspace_id = named.workspace_id and hold_id = named.number offset 0) as hold
       union all
       select hold.* from unnest($3::bigint[]) as late (workspace_id)
         cross join lateral (select * from credits.holds as hold
           where hold.workspace_id = late.workspace_id and state = 'held' and deadline <= $4
           order by deadline offset 0) as hold
     ) as hold
     cross join lateral (select * from credits.actions as action
       where action.workspace_id = hold.workspace_id and action_id = hold.hold_id offset 0) as action`,
    [
      array(named.map(({ workspace }) => workspace)),
      array(named.map(({ number }) => number)),
      array(overdue.workspaces),
      instant(overdue.at),
    ],
  );
  return { statement, fromRow };
}

/** Holds of a workspace after a number with what their actions' rows say of them, oldest first: for `verify`. */
export function selectAuditedHolds(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly after: bigint; readonly limit: number },
): Question<AuditedHold> {
  const text = `select ${columns}, action.status, action.held, action.charged as action_charged,
       action.ended_at as action_ended_at,
       tokens_input, tokens_cache_read, tokens_cache_write, tokens_output, tokens_thinking
     from ${tables} where hold.workspace_id = $1 and hold_id > $2 order by hold_id limit $3`;
  return {
    statement: sql("select-audited-holds", text, [asked.workspace, asked.after, asked.limit]),
    fromRow: (row) => ({
      ...fromRow(row),
      action: {
        status: read.text(row, "status"),
        held: read.bigint(row, "held"),
        charged: read.bigint(row, "action_charged"),
        endedAt: optional(row, "action_ended_at", read.instant),
        usage: usageFromRow(row),
      },
    }),
  };
}

/** Numbers of holds without an action and of actions without a hold, the first of them: for `verify`. */
export function selectOrphans(
  sql: Sql,
  workspace: bigint,
): Question<{ readonly what: "hold" | "action"; readonly number: bigint }> {
  const text = `select 'hold' as what, hold_id as number from credits.holds as hold where workspace_id = $1
       and not exists (select from credits.actions as action
         where action.workspace_id = $1 and action.action_id = hold.hold_id)
     union all
     select 'action', action_id from credits.actions as action where workspace_id = $1
       and not exists (select from credits.holds as hold
         where hold.workspace_id = $1 and hold.hold_id = action.action_id)
     order by number limit 100`;
  return {
    statement: sql("select-orphans", text, [workspace]),
    fromRow: (row) => ({ what: word(row, "what", ["hold", "action"]), number: read.bigint(row, "number") }),
  };
}

const keys: Columns<Hold> = {
  workspace_id: ["bigint", (_, workspace) => workspace],
  hold_id: ["bigint", (hold) => hold.number],
};

/** What of a hold can change. */
const course: Columns<Hold> = {
  state: ["text", (hold) => hold.state],
  deadline: ["timestamptz", (hold) => hold.deadline],
  charged: ["bigint", (hold) => hold.end?.charged ?? 0n],
  ended_at: ["timestamptz", (hold) => hold.end?.at ?? null],
  ended_available: ["bigint", (hold) => hold.end?.available ?? null],
};

/** Adds holds. */
export function insertHolds(sql: Sql, holds: Rows<Hold>): Write {
  return insertRows(sql, "holds", {
    ...holds,
    columns: {
      ...keys,
      credits: ["bigint", (hold) => hold.credits],
      draw_lots: ["bigint[]", (hold) => arrayOf(hold.draws, ({ lot }) => lot)],
      draw_credits: ["bigint[]", (hold) => arrayOf(hold.draws, ({ credits }) => credits)],
      placed_at: ["timestamptz", (hold) => hold.placedAt],
      is_linked: ["boolean", (hold) => hold.isLinked],
      ...course,
    },
  });
}

/** Writes what changed of running holds: no hold can end twice, even if a lock failed. */
export function updateHolds(sql: Sql, holds: Rows<Hold>): Write {
  // Not "state", by which PostgreSQL would look through all running holds of the workspace for each row.
  const guard = "old.ended_at is null";
  return updateRows(sql, "holds", { ...holds, keys: Object.keys(keys), columns: { ...keys, ...course }, guard });
}

function fromRow(row: Row): Of<Hold> {
  const credits = read.bigints(row, "draw_credits");
  const endedAt = optional(row, "ended_at", read.instant);
  return {
    workspace: read.bigint(row, "workspace_id"),
    number: read.bigint(row, "hold_id"),
    credits: read.bigint(row, "credits"),
    draws: read.bigints(row, "draw_lots").map((lot, index) => ({ lot, credits: credits[index] ?? 0n })),
    state: word(row, "state", ["held", "settled", "released", "expired"]),
    placedAt: read.instant(row, "placed_at"),
    deadline: read.instant(row, "deadline"),
    isLinked: read.boolean(row, "is_linked"),
    end: endedAt && {
      at: endedAt,
      charged: read.bigint(row, "charged"),
      available: read.bigint(row, "ended_available"),
    },
    kind: read.text(row, "kind"),
    member: optional(row, "member", read.text),
    startedAt: read.instant(row, "started_at"),
    prices: pricesFromRow(row),
    ownKey: ownKeyFromRow(row),
    refunded: read.bigint(row, "refunded"),
    refundLines: read.number(row, "refund_lines"),
  };
}

function ownKeyFromRow(row: Row): Hold["ownKey"] {
  const id = optional(row, "own_key", read.text);
  if (id === null) return null;
  const cost = optional(row, "nano_dollars_cost", read.bigint);
  return { id, nanoDollars: read.bigint(row, "nano_dollars_held"), cost };
}
