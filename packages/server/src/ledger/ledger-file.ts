import type { LedgerBeginning, LedgerHead, LedgerTransfer } from "@dokly/contract";
import { type Credits, type LedgerLine, parseWorkspaceId, type WorkspaceId } from "@dokly/credits";
import type { LedgerKey } from "./ledger-key.ts";

/** Lines in memory at once. */
const linesAtOnce = 2_000;

/** The signed end of a workspace's ledger, as of now. */
export async function signedHeadOf(credits: Credits, key: LedgerKey, workspace: WorkspaceId): Promise<LedgerHead> {
  const { sequence, hash, available } = await credits.getLedgerHead({ workspace });
  const signedAt = new Date().toISOString();
  return key.sign({ workspace, sequence: Number(sequence), hash, available: Number(available), signedAt });
}

/**
 * The whole ledger as lines of JSON: what it is, its transfers from the first on, and its signed head. Nothing that was
 * written changes, so that lines which are read one after the other are still of one ledger.
 */
export async function* ledgerLines(
  { credits, key }: { readonly credits: Credits; readonly key: LedgerKey },
  { id: workspace, name }: { readonly id: WorkspaceId; readonly name: string },
): AsyncGenerator<string> {
  const head = await signedHeadOf(credits, key, workspace);
  const workspaceNumber = String(parseWorkspaceId(workspace));
  const beginning: LedgerBeginning = { type: "ledger", version: 1, workspace, workspaceNumber, name };
  yield lineOf(beginning);
  const last = BigInt(head.sequence);
  for (let after = 0n; after < last; ) {
    const lines = await credits.listTransfers({ workspace, after, limit: linesAtOnce });
    const wanted = lines.filter(({ sequence }) => sequence <= last);
    if (wanted.length > 0) yield wanted.map((line) => lineOf(transferOf(line))).join("");
    // A gap at the end is not made up here: who checks the file finds that its head is not reached.
    const next = wanted.at(-1)?.sequence;
    if (next === undefined) break;
    after = next;
  }
  yield lineOf(head);
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function transferOf(line: LedgerLine): LedgerTransfer {
  return {
    type: "transfer",
    sequence: Number(line.sequence),
    from: line.from,
    to: line.to,
    credits: Number(line.credits),
    lot: Number(line.lot),
    hold: line.hold === null ? null : Number(line.hold),
    part: line.part,
    cause: line.cause,
    actor: line.actor,
    reason: line.reason,
    at: line.at.toISOString(),
    effectiveAt: line.effectiveAt.toISOString(),
    balanceAfter: Number(line.balanceAfter),
    format: line.format,
    hash: line.hash,
  };
}
