import type { Row, SqlValue, Statement } from "../database/port.ts";
import type { Lot } from "../domain/lot.ts";
import type { LotSource } from "../types.ts";
import { array, column, optional, type Question, read, type Sql } from "./statement.ts";

/** A value with the workspace that it belongs to. */
export type Of<Value> = Value & { readonly workspace: bigint };

const columns = `workspace_id, lot_id, source, granted, available, held, spent, expired, reversed, starts_at, expires_at, expired_at,
  period_start, entitlement, spent_in_period, is_open`;

/** Lots of the current period, and dead ones that a running hold still draws on. */
export function selectOpenLots(sql: Sql, workspaces: readonly bigint[]): Question<Of<Lot>> {
  const text = `select ${columns} from credits.lots where workspace_id = any($1::bigint[]) and (is_open or held > 0)
     order by workspace_id, lot_id`;
  return { statement: sql("select-open-lots", text, [array(workspaces)]), fromRow };
}

/** Every lot of a workspace, oldest first: for `verify`. */
export function selectAllLots(sql: Sql, workspace: bigint): Question<Of<Lot>> {
  const text = `select ${columns} from credits.lots where workspace_id = $1 order by lot_id`;
  return { statement: sql("select-all-lots", text, [workspace]), fromRow };
}

/** Adds lots. */
export function insertLots(sql: Sql, lots: readonly Of<Lot>[]): Statement {
  const of = (pick: (lot: Of<Lot>) => SqlValue | Date): string => column(lots, pick);
  return sql(
    "insert-lots",
    `insert into credits.lots (workspace_id, lot_id, source, granted, available, held, spent, expired, reversed, starts_at, expires_at,
       expired_at, period_start, entitlement, spent_in_period, is_open)
     select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
       $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::bigint[], $15::bigint[],
       $16::boolean[])`,
    [
      of((lot) => lot.workspace),
      of((lot) => lot.number),
      of((lot) => lot.source),
      of((lot) => lot.granted),
      of((lot) => lot.available),
      of((lot) => lot.held),
      of((lot) => lot.spent),
      of((lot) => lot.expired),
      of((lot) => lot.reversed),
      of((lot) => lot.startsAt),
      of((lot) => lot.expiresAt),
      of((lot) => lot.expiredAt),
      of((lot) => lot.periodStart),
      of((lot) => lot.entitlement),
      of((lot) => lot.spentInPeriod),
      of((lot) => lot.isOpen),
    ],
  );
}

/** Writes what can change of lots. */
export function updateLots(sql: Sql, lots: readonly Of<Lot>[]): Statement {
  const of = (pick: (lot: Of<Lot>) => SqlValue | Date): string => column(lots, pick);
  return sql(
    "update-lots",
    `update credits.lots as lot set available = new.available, held = new.held, spent = new.spent, expired = new.expired,
       reversed = new.reversed, expired_at = new.expired_at, spent_in_period = new.spent_in_period, is_open = new.is_open
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::timestamptz[],
       $9::bigint[], $10::boolean[])
       as new (workspace_id, lot_id, available, held, spent, expired, reversed, expired_at, spent_in_period, is_open)
     where lot.workspace_id = new.workspace_id and lot.lot_id = new.lot_id`,
    [
      of((lot) => lot.workspace),
      of((lot) => lot.number),
      of((lot) => lot.available),
      of((lot) => lot.held),
      of((lot) => lot.spent),
      of((lot) => lot.expired),
      of((lot) => lot.reversed),
      of((lot) => lot.expiredAt),
      of((lot) => lot.spentInPeriod),
      of((lot) => lot.isOpen),
    ],
  );
}

const sources: Readonly<Record<string, LotSource>> = { monthly: "monthly", "top-up": "top-up", goodwill: "goodwill" };

function fromRow(row: Row): Of<Lot> {
  const source = sources[read.text(row, "source")];
  if (source === undefined) throw new TypeError(`unknown source of a lot: ${read.text(row, "source")}`);
  return {
    workspace: read.bigint(row, "workspace_id"),
    number: read.bigint(row, "lot_id"),
    source,
    granted: read.bigint(row, "granted"),
    available: read.bigint(row, "available"),
    held: read.bigint(row, "held"),
    spent: read.bigint(row, "spent"),
    expired: read.bigint(row, "expired"),
    reversed: read.bigint(row, "reversed"),
    startsAt: read.instant(row, "starts_at"),
    expiresAt: optional(row, "expires_at", read.instant),
    expiredAt: optional(row, "expired_at", read.instant),
    periodStart: optional(row, "period_start", read.instant),
    entitlement: optional(row, "entitlement", read.bigint),
    spentInPeriod: read.bigint(row, "spent_in_period"),
    isOpen: read.boolean(row, "is_open"),
  };
}
