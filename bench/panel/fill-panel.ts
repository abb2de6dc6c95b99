import type pg from "pg";
import { slotMs, slotOf } from "../../packages/credits/src/domain/slot.ts";
import { sumSlots } from "../../packages/credits/src/store/day-sums.ts";
import { sqlOf } from "../../packages/credits/src/store/statement.ts";

/** What one large workspace of the benchmark has. */
export type PanelFill = {
  /** Its number in the engine's tables. */
  readonly workspace: bigint;
  readonly schema: string;
  readonly actions: number;
  /** Over so many days up to now, evenly. */
  readonly days: number;
};

const actionsAtOnce = 250_000;

/**
 * Writes a long history of one workspace by SQL: actions with their holds, and the chart's slots and sums that follow.
 * Reads of the panel ask these; the ledger's lines are left out, and so `verify` would find much to say.
 *
 * A fiftieth failed and a hundredth was cancelled; 24 members, one of them with an action in 100,000; 9 kinds, 4,000
 * pages; 1 to 9 credits each.
 */
export async function fillPanel(
  client: pg.ClientBase,
  { workspace, schema, actions, days }: PanelFill,
  onProgress: (sentence: string) => void,
): Promise<void> {
  for (let first = 1; first <= actions; first += actionsAtOnce) {
    const last = Math.min(actions, first + actionsAtOnce - 1);
    await client.query(`
      insert into ${schema}.actions (workspace_id, action_id, kind, member, document_path, document_title, model,
        estimate_low, estimate_high, is_demo, status, held, charged, started_at, ended_at, failure_code,
        failure_message)
      select ${workspace}, number + 1,
        (array['improve', 'grammar', 'shorten', 'expand', 'tone', 'simplify', 'continue', 'translate', 'page'])
          [(1 + number % 9)::integer],
        case when number % 100000 = 7 then 'rare' else 'member-' || (number * 7919) % 23 end,
        'guide/page-' || (number * 104729) % 4000 || '.md', 'Page ' || (number * 104729) % 4000, 'claude-sonnet-5-5',
        1, 9, false, case when number % 50 = 0 then 'failed' when number % 100 = 1 then 'cancelled' else 'succeeded' end,
        9, case when number % 50 = 0 then 0 else 1 + number % 9 end, at, at + interval '8 seconds',
        case when number % 50 = 0 then 'provider-overloaded' end, case when number % 50 = 0 then 'It was busy.' end
      from generate_series(${first}::bigint, ${last}::bigint) as number
        cross join lateral (
          select now() - (${actions} - number) * (interval '${days} days' / ${actions}) as at) as time`);
    await client.query(`
      insert into ${schema}.holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline,
        charged, ended_at, ended_available)
      select workspace_id, action_id, held, '{1}', array[held], case status when 'failed' then 'released' else 'settled' end,
        started_at, started_at + interval '1 minute', charged, ended_at, 1000
      from ${schema}.actions
      where workspace_id = ${workspace} and action_id between ${first + 1} and ${last + 1}`);
    onProgress(`${last.toLocaleString("en")} of ${actions.toLocaleString("en")} actions`);
  }
  await client.query(`
    insert into ${schema}.usage_slots (workspace_id, slot, kind, member, credits, actions, tokens)
    select workspace_id, date_bin('15 minutes', started_at, timestamptz '2000-01-01T00:00:00Z') as slot, kind, member,
      sum(charged), count(*), 0
    from ${schema}.actions where workspace_id = ${workspace} and status <> 'failed'
    group by workspace_id, slot, kind, member`);
  onProgress("slots");
  // As the engine does it, but for the time that it takes to do it for years at once.
  const until = slotOf(new Date(Date.now() - slotMs));
  const { text, values } = sumSlots(sqlOf(schema), { rows: [{ from: null, until }], workspaces: [workspace] });
  await client.query(text, [...values]);
  await client.query(
    `update ${schema}.accounts set last_number = $2, last_at = clock_timestamp(), summed_until = $3, summed_number = $2
     where workspace_id = $1`,
    [workspace, actions + 1, until],
  );
  onProgress("sums of days");
  for (const table of ["actions", "holds", "usage_slots", "usage_days", "accounts"]) {
    await client.query(`vacuum (analyze) ${schema}.${table}`);
  }
}
