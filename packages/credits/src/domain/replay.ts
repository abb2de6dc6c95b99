import type { LotAccount } from "./lot.ts";
import { firstHash, hashTransfer, type Transfer, transferFormat } from "./transfer.ts";

/** The five parts of a lot, and what came into it from its source. */
export type LotParts = Record<LotAccount | "granted", bigint>;

/** One thing that is not what the lines before it say. */
export type Finding = { readonly what: string; readonly expected: string; readonly found: string };

/** The chain and the lots of a ledger, worked out again from its lines alone. */
export type Replay = {
  sequence: bigint;
  hash: string;
  available: bigint;
  at: Date | null;
  readonly lots: Map<bigint, LotParts>;
  readonly findings: Finding[];
};

/** A stored line: its words may be any text, its hash and format are what the row says. */
export type ReplayedLine = Omit<Transfer, "from" | "to" | "cause"> & {
  readonly from: string;
  readonly to: string;
  readonly cause: string;
  readonly format: number;
  readonly hash: string;
};

export function beginReplay(): Replay {
  return { sequence: 0n, hash: firstHash, available: 0n, at: null, lots: new Map(), findings: [] };
}

const parts: readonly LotAccount[] = ["available", "held", "spent", "expired", "reversed"];

function partOf(account: string): LotAccount | null {
  return parts.find((part) => part === account) ?? null;
}

/**
 * Adds the next line. A line that does not follow from those before it becomes a finding, and the replay goes on from
 * what it says.
 */
export function replayLine(replay: Replay, line: ReplayedLine): void {
  const expectedSequence = replay.sequence + 1n;
  compare(replay.findings, `transfer ${expectedSequence} sequence`, expectedSequence, line.sequence);
  compare(replay.findings, `transfer ${line.sequence} format`, transferFormat, line.format);
  // The words are hashed as they are stored, whether or not this version knows them.
  const hash = hashTransfer(line as Transfer, replay.hash);
  compare(replay.findings, `transfer ${line.sequence} hash`, hash, line.hash);
  if (replay.at !== null && line.at < replay.at) {
    compare(
      replay.findings,
      `transfer ${line.sequence} at`,
      `at or after ${replay.at.toISOString()}`,
      line.at.toISOString(),
    );
  }
  moveParts(replay, line);
  compare(replay.findings, `transfer ${line.sequence} balance_after`, replay.available, line.balanceAfter);
  replay.sequence = line.sequence;
  replay.hash = line.hash;
  replay.available = line.balanceAfter;
  replay.at = line.at;
}

function moveParts(replay: Replay, line: ReplayedLine): void {
  const lot = replay.lots.get(line.lot) ?? {
    granted: 0n,
    available: 0n,
    held: 0n,
    spent: 0n,
    expired: 0n,
    reversed: 0n,
  };
  replay.lots.set(line.lot, lot);
  const from = partOf(line.from);
  const to = partOf(line.to);
  if (to === null) compare(replay.findings, `transfer ${line.sequence} to`, "a part of a lot", line.to);
  else lot[to] += line.credits;
  if (from === null) lot.granted += line.credits;
  else lot[from] -= line.credits;
  if (from !== null && lot[from] < 0n) {
    compare(replay.findings, `transfer ${line.sequence} leaves in ${from}`, "0 or more", `${lot[from]}`);
  }
  if (to === "available") replay.available += line.credits;
  if (from === "available") replay.available -= line.credits;
}

/** As many findings of one workspace are kept: whoever wrote a whole ledger anew fills no memory by it. */
const findingsMax = 1_000;

/** Notes a difference between what follows from the lines and what is stored. */
export function compare(findings: Finding[], what: string, expected: unknown, found: unknown): void {
  if (expected === found || findings.length >= findingsMax) return;
  findings.push({ what, expected: String(expected), found: String(found) });
}
