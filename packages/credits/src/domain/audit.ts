import { type AuditedHold, auditHold } from "./audit-hold.ts";
import type { Account } from "./book.ts";
import { type LimitCounter, limitId, limitsOf } from "./limit-scope.ts";
import type { Lot } from "./lot.ts";
import { compare, type Finding, type Replay, type ReplayedLine } from "./replay.ts";
import { slotOf } from "./slot.ts";
import { slotId, sumTokens, type UsageSlot } from "./usage-slot.ts";

/** What is stored of a workspace beside its transfers, holds and usage, which come in pages. */
export type Stored = {
  readonly account: Account;
  readonly lots: readonly Lot[];
  /** Of every period, oldest first. */
  readonly limits: readonly LimitCounter[];
};

/** What the holds that were looked at add up to. */
export type HoldsAudit = {
  readonly findings: Finding[];
  readonly stored: Stored;
  lastNumber: bigint;
  /** Charges of the current period, per lot. */
  readonly spentInPeriod: Map<bigint, bigint>;
  /** The slots that were not compared yet, by `slotId`. */
  readonly slots: Map<string, UsageSlot>;
  readonly limits: ReadonlyMap<string, readonly LimitCounter[]>;
  readonly counted: Map<LimitCounter, { used: bigint; reserved: bigint }>;
};

export function beginHoldsAudit(findings: Finding[], stored: Stored): HoldsAudit {
  return {
    findings,
    stored,
    lastNumber: 0n,
    spentInPeriod: new Map(),
    slots: new Map(),
    limits: Map.groupBy(stored.limits.toReversed(), limitId),
    counted: new Map(stored.limits.map((limit) => [limit, { used: 0n, reserved: 0n }])),
  };
}

/**
 * Looks at a page of holds, oldest first, with all lines of the numbers from the page's first to its last; a number
 * that has lines and no row is a finding.
 */
export function auditHolds(audit: HoldsAudit, holds: readonly AuditedHold[], lines: readonly ReplayedLine[]): void {
  const linesOf = Map.groupBy(lines, ({ hold }) => hold);
  const { account } = audit.stored;
  for (const hold of holds) {
    const chargedByLot = auditHold(audit.findings, hold, linesOf.get(hold.number) ?? []);
    linesOf.delete(hold.number);
    if (account.period !== null && hold.startedAt >= account.period.start) {
      for (const [lot, credits] of chargedByLot) {
        audit.spentInPeriod.set(lot, (audit.spentInPeriod.get(lot) ?? 0n) + credits);
      }
    }
    addToSlots(audit, hold);
    addToLimits(audit, hold);
    if (hold.number > audit.lastNumber) audit.lastNumber = hold.number;
  }
  for (const number of linesOf.keys()) {
    compare(audit.findings, `hold ${number}`, "a row with its action", "none");
  }
}

function addToSlots({ slots }: HoldsAudit, hold: AuditedHold): void {
  if (hold.state !== "settled") return;
  const slot = { at: slotOf(hold.startedAt), kind: hold.kind, member: hold.member ?? "" };
  const id = slotId(slot);
  const { credits, actions, tokens } = slots.get(id) ?? { credits: 0n, actions: 0n, tokens: 0n };
  slots.set(id, {
    ...slot,
    credits: credits + (hold.end?.charged ?? 0n) - hold.refunded,
    actions: actions + 1n,
    tokens: tokens + (hold.action.usage ? sumTokens(hold.action.usage) : 0n),
  });
}

function addToLimits({ limits, counted }: HoldsAudit, hold: AuditedHold): void {
  if (counted.size === 0) return;
  for (const scope of limitsOf(hold)) {
    const limit = limits.get(limitId(scope))?.find(({ since }) => since <= hold.startedAt);
    const sum = limit && counted.get(limit);
    if (!sum) continue;
    const isCredits = scope.unit === "credits";
    sum.used += isCredits ? (hold.end?.charged ?? 0n) - hold.refunded : (hold.ownKey?.cost ?? 0n);
    if (hold.state === "held") sum.reserved += isCredits ? hold.credits : (hold.ownKey?.nanoDollars ?? 0n);
  }
}

/** Compares what only all holds together say: what the period spent, the limits, and the account. */
export function auditAccount(audit: HoldsAudit, replay: Replay): void {
  const { findings, spentInPeriod, counted } = audit;
  const { account, lots, limits } = audit.stored;
  for (const lot of lots) {
    const spent = spentInPeriod.get(lot.number) ?? 0n;
    compare(findings, `lot ${lot.number} spent_in_period`, spent, lot.spentInPeriod);
  }
  compare(findings, "account has_limits", limits.length > 0, account.hasLimits);
  for (const [limit, { used, reserved }] of counted) {
    const name = `limit ${limitId(limit)} since ${limit.since.toISOString()}`;
    compare(findings, `${name} used`, used, limit.used);
    compare(findings, `${name} reserved`, reserved, limit.reserved);
  }
  compare(findings, "account last_sequence", replay.sequence, account.lastSequence);
  compare(findings, "account last_hash", replay.hash, account.lastHash);
  if (replay.at !== null && (account.lastAt === null || account.lastAt < replay.at)) {
    const expected = `at or after ${replay.at.toISOString()}`;
    compare(findings, "account last_at", expected, account.lastAt?.toISOString() ?? "none");
  }
  const last = lots.reduce((most, { number }) => (number > most ? number : most), audit.lastNumber);
  compare(findings, "account last_number", last, account.lastNumber);
  const monthly = lots.filter(
    (lot) => lot.periodStart && lot.periodStart.getTime() === account.period?.start.getTime(),
  );
  const entitled = monthly.reduce((sum, lot) => sum + lot.granted, 0n);
  compare(findings, "account entitlement", entitled, account.entitlement);
}
