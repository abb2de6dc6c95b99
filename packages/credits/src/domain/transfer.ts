import { createHash } from "node:crypto";
import type { LotSource } from "../types.ts";
import type { LotAccount } from "./lot.ts";

/** A ledger account: a source, or where the credits of a lot are. */
export type LedgerAccount = LotSource | LotAccount;

/** Why credits moved. */
export type TransferCause =
  | "grant"
  | "hold"
  | "settle"
  | "return"
  | "release"
  | "hold-expiry"
  | "lot-expiry"
  | "refund"
  | "reversal"
  | "restoration";

/** One immutable line of the ledger: it carries both sides. */
export type Transfer = {
  readonly workspace: bigint;
  readonly sequence: bigint;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly credits: bigint;
  readonly lot: bigint;
  readonly hold: bigint | null;
  /** Which of the transfers of this cause on this hold; draws are counted from 0. */
  readonly part: number;
  readonly cause: TransferCause;
  readonly actor: string;
  readonly reason: string | null;
  /** Business time when it was written. */
  readonly at: Date;
  /** When it became true: for an expiry that was written later, the expiry. */
  readonly effectiveAt: Date;
  /** Available in the workspace after this line. */
  readonly balanceAfter: bigint;
};

/** How the hash is made; a later way gets the next number and leaves old lines as they are. */
export const transferFormat = 1;

/** What the hash of a workspace's first line chains to. */
export const firstHash = "0".repeat(64);

/**
 * The hash of a line: SHA-256 over the hash before it, the format and every column in this order, as a JSON array of
 * texts.
 * It can be recomputed from the columns alone, so a changed, missing or added line shows (`verify`).
 */
export function hashTransfer(transfer: Transfer, previousHash: string): string {
  const columns = [
    previousHash,
    `${transferFormat}`,
    `${transfer.workspace}`,
    `${transfer.sequence}`,
    transfer.from,
    transfer.to,
    `${transfer.credits}`,
    `${transfer.lot}`,
    transfer.hold === null ? null : `${transfer.hold}`,
    `${transfer.part}`,
    transfer.cause,
    transfer.actor,
    transfer.reason,
    transfer.at.toISOString(),
    transfer.effectiveAt.toISOString(),
    `${transfer.balanceAfter}`,
  ];
  return createHash("sha256").update(JSON.stringify(columns), "utf8").digest("hex");
}
