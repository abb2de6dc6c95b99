import type { Row } from "../database/port.ts";
import type { Lot } from "../domain/lot.ts";
import { array } from "./array-literal.ts";
import { optional, read, word } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { type Columns, insertRows, type Of, type Rows, sameWorkspace, updateRows, type Write } from "./write-rows.ts";

const columns = `lot.workspace_id, lot_id, source, granted, available, held, spent, expired, reversed, starts_at,
  expires_at, expired_at, period_start, entitlement, spent_in_period, is_open, refund_of, reversal_due`;

/** Lots of the current period, and dead ones that a running hold still draws on. */
export function selectOpenLots(sql: Sql, workspaces: readonly bigint[]): Question<Of<Lot>> {
  const text = `select ${columns} from credits.lots as lot where workspace_id = any($1::bigint[]) and is_loaded`;
  return { statement: sql("select-open-lots", text, [array(workspaces)]), fromRow };
}

/** Lots by number, dead ones too. */
export function selectLots(
  sql: Sql,
  named: readonly { readonly workspace: bigint; readonly number: bigint }[],
): Question<Of<Lot>> {
  const text = `select ${columns} from unnest($1::bigint[], $2::bigint[]) as named (workspace_id, number)
     join credits.lots as lot on ${sameWorkspace("lot", "named")} and lot_id = number`;
  const values = [array(named.map(({ workspace }) => workspace)), array(named.map(({ number }) => number))];
  return { statement: sql("select-lots", text, values), fromRow };
}

/** Every lot of a workspace, oldest first: for `verify`. */
export function selectAllLots(sql: Sql, workspace: bigint): Question<Of<Lot>> {
  const text = `select ${columns} from credits.lots as lot where workspace_id = $1 order by lot_id`;
  return { statement: sql("select-all-lots", text, [workspace]), fromRow };
}

const keys: Columns<Lot> = {
  workspace_id: ["bigint", (_, workspace) => workspace],
  lot_id: ["bigint", (lot) => lot.number],
};

/** What of a lot can change. */
const parts: Columns<Lot> = {
  available: ["bigint", (lot) => lot.available],
  held: ["bigint", (lot) => lot.held],
  spent: ["bigint", (lot) => lot.spent],
  expired: ["bigint", (lot) => lot.expired],
  reversed: ["bigint", (lot) => lot.reversed],
  reversal_due: ["bigint", (lot) => lot.reversalDue],
  expires_at: ["timestamptz", (lot) => lot.expiresAt],
  expired_at: ["timestamptz", (lot) => lot.expiredAt],
  spent_in_period: ["bigint", (lot) => lot.spentInPeriod],
  is_open: ["boolean", (lot) => lot.isOpen],
};

/** Adds lots. */
export function insertLots(sql: Sql, lots: Rows<Lot>): Write {
  return insertRows(sql, "lots", {
    ...lots,
    columns: {
      ...keys,
      source: ["text", (lot) => lot.source],
      granted: ["bigint", (lot) => lot.granted],
      starts_at: ["timestamptz", (lot) => lot.startsAt],
      period_start: ["timestamptz", (lot) => lot.periodStart],
      entitlement: ["bigint", (lot) => lot.entitlement],
      refund_of: ["bigint", (lot) => lot.refundOf],
      ...parts,
    },
  });
}

/** Writes what changed of lots. */
export function updateLots(sql: Sql, lots: Rows<Lot>): Write {
  return updateRows(sql, "lots", { ...lots, keys: Object.keys(keys), columns: { ...keys, ...parts } });
}

function fromRow(row: Row): Of<Lot> {
  return {
    workspace: read.bigint(row, "workspace_id"),
    number: read.bigint(row, "lot_id"),
    source: word(row, "source", ["monthly", "top-up", "goodwill"]),
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
    reversalDue: read.bigint(row, "reversal_due"),
    refundOf: optional(row, "refund_of", read.bigint),
  };
}
