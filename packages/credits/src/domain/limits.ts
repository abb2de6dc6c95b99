import type { ActionFacts } from "../types.ts";
import type { Book } from "./book.ts";
import { CreditsError } from "./errors.ts";
import type { Hold } from "./hold.ts";

/** Whose actions a limit counts, and which: null stands for all of them. */
export type LimitSubject = { readonly member: string | null; readonly kind: string | null };

/** A limit with what the actions of the current period, by the instant of their hold, have used and hold of it. */
export type LimitCounter = LimitSubject & {
  /** Null: no limit any more, or not yet. */
  readonly creditsMax: bigint | null;
  readonly used: bigint;
  readonly reserved: bigint;
  /** False for one that was worked out for a limit about to be set. */
  readonly isStored: boolean;
};

export function limitId({ member, kind }: LimitSubject): string {
  return JSON.stringify([member, kind]);
}

/** Whether the actions that a limit is about include this one. */
export function isCounted(subject: LimitSubject, action: Pick<ActionFacts, "member" | "kind">): boolean {
  const isMember = subject.member === null || subject.member === action.member;
  return isMember && (subject.kind === null || subject.kind === action.kind);
}

type Wanted = readonly { readonly credits: bigint; readonly action: Pick<ActionFacts, "member" | "kind"> }[];

/**
 * Asks every limit whether holds fit, all together. Fails with `limit-reached`, which names the first that refuses. A
 * hold of 0 fits whatever was used.
 */
export function checkLimits(book: Book, wanted: Wanted): void {
  for (const counter of book.limits.values()) {
    const { member, kind, creditsMax: limit, used, reserved } = counter;
    const needed = wanted.reduce((sum, { credits, action }) => sum + (isCounted(counter, action) ? credits : 0n), 0n);
    if (limit === null || needed === 0n || used + reserved + needed <= limit) continue;
    throw new CreditsError("limit-reached", { member, kind, limit, used, reserved, needed });
  }
}

/** Moves the counters of every limit that counts the hold's action. */
export function countForLimits(
  book: Book,
  hold: Pick<Hold, "member" | "kind">,
  change: { readonly used: bigint; readonly reserved: bigint },
): void {
  for (const counter of book.limits.values()) {
    if (!isCounted(counter, hold)) continue;
    putLimit(book, { ...counter, used: counter.used + change.used, reserved: counter.reserved + change.reserved });
  }
}

/** Writes a limit with its counters. */
export function putLimit(book: Book, counter: LimitCounter): void {
  const id = limitId(counter);
  book.limits.set(id, counter);
  if (!counter.isStored) return;
  book.changes.limits.add(id);
  book.changes.isChanged = true;
}
