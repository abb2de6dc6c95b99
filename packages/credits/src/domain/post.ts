import { type Book, lotOf } from "./book.ts";
import { changeAccount, putLot } from "./change-book.ts";
import { type LotAccount, moveInLot } from "./lot.ts";
import { hashTransfer, type Transfer, type TransferCause } from "./transfer.ts";

export type Move = {
  readonly lot: bigint;
  /** Null: from the lot's source. */
  readonly from: LotAccount | null;
  readonly to: LotAccount;
  readonly credits: bigint;
  readonly cause: TransferCause;
  readonly hold?: bigint;
  readonly part?: number;
  readonly actor: string;
  readonly reason?: string | null;
  readonly effectiveAt?: Date;
};

/** Moves credits inside one lot and writes the line of the ledger that says so. Moving nothing writes nothing. */
export function post(book: Book, move: Move): void {
  if (move.credits === 0n) return;
  const lot = lotOf(book, move.lot);
  putLot(book, moveInLot(lot, move.from, move.to, move.credits));
  if (move.to === "available") book.available += move.credits;
  if (move.from === "available") book.available -= move.credits;
  const transfer: Transfer = {
    workspace: book.account.workspace,
    sequence: book.account.lastSequence + 1n,
    from: move.from ?? lot.source,
    to: move.to,
    credits: move.credits,
    lot: move.lot,
    hold: move.hold ?? null,
    part: move.part ?? 0,
    cause: move.cause,
    actor: move.actor,
    reason: move.reason ?? null,
    at: book.now,
    effectiveAt: move.effectiveAt ?? book.now,
    balanceAfter: book.available,
  };
  const hash = hashTransfer(transfer, book.account.lastHash);
  book.changes.transfers.push({ ...transfer, hash });
  changeAccount(book, { lastSequence: transfer.sequence, lastHash: hash });
}
