import type { Row, SqlValue } from "../database/port.ts";
import { deadlineFailure } from "../domain/hold.ts";
import type { PinnedPrices } from "../domain/rate-card.ts";
import type { ActionRecord } from "../log-types.ts";
import type { ActionStatus, TokenUsage } from "../types.ts";
import { array, instant } from "./array-literal.ts";
import { pricesFromRow, usageFromRow } from "./pinned-prices.ts";
import { optional, read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

/** An action as the log shows it, with what its receipt is made of. */
export type LoggedAction = {
  readonly number: bigint;
  readonly kind: string;
  readonly status: ActionStatus;
  readonly member: string | null;
  readonly document: { readonly path: string; readonly title: string } | null;
  readonly model: string | null;
  readonly estimate: { readonly low: bigint; readonly high: bigint } | null;
  readonly group: string | null;
  readonly ownKey: ActionRecord["ownKey"];
  readonly isDemo: boolean;
  readonly held: bigint;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly requestId: string | null;
  readonly prices: PinnedPrices | null;
  readonly usage: TokenUsage | null;
};

// A running action whose hold is overdue has failed, at its deadline on the clock of its start, whether or not that was
// written down.
const columns = `action_id, kind, member, document_path, document_title, model, estimate_low, estimate_high, group_id,
  own_key, nano_dollars_held, case when overdue then 0 else nano_dollars_cost end as nano_dollars_cost,
  is_demo, held, action.charged, refunded, started_at, failure_code, failure_message, request_id, rate_card,
  nano_dollars_per_credit, prices, tokens_input, tokens_cache_read, tokens_cache_write, tokens_output, tokens_thinking,
  overdue, case when overdue then 'failed' else action.status end as status,
  case when overdue then action.started_at + (hold.deadline - hold.placed_at) else action.ended_at end as ended_at`;
const tables = `credits.actions as action join credits.holds as hold
     on hold.workspace_id = action.workspace_id and hold.hold_id = action.action_id
     cross join lateral (select hold.state = 'held' and hold.deadline <= $2 as overdue) as clock`;

export type LogPage = {
  readonly workspace: bigint;
  /** Time of deadlines. */
  readonly databaseNow: Date;
  /** Only actions before this number; null for the newest. */
  readonly before: bigint | null;
  /** Only actions from this number on; null for the oldest. */
  readonly from: bigint | null;
  readonly limit: number;
  readonly kind: string | null;
  readonly member: string | null;
  readonly outcome: ActionStatus | null;
  readonly document: string | null;
  readonly group: string | null;
  readonly search: { readonly text: string; readonly members: readonly string[] } | null;
};

/** What narrows the log; `$` stands for the value. */
const conditions = {
  before: "action_id < $",
  from: "action_id >= $",
  kind: "kind = $",
  member: "member = $",
  document: "document_path = $",
  group: "group_id = $",
  // The row's own word first: it spares the others a look at their holds.
  outcome: "action.status in ($, 'running') and case when overdue then 'failed' else action.status end = $",
  // Put together by operators: concat_ws takes longer, and so would a comparison for each column.
  search: `(strpos(lower(kind || chr(1) || coalesce(model, '') || chr(1) || coalesce(document_path, '') || chr(1)
      || coalesce(document_title, '')), lower($)) > 0
    or request_id = $ or member = any($::text[]))`,
} as const satisfies Partial<Record<keyof LogPage, string>>;

/**
 * A page of the log, newest first. Numbers rise with business time, so the key is the order. Every set of filters is a
 * statement of its own: one for all would be planned for none of them.
 */
export function selectActions(sql: Sql, page: LogPage): Question<LoggedAction> {
  const names = (Object.keys(conditions) as (keyof typeof conditions)[]).filter((name) => page[name] !== null);
  let bound = 3;
  const bind = (): string => {
    bound += 1;
    return `$${bound}`;
  };
  const narrowed = names.map((name) => `and ${conditions[name].replaceAll("$", bind)}`);
  const text = (): string => `select ${columns} from ${tables} where action.workspace_id = $1 ${narrowed.join(" ")}
     order by action_id desc limit $3`;
  const values = [
    page.workspace,
    instant(page.databaseNow),
    page.limit,
    ...names.flatMap((name) => valuesOf(page, name)),
  ];
  return { statement: sql(["select-actions", ...names].join("-"), text, values), fromRow };
}

function valuesOf(page: LogPage, name: keyof typeof conditions): readonly SqlValue[] {
  if (name === "outcome") return [page.outcome, page.outcome];
  if (name !== "search") return [page[name]];
  const { text = "", members = [] } = page.search ?? {};
  return [text, text, array(members)];
}

/**
 * The number of the first action at or after an instant, or one that no action has reached: searched by halves along
 * the key, since numbers rise with time. An index on the time would cost every hold to serve few questions.
 */
export function selectNumberAt(sql: Sql, asked: { readonly workspace: bigint; readonly at: Date }): Question<bigint> {
  const values = [asked.workspace, instant(asked.at)];
  return {
    statement: sql("select-number-at", numberAt("$1", "$2"), values),
    fromRow: (row) => read.bigint(row, "number"),
  };
}

/** The same as a part of another statement. */
export function numberAt(workspace: string, at: string): string {
  return `with recursive search (low, high) as (
       select 0::bigint, last_number + 1 from credits.accounts where workspace_id = ${workspace}
       union all
       select case when probe.started_at < ${at} then probe.action_id else low end,
         case when probe.started_at < ${at} then high else middle end
       from search
         cross join lateral (select low + (high - low) / 2 as middle) as half
         left join lateral (select action_id, started_at from credits.actions
           where workspace_id = ${workspace} and action_id >= middle order by action_id limit 1) as probe on true
       where high - low > 1
     )
     select min(high) as number from search`;
}

/** One action. */
export function selectAction(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly number: bigint; readonly databaseNow: Date },
): Question<LoggedAction> {
  const text = `select ${columns} from ${tables} where action.workspace_id = $1 and action_id = $3`;
  return {
    statement: sql("select-action", text, [asked.workspace, instant(asked.databaseNow), asked.number]),
    fromRow,
  };
}

