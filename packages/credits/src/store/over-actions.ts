import type { Margin, MarginSource, RunningHold } from "../find-verbs.ts";
import { numberAt } from "./action-log.ts";
import { instant } from "./array-literal.ts";
import { optional, read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";

// What operators look for in the holds and actions of all workspaces. None of it is part of a transaction that writes.

/** Running holds with their actions, the oldest first, of one workspace or (null) of all: for operators. */
export function selectRunningHolds(
  sql: Sql,
  asked: { readonly workspace: bigint | null; readonly limit: number },
): Question<
  Omit<RunningHold, "workspace" | "hold" | "action"> & { readonly workspace: bigint; readonly number: bigint }
> {
  const text = `select hold.workspace_id, hold_id, credits, placed_at, deadline, kind, member
     from credits.holds as hold
     join credits.actions as action on action.workspace_id = hold.workspace_id and action_id = hold_id
     where state = 'held' and ($1::bigint is null or hold.workspace_id = $1)
     order by placed_at, hold.workspace_id, hold_id limit $2`;
  return {
    statement: sql("select-running-holds", text, [asked.workspace, asked.limit]),
    fromRow: (row) => ({
      workspace: read.bigint(row, "workspace_id"),
      number: read.bigint(row, "hold_id"),
      credits: read.bigint(row, "credits"),
      placedAt: read.instant(row, "placed_at"),
      deadline: read.instant(row, "deadline"),
      kind: read.text(row, "kind"),
      member: optional(row, "member", read.text),
    }),
  };
}

/** Actions by the id that the provider gave their request: for operators. */
export function selectActionsOfRequest(
  sql: Sql,
  requestId: string,
): Question<{ readonly workspace: bigint; readonly number: bigint }> {
  const text = "select workspace_id, action_id from credits.actions where request_id = $1 limit 20";
  return {
    statement: sql("select-actions-of-request", text, [requestId]),
    fromRow: (row) => ({ workspace: read.bigint(row, "workspace_id"), number: read.bigint(row, "action_id") }),
  };
}

/**
 * The actions begun in a time, as a part of a statement: numbers rise with time, so that each workspace where something
 * happened since is searched by halves, and only rows of that time are read.
 */
const actionsOfTime = `active as (select workspace_id from credits.accounts where last_at >= $1),
     ranges as (select workspace_id, (${numberAt("active.workspace_id", "$1")}) as first,
       (${numberAt("active.workspace_id", "$2")}) as next from active)`;
const inRange = `from ranges join credits.actions as action
     on action.workspace_id = ranges.workspace_id and action_id >= first and action_id < next`;

/** What actions begun in a time charged and cost; the cost is the sum that `priceUsage` makes of each. */
export function selectMargins(sql: Sql, asked: { readonly from: Date; readonly to: Date }): Question<Margin> {
  const text = `with ${actionsOfTime}
     select kind, model, is_demo, own_key is not null as is_own_key, count(*) as actions,
       count(*) filter (where status = 'failed') as failed, sum(charged)::bigint as charged,
       sum(refunded)::bigint as refunded, coalesce(sum(cost), 0)::bigint as cost
     ${inRange}
     left join lateral (
       select tokens_input * prices[band + 1] + tokens_cache_read * prices[band + 2]
         + tokens_cache_write * prices[band + 3] + tokens_output * prices[band + 4] as cost
       from generate_series(1, cardinality(prices), 5) as band
       where prices[band] = 0 or tokens_input + tokens_cache_read + tokens_cache_write <= prices[band]
       order by band limit 1
     ) as priced on tokens_input is not null
     group by kind, model, is_demo, own_key is not null order by kind, model, is_demo, is_own_key`;
  return {
    statement: sql("select-margins", text, [instant(asked.from), instant(asked.to)]),
    fromRow: (row) => ({
      kind: read.text(row, "kind"),
      model: optional(row, "model", read.text),
      isDemo: read.boolean(row, "is_demo"),
      isOwnKey: read.boolean(row, "is_own_key"),
      actions: Number(read.bigint(row, "actions")),
      failed: Number(read.bigint(row, "failed")),
      charged: read.bigint(row, "charged"),
      refunded: read.bigint(row, "refunded"),
      providerCostNanoDollars: read.bigint(row, "cost"),
    }),
  };
}

/** Which lots paid for them: what is charged and not refunded is what a hold drew first. */
export function selectMarginSources(
  sql: Sql,
  asked: { readonly from: Date; readonly to: Date },
): Question<MarginSource> {
  const text = `with ${actionsOfTime}
     select kind, model, is_demo, source, entitlement,
       sum(least(draw.credits, greatest(0, charged_now - draw.before)))::bigint as credits
     from (select action.workspace_id, action_id, kind, model, is_demo, charged - refunded as charged_now
       ${inRange} where charged > refunded) as action
     join credits.holds as hold on hold.workspace_id = action.workspace_id and hold_id = action_id
     cross join lateral (
       select lot, credits, (sum(credits) over (order by place) - credits)::bigint as before
       from unnest(draw_lots, draw_credits) with ordinality as drawn (lot, credits, place)
     ) as draw
     join credits.lots as lot on lot.workspace_id = action.workspace_id and lot_id = draw.lot
     where draw.before < charged_now
     group by kind, model, is_demo, source, entitlement order by kind, model, is_demo, source, entitlement`;
  return {
    statement: sql("select-margin-sources", text, [instant(asked.from), instant(asked.to)]),
    fromRow: (row) => ({
      kind: read.text(row, "kind"),
      model: optional(row, "model", read.text),
      isDemo: read.boolean(row, "is_demo"),
      source: word(row, "source", ["monthly", "top-up", "goodwill"]),
      entitlement: optional(row, "entitlement", read.bigint),
      credits: read.bigint(row, "credits"),
    }),
  };
}
