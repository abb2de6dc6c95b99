import type { LotSource } from "../types.ts";
import { invariant } from "./errors.ts";
import type { Period } from "./period.ts";

/** What became of one grant: granted = available + held + spent + expired + reversed. */
export type Lot = {
  readonly number: bigint;
  readonly source: LotSource;
  readonly granted: bigint;
  readonly available: bigint;
  readonly held: bigint;
  readonly spent: bigint;
  readonly expired: bigint;
  readonly reversed: bigint;
  readonly startsAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** When its expiry was written down. */
  readonly expiredAt: Date | null;
  /** Monthly lots: the start of the period, and the entitlement that the lot raised it to. */
  readonly periodStart: Date | null;
  readonly entitlement: bigint | null;
  /** The part of `spent` that belongs to actions whose hold was taken in the current period. */
  readonly spentInPeriod: bigint;
  /**
   * False once the period in which it expired has ended: then it is read no more, unless something of it is still held.
   */
  readonly isOpen: boolean;
  /** The action whose refund made it; null for every other lot. */
  readonly refundOf: bigint | null;
  /** All that its payment's refund takes back: what is reversed, and what will be as it returns. */
  readonly reversalDue: bigint;
};

/** Where the credits of a lot can be. */
export type LotAccount = "available" | "held" | "spent" | "expired" | "reversed";

/** A new lot, all of it still to come from its source. */
export function newLot(
  lot: Pick<Lot, "number" | "source" | "startsAt" | "expiresAt"> & { readonly credits: bigint },
  entitled: { readonly period: Period; readonly entitlement: bigint } | null,
): Lot {
  return {
    number: lot.number,
    source: lot.source,
    granted: lot.credits,
    available: 0n,
    held: 0n,
    spent: 0n,
    expired: 0n,
    reversed: 0n,
    startsAt: lot.startsAt,
    expiresAt: lot.expiresAt,
    expiredAt: null,
    periodStart: entitled?.period.start ?? null,
    entitlement: entitled?.entitlement ?? null,
    spentInPeriod: 0n,
    isOpen: true,
    refundOf: null,
    reversalDue: 0n,
  };
}

/** All that was issued in the lots of the current period: no figure of its bucket, nor their sum, is larger. */
export function sumOfGrants(lots: Iterable<Lot>): bigint {
  return [...lots].reduce((sum, { isOpen, granted }) => (isOpen ? sum + granted : sum), 0n);
}

/** What of returning credits pays a reversal that is still due; it goes before anything else. */
export function reversedFirst({ reversalDue, reversed }: Lot, credits: bigint): bigint {
  const outstanding = reversalDue - reversed;
  return outstanding < credits ? outstanding : credits;
}

/** Whether its expiry has come, written down or not. */
export function isExpired(lot: Lot, now: Date): boolean {
  return lot.expiredAt !== null || (lot.expiresAt !== null && lot.expiresAt.getTime() <= now.getTime());
}

/** The lot after credits moved between two of its accounts, or into it from its source (`from` null). */
export function moveInLot(lot: Lot, from: LotAccount | null, to: LotAccount, credits: bigint): Lot {
  invariant(credits > 0n, `lot ${lot.number}: ${credits} credits can not be moved`);
  invariant(from === null || lot[from] >= credits, `lot ${lot.number} has less than ${credits} credits ${from}`);
  const moved: { -readonly [Part in keyof Lot]: Lot[Part] } = { ...lot };
  moved[to] += credits;
  if (from !== null) moved[from] -= credits;
  const sum = moved.available + moved.held + moved.spent + moved.expired + moved.reversed;
  invariant(sum <= moved.granted, `lot ${lot.number} would hold more than the ${lot.granted} credits granted`);
  return moved;
}
