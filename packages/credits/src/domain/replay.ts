import type { LotAccount } from "./lot.ts";
import { firstHash, hashTransfer, type Transfer, transferFormat } from "./transfer.ts";

/** The five parts of a lot, and what came into it from its source. */
export type LotParts = Record<LotAccount | "granted", bigint>;

/** What the lines say of one hold. */
export type HoldParts = {
  /** Drawn from lots, by part. */
  readonly drawn: Map<number, { readonly lot: bigint; readonly credits: bigint }>;
  charged: bigint;
  returned: bigint;
  refunded: bigint;
  refundLines: number;
  /** Charged per lot, without what refunds returned to it. */
  readonly chargedByLot: Map<bigint, bigint>;
};

/** One thing that is not what the lines before it say. */
export type Finding = { readonly what: string; readonly expected: string; readonly found: string };

/** A ledger worked out again from its lines alone. */
export type Replay = {
  sequence: bigint;
  hash: string;
  available: bigint;
  at: Date | null;
  readonly lots: Map<bigint, LotParts>;
  readonly holds: Map<bigint, HoldParts>;
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
  return { sequence: 0n, hash: firstHash, available: 0n, at: null, lots: new Map(), holds: new Map(), findings: [] };
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
  if (line.hold !== null) moveHold(replay, line, line.hold);
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

function moveHold(replay: Replay, line: ReplayedLine, number: bigint): void {
  const hold = replay.holds.get(number) ?? {
    drawn: new Map(),
    charged: 0n,
    returned: 0n,
    refunded: 0n,
    refundLines: 0,
    chargedByLot: new Map(),
  };
  replay.holds.set(number, hold);
  if (line.cause === "hold") hold.drawn.set(line.part, { lot: line.lot, credits: line.credits });
  else if (line.cause === "settle") {
    hold.charged += line.credits;
    hold.chargedByLot.set(line.lot, (hold.chargedByLot.get(line.lot) ?? 0n) + line.credits);
  } else if (line.cause === "refund") refundLine(replay, line, hold);
  else hold.returned += line.credits;
}

/** What returns to a lot was charged to it; goodwill comes from its source and is no lot's charge. */
function refundLine(replay: Replay, line: ReplayedLine, hold: HoldParts): void {
  hold.refunded += line.credits;
  hold.refundLines += 1;
  if (line.from !== "spent") return;
  const left = (hold.chargedByLot.get(line.lot) ?? 0n) - line.credits;
  hold.chargedByLot.set(line.lot, left);
  if (left < 0n) {
    compare(replay.findings, `transfer ${line.sequence} refund`, "at most the charge of its lot", `${line.credits}`);
  }
}

/** Notes a difference between what follows from the lines and what is stored. */
export function compare(findings: Finding[], what: string, expected: unknown, found: unknown): void {
  if (expected !== found) findings.push({ what, expected: String(expected), found: String(found) });
}
