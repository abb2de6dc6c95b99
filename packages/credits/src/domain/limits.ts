import type { LimitUnit } from "../operator-types.ts";
import type { ActionFacts, OwnKeyUse } from "../types.ts";
import { type Book, isOfPeriod } from "./book.ts";
import { CreditsError } from "./errors.ts";
import type { Hold } from "./hold.ts";

/** Whose actions a limit counts, and which; null stands for all of them. A key of the workspace's own stands alone. */
export type LimitSubject = {
  readonly member: string | null;
  readonly kind: string | null;
  readonly ownKey: string | null;
};

/** What a limit is about: its actions, and what of them it counts. */
export type LimitScope = LimitSubject & { readonly unit: LimitUnit };

/** A limit with what the actions of one period, by the instant of their hold, have used and hold of it. */
export type LimitCounter = LimitScope & {
  /** Start of the period that it counts. */
  readonly since: Date;
  /** Null: no limit any more, or not yet. */
  readonly limit: bigint | null;
  readonly used: bigint;
  readonly reserved: bigint;
  /** False for one that was worked out for a limit about to be set. */
  readonly isStored: boolean;
};

/** What moves the counters of the period in which an action was started, once that period is over. */
export type PastCount = LimitScope & Pick<Hold, "startedAt"> & Pick<LimitCounter, "used" | "reserved">;

/** An amount of each unit. */
type Amounts = Readonly<Record<LimitUnit, bigint>>;

type Counted = Pick<ActionFacts, "member" | "kind"> & { readonly ownKey: Pick<OwnKeyUse, "id"> | null };

const units: readonly LimitUnit[] = ["credits", "nano-dollars"];
const nothing: Amounts = { credits: 0n, "nano-dollars": 0n };

export function limitId({ member, kind, ownKey, unit }: LimitScope): string {
  return JSON.stringify([member, kind, ownKey, unit]);
}

/** Every limit that an action can be counted by: its counters are found by name, however many limits there are. */
export function limitsOf({ member, kind, ownKey }: Counted): readonly LimitScope[] {
  const subjects: LimitSubject[] = [{ member: null, kind, ownKey: null }];
  if (member !== null) {
    subjects.push({ member, kind: null, ownKey: null }, { member, kind, ownKey: null });
  }
  if (ownKey !== null) subjects.push({ member: null, kind: null, ownKey: ownKey.id });
  return subjects.flatMap((subject) => units.map((unit) => ({ ...subject, unit })));
}

/** What a hold may cost at most, in each unit. */
export function heldAmounts(hold: { readonly credits: bigint; readonly ownKey: OwnKeyUse | null }): Amounts {
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

/**
 * Moves the counters of every limit that counts the hold's action, in the period of the hold: this one, or one that is
 * over.
 */
export function countForLimits(book: Book, hold: Hold, change: { used?: Partial<Amounts>; reserved?: Amounts }): void {
  if (!book.account.hasLimits && book.limits.size === 0) return;
  const isCurrent = isOfPeriod(book, hold);
  const moved = { used: { ...nothing, ...change.used }, reserved: change.reserved ?? nothing };
  for (const scope of limitsOf(hold)) {
    const used = moved.used[scope.unit];
    const reserved = moved.reserved[scope.unit];
    if (used === 0n && reserved === 0n) continue;
    if (!isCurrent) {
      book.changes.pastCounts.push({ ...scope, startedAt: hold.startedAt, used, reserved });
      continue;
    }
    const counter = book.limits.get(limitId(scope));
    if (counter === undefined) continue;
    putLimit(book, { ...counter, used: counter.used + used, reserved: counter.reserved + reserved });
  }
}

/** Gives back what a hold reserved. */
export function releasedAmounts(hold: Hold): Amounts {
  const { credits, "nano-dollars": nanoDollars } = heldAmounts(hold);
  return { credits: -credits, "nano-dollars": -nanoDollars };
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
