import type { Row } from "../database/port.ts";
import type { ReplayedLine } from "../domain/replay.ts";
import { type Transfer, transferFormat } from "../domain/transfer.ts";
import { optional, read } from "./read-row.ts";
import type { Question, Sql } from "./statement.ts";
import { insertRows, type Write } from "./write-rows.ts";

const columns = `workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause, actor, reason,
  at, effective_at, balance_after, format, encode(hash, 'hex') as hash`;

/** Adds lines to the ledger; nothing ever changes or removes one. */
export function insertTransfers(sql: Sql, rows: readonly (Transfer & { readonly hash: string })[]): Write {
  return insertRows(sql, "transfers", {
    rows,
    columns: {
      workspace_id: ["bigint", (line) => line.workspace],
      sequence: ["bigint", (line) => line.sequence],
      from_account: ["text", (line) => line.from],
      to_account: ["text", (line) => line.to],
      credits: ["bigint", (line) => line.credits],
      lot_id: ["bigint", (line) => line.lot],
      hold_id: ["bigint", (line) => line.hold],
      part: ["integer", (line) => line.part],
      cause: ["text", (line) => line.cause],
      actor: ["text", (line) => line.actor],
      reason: ["text", (line) => line.reason],
      at: ["timestamptz", (line) => line.at],
      effective_at: ["timestamptz", (line) => line.effectiveAt],
      balance_after: ["bigint", (line) => line.balanceAfter],
      format: ["integer", () => transferFormat],
      hash: ["hex", (line) => line.hash],
    },
  });
}

/** The lines of one action's hold, in order. */
export function selectTransfersOfHold(sql: Sql, workspace: bigint, hold: bigint): Question<ReplayedLine> {
  const text = `select ${columns} from credits.transfers where workspace_id = $1 and hold_id = $2 order by sequence`;
  return { statement: sql("select-transfers-of-hold", text, [workspace, hold]), fromRow };
}

/** The lines of holds from a number on up to another, in order: for `verify`. */
export function selectTransfersOfHolds(
  sql: Sql,
  asked: { readonly workspace: bigint; readonly after: bigint; readonly last: bigint },
): Question<ReplayedLine> {
  const text = `select ${columns} from credits.transfers where workspace_id = $1 and hold_id > $2 and hold_id <= $3
     order by hold_id, sequence`;
  const values = [asked.workspace, asked.after, asked.last];
  return { statement: sql("select-transfers-of-holds", text, values), fromRow };
}

/** Lines of a workspace after a sequence number, in order: for `verify`. */
export function selectTransfersAfter(
  sql: Sql,
  after: { readonly workspace: bigint; readonly sequence: bigint; readonly limit: number },
): Question<ReplayedLine> {
  const text = `select ${columns} from credits.transfers where workspace_id = $1 and sequence > $2
     order by sequence limit $3`;
  return { statement: sql("select-transfers-after", text, [after.workspace, after.sequence, after.limit]), fromRow };
}

function fromRow(row: Row): ReplayedLine {
  return {
    workspace: read.bigint(row, "workspace_id"),
    sequence: read.bigint(row, "sequence"),
    from: read.text(row, "from_account"),
    to: read.text(row, "to_account"),
    credits: read.bigint(row, "credits"),
    lot: read.bigint(row, "lot_id"),
    hold: optional(row, "hold_id", read.bigint),
    part: read.number(row, "part"),
    cause: read.text(row, "cause"),
    actor: read.text(row, "actor"),
    reason: optional(row, "reason", read.text),
    at: read.instant(row, "at"),
    effectiveAt: read.instant(row, "effective_at"),
    balanceAfter: read.bigint(row, "balance_after"),
    format: read.number(row, "format"),
    hash: read.text(row, "hash"),
  };
}
