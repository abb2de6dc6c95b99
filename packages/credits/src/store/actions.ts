import type { SqlValue, Statement } from "../database/port.ts";
import type { ActionEnd, ActionStart, Hold } from "../domain/hold.ts";
import type { Of } from "./lots.ts";
import { bandsToColumn } from "./pinned-prices.ts";
import { column, type Sql } from "./statement.ts";

/** An action as its hold begins it. */
export type NewAction = Of<ActionStart & { readonly hold: Hold }>;

/** Adds running actions. */
export function insertActions(sql: Sql, actions: readonly NewAction[]): Statement {
  const of = (pick: (action: NewAction) => SqlValue | Date): string => column(actions, pick);
  return sql(
    "insert-actions",
    `insert into credits.actions (workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low, estimate_high,
       group_id, is_demo, status, held, started_at, rate_card, nano_dollars_per_credit, prices)
     select workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low, estimate_high, group_id, is_demo,
       'running', held, started_at, rate_card, nano_dollars_per_credit, prices::bigint[]
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
       $10::text[], $11::boolean[], $12::bigint[], $13::timestamptz[], $14::text[], $15::bigint[], $16::text[])
       as new (workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low, estimate_high, group_id, is_demo,
         held, started_at, rate_card, nano_dollars_per_credit, prices)`,
    [
      of(({ workspace }) => workspace),
      of(({ number }) => number),
      of(({ facts }) => facts.kind),
      of(({ facts }) => facts.member),
      of(({ facts }) => facts.document?.path ?? null),
      of(({ facts }) => facts.document?.title ?? null),
      of(({ facts }) => facts.model),
      of(({ facts }) => facts.estimate?.low ?? null),
      of(({ facts }) => facts.estimate?.high ?? null),
      of(({ facts }) => facts.group),
      of(({ facts }) => facts.isDemo),
      of(({ hold }) => hold.credits),
      of(({ hold }) => hold.startedAt),
      of(({ hold }) => hold.prices?.rateCard ?? null),
      of(({ hold }) => hold.prices?.nanoDollarsPerCredit ?? null),
      of(({ hold }) => bandsToColumn(hold.prices)),
    ],
  );
}

/** Writes how actions ended. */
export function updateActions(sql: Sql, ends: readonly Of<ActionEnd>[]): Statement {
  const of = (pick: (end: Of<ActionEnd>) => SqlValue | Date): string => column(ends, pick);
  return sql(
    "update-actions",
    `update credits.actions as action set status = new.status, charged = new.charged, ended_at = new.ended_at,
       failure_code = new.failure_code, failure_message = new.failure_message, request_id = new.request_id,
       tokens_input = new.tokens_input, tokens_cache_read = new.tokens_cache_read, tokens_cache_write = new.tokens_cache_write,
       tokens_output = new.tokens_output, tokens_thinking = new.tokens_thinking
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
       $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
       as new (workspace_id, action_id, status, charged, ended_at, failure_code, failure_message, request_id, tokens_input,
         tokens_cache_read, tokens_cache_write, tokens_output, tokens_thinking)
     where action.workspace_id = new.workspace_id and action.action_id = new.action_id and action.status = 'running'`,
    [
      of(({ workspace }) => workspace),
      of(({ number }) => number),
      of(({ status }) => status),
      of(({ charged }) => charged),
      of(({ at }) => at),
      of(({ failure }) => failure?.code ?? null),
      of(({ failure }) => failure?.message ?? null),
      of(({ requestId }) => requestId),
      of(({ usage }) => usage?.input ?? null),
      of(({ usage }) => usage?.cacheRead ?? null),
      of(({ usage }) => usage?.cacheWrite ?? null),
      of(({ usage }) => usage?.output ?? null),
      of(({ usage }) => usage?.thinking ?? null),
    ],
  );
}
