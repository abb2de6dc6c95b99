import type { Account } from "./book.ts";
import type { Hold } from "./hold.ts";
import { type LimitCounter, limitId, limitsOf } from "./limits.ts";
import type { Lot } from "./lot.ts";
import { compare, type Finding, type Replay } from "./replay.ts";
import type { UsageSlot } from "./usage.ts";

/** A hold with what its action's row says of it. */
export type AuditedHold = Hold & {
  readonly action: {
    readonly status: string;
    readonly charged: bigint;
    readonly held: bigint;
    readonly tokens: bigint;
  };
};

/** Everything that is stored of a workspace beside its transfers. */
export type Stored = {
  readonly account: Account;
  readonly lots: readonly Lot[];
  readonly holds: readonly AuditedHold[];
  readonly usage: readonly UsageSlot[];
  readonly limits: readonly LimitCounter[];
};

/** Compares what is stored with a replay of all lines; the first finding is the first bad row. */
export function audit(replay: Replay, stored: Stored): readonly Finding[] {
  const findings = replay.findings;
  auditLots(findings, replay, stored);
  auditHolds(findings, replay, stored.holds);
  auditUsage(findings, stored);
  auditLimits(findings, stored);
  auditAccount(findings, replay, stored);
  return findings;
}

function auditLots(findings: Finding[], replay: Replay, { account, lots, holds }: Stored): void {
  const spentInPeriod = new Map<bigint, bigint>();
  for (const hold of holds) {
    if (account.period === null || hold.startedAt < account.period.start) continue;
    for (const [lot, credits] of replay.holds.get(hold.number)?.chargedByLot ?? []) {
      spentInPeriod.set(lot, (spentInPeriod.get(lot) ?? 0n) + credits);
    }
  }
  const numbers = new Set(lots.map(({ number }) => number));
  for (const number of replay.lots.keys()) {
    if (!numbers.has(number)) compare(findings, `lot ${number}`, "a row", "none");
  }
  for (const lot of lots) {
    const parts = replay.lots.get(lot.number);
    for (const part of ["granted", "available", "held", "spent", "expired", "reversed"] as const) {
      compare(findings, `lot ${lot.number} ${part}`, parts?.[part] ?? 0n, lot[part]);
    }
    const pays = lot.reversed < lot.reversalDue && lot.available > 0n;
    if (pays)
      compare(findings, `lot ${lot.number} reversal_due`, "nothing while credits are available", lot.reversalDue);
    compare(findings, `lot ${lot.number} spent_in_period`, spentInPeriod.get(lot.number) ?? 0n, lot.spentInPeriod);
  }
}

