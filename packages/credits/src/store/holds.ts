import type { Row, SqlValue, Statement } from "../database/port.ts";
import type { Hold } from "../domain/hold.ts";
import type { HoldState } from "../types.ts";
import type { Of } from "./lots.ts";
import { pricesFromRow } from "./pinned-prices.ts";
import { array, column, instant, optional, type Question, read, type Sql } from "./statement.ts";

/** The columns and tables that a hold is read from; of two `charged` and `ended_at`, the hold's. */
export const holdColumns = `hold.workspace_id, hold_id, hold.credits, draw_lots, draw_credits, state, placed_at, deadline, hold.charged, hold.ended_at,
  ended_available, kind, member, started_at, rate_card, nano_dollars_per_credit, prices`;
export const holdTables = `credits.holds as hold join credits.actions as action
     on action.workspace_id = hold.workspace_id and action.action_id = hold.hold_id`;

/** Holds by number, and every hold of those workspaces whose deadline has come; one may come twice. */
export function selectHolds(
  sql: Sql,
  named: readonly { readonly workspace: bigint; readonly number: bigint }[],
  overdue: { readonly workspaces: readonly bigint[]; readonly at: Date },
): Question<Of<Hold>> {
  const statement = sql(
    "select-holds",
    `select ${holdColumns} from unnest($1::bigint[], $2::bigint[]) as named (w, n)
       join ${holdTables} on hold.workspace_id = named.w and hold.hold_id = named.n
     union all
     select ${holdColumns} from ${holdTables}
     where hold.workspace_id = any($3::bigint[]) and hold.state = 'held' and hold.deadline <= $4`,
    [
      column(named, ({ workspace }) => workspace),
      column(named, ({ number }) => number),
      array(overdue.workspaces),
      instant(overdue.at),
    ],
  );
  return { statement, fromRow: holdFromRow };
}

/** Adds holds. */
export function insertHolds(sql: Sql, holds: readonly Of<Hold>[]): Statement {
  const of = (pick: (hold: Of<Hold>) => SqlValue | Date): string => column(holds, pick);
  return sql(
    "insert-holds",
    `insert into credits.holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline, charged, ended_at,
       ended_available)
     select workspace_id, hold_id, credits, draw_lots::bigint[], draw_credits::bigint[], state, placed_at, deadline, charged, ended_at,
       ended_available
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
       $9::bigint[], $10::timestamptz[], $11::bigint[])
       as new (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline, charged, ended_at, ended_available)`,
    [
      of((hold) => hold.workspace),
      of((hold) => hold.number),
      of((hold) => hold.credits),
      of((hold) => column(hold.draws, ({ lot }) => lot)),
      of((hold) => column(hold.draws, ({ credits }) => credits)),
      of((hold) => hold.state),
      of((hold) => hold.placedAt),
      of((hold) => hold.deadline),
      of((hold) => hold.end?.charged ?? 0n),
      of((hold) => hold.end?.at ?? null),
      of((hold) => hold.end?.available ?? null),
    ],
  );
}

/** Writes what can change of holds. Names the state it leaves, so that no hold can end twice even if a lock failed. */
export function updateHolds(sql: Sql, holds: readonly Of<Hold>[]): Statement {
  const of = (pick: (hold: Of<Hold>) => SqlValue | Date): string => column(holds, pick);
  return sql(
    "update-holds",
    `update credits.holds as hold set state = new.state, deadline = new.deadline, charged = new.charged, ended_at = new.ended_at,
       ended_available = new.ended_available
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::bigint[], $6::timestamptz[], $7::bigint[])
       as new (workspace_id, hold_id, state, deadline, charged, ended_at, ended_available)
     where hold.workspace_id = new.workspace_id and hold.hold_id = new.hold_id and hold.state = 'held'`,
    [
      of((hold) => hold.workspace),
      of((hold) => hold.number),
      of((hold) => hold.state),
      of((hold) => hold.deadline),
      of((hold) => hold.end?.charged ?? 0n),
      of((hold) => hold.end?.at ?? null),
      of((hold) => hold.end?.available ?? null),
    ],
  );
}

const states: Readonly<Record<string, HoldState>> = {
  held: "held",
  settled: "settled",
  released: "released",
  expired: "expired",
};

/** A hold as its row and its action's say. */
export function holdFromRow(row: Row): Of<Hold> {
  const state = states[read.text(row, "state")];
  if (state === undefined) throw new TypeError(`unknown state of a hold: ${read.text(row, "state")}`);
  const credits = read.bigints(row, "draw_credits");
  const endedAt = optional(row, "ended_at", read.instant);
  return {
    workspace: read.bigint(row, "workspace_id"),
    number: read.bigint(row, "hold_id"),
    credits: read.bigint(row, "credits"),
    draws: read.bigints(row, "draw_lots").map((lot, index) => ({ lot, credits: credits[index] ?? 0n })),
    state,
    placedAt: read.instant(row, "placed_at"),
    deadline: read.instant(row, "deadline"),
    end: endedAt && {
      at: endedAt,
      charged: read.bigint(row, "charged"),
      available: read.bigint(row, "ended_available"),
    },
    kind: read.text(row, "kind"),
    member: optional(row, "member", read.text),
    startedAt: read.instant(row, "started_at"),
    prices: pricesFromRow(row),
  };
}
