import type { Row, SqlValue, Statement } from "../database/port.ts";
import { type Transfer, transferFormat } from "../domain/transfer.ts";
import { column, optional, type Question, read, type Sql } from "./statement.ts";

/** A line as it is stored: `from`, `to` and `cause` are what the column says, known to this version or not. */
export type StoredTransfer = Omit<Transfer, "from" | "to" | "cause"> & {
  readonly from: string;
  readonly to: string;
  readonly cause: string;
  readonly format: number;
  readonly hash: string;
};

const columns = `workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause, actor, reason, at, effective_at,
  balance_after, format, encode(hash, 'hex') as hash`;

/** Adds lines to the ledger; nothing ever changes or removes one. */
export function insertTransfers(sql: Sql, transfers: readonly (Transfer & { readonly hash: string })[]): Statement {
  const of = (pick: (line: Transfer & { readonly hash: string }) => SqlValue | Date): string => column(transfers, pick);
  return sql(
    "insert-transfers",
    `insert into credits.transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause, actor, reason,
       at, effective_at, balance_after, format, hash)
     select workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause, actor, reason, at, effective_at,
       balance_after, ${transferFormat}, decode(hash, 'hex')
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::integer[], $9::text[],
       $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::bigint[], $15::text[])
       as new (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause, actor, reason, at, effective_at,
         balance_after, hash)`,
    [
      of((line) => line.workspace),
      of((line) => line.sequence),
      of((line) => line.from),
      of((line) => line.to),
      of((line) => line.credits),
      of((line) => line.lot),
      of((line) => line.hold),
      of((line) => line.part),
      of((line) => line.cause),
      of((line) => line.actor),
      of((line) => line.reason),
      of((line) => line.at),
      of((line) => line.effectiveAt),
      of((line) => line.balanceAfter),
      of((line) => line.hash),
    ],
  );
}

/** The lines of one action's hold, in order. */
export function selectTransfersOfHold(sql: Sql, workspace: bigint, hold: bigint): Question<StoredTransfer> {
  const text = `select ${columns} from credits.transfers where workspace_id = $1 and hold_id = $2 order by sequence`;
  return { statement: sql("select-transfers-of-hold", text, [workspace, hold]), fromRow };
}

/** Lines of a workspace after a sequence number, in order: for `verify`. */
export function selectTransfersAfter(
  sql: Sql,
  after: { readonly workspace: bigint; readonly sequence: bigint; readonly limit: number },
): Question<StoredTransfer> {
  const text = `select ${columns} from credits.transfers where workspace_id = $1 and sequence > $2 order by sequence limit $3`;
  return { statement: sql("select-transfers-after", text, [after.workspace, after.sequence, after.limit]), fromRow };
}

function fromRow(row: Row): StoredTransfer {
  return {
    workspace: read.bigint(row, "workspace_id"),
    sequence: read.bigint(row, "sequence"),
    from: read.text(row, "from_account"),
    to: read.text(row, "to_account"),
    credits: read.bigint(row, "credits"),
    lot: read.bigint(row, "lot_id"),
    hold: optional(row, "hold_id", read.bigint),
    part: Number(row["part"]),
    cause: read.text(row, "cause"),
    actor: read.text(row, "actor"),
    reason: optional(row, "reason", read.text),
    at: read.instant(row, "at"),
    effectiveAt: read.instant(row, "effective_at"),
    balanceAfter: read.bigint(row, "balance_after"),
    format: Number(row["format"]),
    hash: read.text(row, "hash"),
  };
}