function auditHolds(findings: Finding[], replay: Replay, holds: readonly AuditedHold[]): void {
  const numbers = new Set(holds.map(({ number }) => number));
  for (const number of replay.holds.keys()) {
    if (!numbers.has(number)) compare(findings, `hold ${number}`, "a row with its action", "none");
  }
  for (const hold of holds) {
    const name = `hold ${hold.number}`;
    const parts = replay.holds.get(hold.number);
    const drawn = [...(parts?.drawn ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([, draw]) => `${draw.credits} of lot ${draw.lot}`);
    const draws = hold.draws.map((draw) => `${draw.credits} of lot ${draw.lot}`);
    compare(findings, `${name} draws`, drawn.join(", "), draws.join(", "));
    const sum = hold.draws.reduce((total, { credits }) => total + credits, 0n);
    compare(findings, `${name} credits`, sum, hold.credits);
    const charged = hold.end?.charged ?? 0n;
    compare(findings, `${name} charged`, parts?.charged ?? 0n, charged);
    compare(findings, `action ${hold.number} refunded`, parts?.refunded ?? 0n, hold.refunded);
    compare(findings, `action ${hold.number} refund_lines`, parts?.refundLines ?? 0, hold.refundLines);
    if (hold.refunded > charged)
      compare(findings, `action ${hold.number} refunded`, `at most ${charged}`, hold.refunded);
    compare(findings, `${name} returned`, parts?.returned ?? 0n, hold.state === "held" ? 0n : hold.credits - charged);
    compare(findings, `action ${hold.number} held`, hold.credits, hold.action.held);
    compare(findings, `action ${hold.number} charged`, charged, hold.action.charged);
    const statuses = statusesOf[hold.state];
    if (!statuses.includes(hold.action.status)) {
      compare(findings, `action ${hold.number} status`, statuses.join(" or "), hold.action.status);
    }
  }
}

const statusesOf: Readonly<Record<Hold["state"], readonly string[]>> = {
  held: ["running"],
  settled: ["succeeded", "cancelled"],
  released: ["failed", "cancelled"],
  expired: ["failed"],
};

const slotMs = 900_000;

function auditUsage(findings: Finding[], { holds, usage }: Stored): void {
  const expected = new Map<string, string>();
  const sums = new Map<string, { credits: bigint; actions: bigint; tokens: bigint }>();
  for (const hold of holds) {
    if (hold.state !== "settled") continue;
    const slot = new Date(hold.startedAt.getTime() - (hold.startedAt.getTime() % slotMs)).toISOString();
    const id = `${slot} ${hold.kind} ${hold.member ?? ""}`;
    const sum = sums.get(id) ?? { credits: 0n, actions: 0n, tokens: 0n };
    sum.credits += (hold.end?.charged ?? 0n) - hold.refunded;
    sum.actions += 1n;
    sum.tokens += hold.action.tokens;
    sums.set(id, sum);
    expected.set(id, describe(sum));
  }
  const found = new Map(usage.map((slot) => [`${slot.at.toISOString()} ${slot.kind} ${slot.member}`, describe(slot)]));
  for (const id of new Set([...expected.keys(), ...found.keys()])) {
    compare(findings, `usage slot ${id}`, expected.get(id) ?? "none", found.get(id) ?? "none");
  }
}

function describe(sum: Pick<UsageSlot, "credits" | "actions" | "tokens">): string {
  return `${sum.credits} credits, ${sum.actions} actions, ${sum.tokens} tokens`;
}

function auditLimits(findings: Finding[], { account, holds, limits }: Stored): void {
  compare(findings, "account has_limits", limits.length > 0, account.hasLimits);
  const sums = new Map(limits.map((limit) => [limit, { used: 0n, reserved: 0n }]));
  const periods = Map.groupBy(limits.toReversed(), limitId);
  for (const hold of holds) {
    for (const scope of limitsOf(hold)) {
      const limit = periods.get(limitId(scope))?.find(({ since }) => since <= hold.startedAt);
      const sum = limit && sums.get(limit);
      if (!sum) continue;
      const isCredits = scope.unit === "credits";
      sum.used += isCredits ? (hold.end?.charged ?? 0n) - hold.refunded : (hold.ownKey?.cost ?? 0n);
      if (hold.state === "held") sum.reserved += isCredits ? hold.credits : (hold.ownKey?.nanoDollars ?? 0n);
    }
  }
  for (const [limit, { used, reserved }] of sums) {
    const name = `limit ${limitId(limit)} since ${limit.since.toISOString()}`;
    compare(findings, `${name} used`, used, limit.used);
    compare(findings, `${name} reserved`, reserved, limit.reserved);
  }
}

function auditAccount(findings: Finding[], replay: Replay, { account, lots, holds }: Stored): void {
  compare(findings, "account last_sequence", replay.sequence, account.lastSequence);
  compare(findings, "account last_hash", replay.hash, account.lastHash);
  const numbers = [...lots, ...holds].map(({ number }) => number);
  const last = numbers.reduce((most, number) => (number > most ? number : most), 0n);
  compare(findings, "account last_number", last, account.lastNumber);
  const monthly = lots.filter(
    (lot) => lot.periodStart?.getTime() === account.period?.start.getTime() && lot.periodStart,
  );
  const entitled = monthly.reduce((sum, lot) => sum + lot.granted, 0n);
  compare(findings, "account entitlement", entitled, account.entitlement);
}
