import type { TokenUsage } from "../types.ts";
import type { Hold } from "./hold.ts";
import { priceUsage } from "./rate-card.ts";
import { compare, type Finding, type ReplayedLine } from "./replay.ts";

/** A hold with what its action's row says of it. */
export type AuditedHold = Hold & {
  readonly action: {
    readonly status: string;
    readonly charged: bigint;
    readonly held: bigint;
    readonly endedAt: Date | null;
    readonly usage: TokenUsage | null;
  };
};

/** What the lines say of one hold. */
type HoldParts = {
  /** Drawn from lots, by part. */
  readonly drawn: Map<number, { readonly lot: bigint; readonly credits: bigint }>;
  charged: bigint;
  returned: bigint;
  refunded: bigint;
  refundLines: number;
  /** Charged per lot, without what refunds returned to it. */
  readonly chargedByLot: Map<bigint, bigint>;
};

/** Adds up the lines of one hold, in order. */
function sumLines(findings: Finding[], lines: readonly ReplayedLine[]): HoldParts {
  const hold: HoldParts = {
    drawn: new Map(),
    charged: 0n,
    returned: 0n,
    refunded: 0n,
    refundLines: 0,
    chargedByLot: new Map(),
  };
  for (const line of lines) {
    if (line.cause === "hold") hold.drawn.set(line.part, { lot: line.lot, credits: line.credits });
    else if (line.cause === "settle") {
      hold.charged += line.credits;
      hold.chargedByLot.set(line.lot, (hold.chargedByLot.get(line.lot) ?? 0n) + line.credits);
    } else if (line.cause === "refund") addRefund(findings, line, hold);
    else hold.returned += line.credits;
  }
  return hold;
}

/** What returns to a lot was charged to it; goodwill comes from its source and is no lot's charge. */
function addRefund(findings: Finding[], line: ReplayedLine, hold: HoldParts): void {
  hold.refunded += line.credits;
  hold.refundLines += 1;
  if (line.from !== "spent") return;
  const left = (hold.chargedByLot.get(line.lot) ?? 0n) - line.credits;
  hold.chargedByLot.set(line.lot, left);
  if (left < 0n) {
    compare(findings, `transfer ${line.sequence} refund`, "at most the charge of its lot", `${line.credits}`);
  }
}

/**
 * Compares a hold and its action with the hold's lines and with the prices pinned by it. Returns what it charged per
 * lot.
 */
export function auditHold(
  findings: Finding[],
  hold: AuditedHold,
  lines: readonly ReplayedLine[],
): ReadonlyMap<bigint, bigint> {
  const parts = sumLines(findings, lines);
  const name = `hold ${hold.number}`;
  const action = `action ${hold.number}`;
  const drawn = [...parts.drawn].sort(([a], [b]) => a - b).map(([, draw]) => `${draw.credits} of lot ${draw.lot}`);
  const draws = hold.draws.map((draw) => `${draw.credits} of lot ${draw.lot}`);
  compare(findings, `${name} draws`, drawn.join(", "), draws.join(", "));
  const sum = hold.draws.reduce((total, { credits }) => total + credits, 0n);
  compare(findings, `${name} credits`, sum, hold.credits);
  const charged = hold.end?.charged ?? 0n;
  compare(findings, `${name} charged`, parts.charged, charged);
  compare(findings, `${name} returned`, parts.returned, hold.state === "held" ? 0n : hold.credits - charged);
  compare(findings, `${action} held`, hold.credits, hold.action.held);
  compare(findings, `${action} charged`, charged, hold.action.charged);
  compare(findings, `${action} refunded`, parts.refunded, hold.refunded);
  compare(findings, `${action} refund_lines`, parts.refundLines, hold.refundLines);
  if (hold.refunded > charged) compare(findings, `${action} refunded`, `at most ${charged}`, hold.refunded);
  const endedAt = hold.end?.at.toISOString() ?? "none";
  compare(findings, `${action} ended_at`, endedAt, hold.action.endedAt?.toISOString() ?? "none");
  const statuses = statusesOf[hold.state];
  if (!statuses.includes(hold.action.status)) {
    compare(findings, `${action} status`, statuses.join(" or "), hold.action.status);
  }
  auditPrice(findings, hold);
  return parts.chargedByLot;
}

const statusesOf: Readonly<Record<Hold["state"], readonly string[]>> = {
  held: ["running"],
  settled: ["succeeded", "cancelled"],
  released: ["failed", "cancelled"],
  expired: ["failed"],
};

/** Works the charge of priced tokens out again: bounded by the hold, or 0 where a key of the workspace's own paid. */
function auditPrice(findings: Finding[], { number, credits, prices, ownKey, state, action }: AuditedHold): void {
  const isSettled = state === "settled" && prices !== null && action.usage !== null;
  const price = isSettled ? priceUsage(prices, action.usage) : null;
  if (price && ownKey === null) {
    const most = price.credits < credits ? price.credits : credits;
    compare(findings, `action ${number} charged for its tokens`, most, action.charged);
  }
  if (ownKey === null) return;
  const cost = state === "held" ? null : (price?.providerCostNanoDollars ?? 0n);
  compare(findings, `action ${number} nano_dollars_cost`, cost, ownKey.cost);
}