function fromRow(row: Row): LoggedAction {
  const path = optional(row, "document_path", read.text);
  const low = optional(row, "estimate_low", read.bigint);
  return {
    number: read.bigint(row, "action_id"),
    kind: read.text(row, "kind"),
    status: word(row, "status", ["running", "succeeded", "failed", "cancelled"]),
    member: optional(row, "member", read.text),
    document: path === null ? null : { path, title: read.text(row, "document_title") },
    model: optional(row, "model", read.text),
    estimate: low === null ? null : { low, high: read.bigint(row, "estimate_high") },
    group: optional(row, "group_id", read.text),
    ownKey: ownKeyFromRow(row),
    isDemo: read.boolean(row, "is_demo"),
    held: read.bigint(row, "held"),
    charged: read.bigint(row, "charged"),
    refunded: read.bigint(row, "refunded"),
    startedAt: read.instant(row, "started_at"),
    endedAt: optional(row, "ended_at", read.instant),
    failure: failureFromRow(row),
    requestId: optional(row, "request_id", read.text),
    prices: pricesFromRow(row),
    usage: usageFromRow(row),
  };
}

function failureFromRow(row: Row): LoggedAction["failure"] {
  if (read.boolean(row, "overdue")) return deadlineFailure;
  const code = optional(row, "failure_code", read.text);
  return code === null ? null : { code, message: read.text(row, "failure_message") };
}

function ownKeyFromRow(row: Row): LoggedAction["ownKey"] {
  const id = optional(row, "own_key", read.text);
  if (id === null) return null;
  const nanoDollarsHeld = read.bigint(row, "nano_dollars_held");
  return { id, nanoDollarsHeld, nanoDollarsCost: optional(row, "nano_dollars_cost", read.bigint) };
}
