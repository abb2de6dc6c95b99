import type { LimitUnit } from "../operator-types.ts";
import type { ActionFacts, OwnKeyUse } from "../types.ts";
import { type Book, isOfPeriod } from "./book.ts";
import { CreditsError } from "./errors.ts";
import type { Hold } from "./hold.ts";
import { type LimitCounter, type LimitScope, limitId, limitsOf } from "./limit-scope.ts";

/** What moves the counters of the period in which an action was started, once that period is over. */
export type PastCount = LimitScope & Pick<Hold, "startedAt"> & Pick<LimitCounter, "used" | "reserved">;

/** An amount of each unit. */
type Amounts = Readonly<Record<LimitUnit, bigint>>;

const nothing: Amounts = { credits: 0n, "nano-dollars": 0n };

/** What a hold may cost at most, in each unit. */
function heldAmounts(hold: { readonly credits: bigint; readonly ownKey: OwnKeyUse | null }): Amounts {
  return { credits: hold.credits, "nano-dollars": hold.ownKey?.nanoDollars ?? 0n };
}

/** Holds that are asked for, as far as limits are concerned. */
export type LimitedHolds = readonly {
  readonly credits: bigint;
  readonly action: Pick<ActionFacts, "member" | "kind">;
  readonly ownKey: OwnKeyUse | null;
}[];

/**
 * Asks every limit whether holds fit, all together. Fails with `limit-reached`, which names the first that refuses, in
 * the order in which they are read. A hold of 0 fits whatever was used.
 */
export function checkLimits(book: Book, wanted: LimitedHolds): void {
  if (book.limits.size === 0) return;
  const asked = new Map<string, bigint>();
  for (const { action, ...hold } of wanted) {
    const amounts = heldAmounts(hold);
    for (const scope of limitsOf({ ...action, ownKey: hold.ownKey })) {
      const id = limitId(scope);
      asked.set(id, (asked.get(id) ?? 0n) + amounts[scope.unit]);
    }
  }
  for (const [id, { member, kind, ownKey, unit, limit, used, reserved }] of book.limits) {
    const needed = asked.get(id) ?? 0n;
    if (limit === null || needed === 0n || used + reserved + needed <= limit) continue;
    throw new CreditsError("limit-reached", { member, kind, ownKey, unit, limit, used, reserved, needed });
  }
}

/** What a hold's beginning, its end, or a refund means for limits: what it used, and whether it reserves or returns. */
type LimitChange = { readonly hold: "begins" | "ends" | "ended"; readonly used?: Partial<Amounts> };
const factorOf = { begins: 1n, ends: -1n, ended: 0n } as const satisfies Record<LimitChange["hold"], bigint>;

/**
 * Moves the counters of every limit that counts the hold's action, in the period of the hold: this one, or one that is
 * over.
 */
export function countForLimits(book: Book, hold: Hold, change: LimitChange): void {
  if (!book.account.hasLimits && book.limits.size === 0) return;
  const isCurrent = isOfPeriod(book, hold);
  const used = { ...nothing, ...change.used };
  const held = heldAmounts(hold);
  for (const scope of limitsOf(hold)) {
    const moved = { used: used[scope.unit], reserved: held[scope.unit] * factorOf[change.hold] };
    if (moved.used === 0n && moved.reserved === 0n) continue;
    if (!isCurrent) {
      book.changes.pastCounts.push({ ...scope, startedAt: hold.startedAt, ...moved });
      continue;
    }
    const counter = book.limits.get(limitId(scope));
    if (counter === undefined) continue;
    putLimit(book, { ...counter, used: counter.used + moved.used, reserved: counter.reserved + moved.reserved });
  }
}

/** Writes a limit with the counters of its period. */
export function putLimit(book: Book, counter: LimitCounter): void {
  const id = limitId(counter);
  book.limits.set(id, counter);
  if (!counter.isStored) return;
  // A batch that opens a period writes the last counters of the one before, too.
  book.changes.limits.set(`${counter.since.getTime()} ${id}`, counter);
  book.changes.isChanged = true;
}

/** Begins every limit anew; what is counted of the period before stays with it. */
export function beginLimits(book: Book, since: Date): void {
  for (const limit of book.limits.values()) putLimit(book, { ...limit, since, used: 0n, reserved: 0n });
}
