import { hash } from "node:crypto";
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
  const { workspace, sequence, from, to, credits, lot, hold, part, cause, balanceAfter } = transfer;
  const at = textOf(transfer.at);
  const effectiveAt = transfer.effectiveAt === transfer.at ? at : transfer.effectiveAt.toISOString();
  // What JSON.stringify makes of the array, at a fraction of its cost: only two of the texts could need escapes.
  const columns =
    `["${previousHash}","${transferFormat}","${workspace}","${sequence}","${from}","${to}","${credits}","${lot}",` +
    `${hold === null ? "null" : `"${hold}"`},"${part}","${cause}",${JSON.stringify(transfer.actor)},` +
    `${JSON.stringify(transfer.reason)},"${at}","${effectiveAt}","${balanceAfter}"]`;
  return hash("sha256", columns, "hex");
}

let lastAt: Date | null = null;
let lastText = "";

/** Most lines of a batch are written at one instant. */
function textOf(at: Date): string {
  if (at !== lastAt) {
    lastText = at.toISOString();
    lastAt = at;
  }
  return lastText;
}
