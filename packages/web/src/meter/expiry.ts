import type { Balance, Lot } from "@dokly/contract";

export type Expiry = {
  /** When these credits end, as an instant; null is never. */
  readonly expiresAt: string | null;
  /** Whole credits of the lots that end then which can still be spent. */
  readonly available: number;
  /** Whole credits reserved by running actions: what of them returns later than this is lost too. */
  readonly held: number;
};

/**
 * What ends at the reset and what later, the soonest first. Lots with nothing left are left out; the reset itself is
 * always the first row, so that the page can say "nothing expires then".
 */
export function expiries(balance: Pick<Balance, "lots" | "period">): { atReset: Expiry; later: readonly Expiry[] } {
  const reset = Date.parse(balance.period.end);
  const isAtReset = (lot: Lot) => lot.expiresAt !== null && Date.parse(lot.expiresAt) <= reset;
  const atReset = addUp(balance.period.end, balance.lots.filter(isAtReset));
  const byEnd = new Map<string | null, Lot[]>();
  for (const lot of balance.lots) {
    if (isAtReset(lot) || lot.available + lot.held === 0) continue;
    byEnd.set(lot.expiresAt, [...(byEnd.get(lot.expiresAt) ?? []), lot]);
  }
  const later = [...byEnd].map(([expiresAt, lots]) => addUp(expiresAt, lots)).toSorted(soonestFirst);
  return { atReset, later };
}

function addUp(expiresAt: string | null, lots: readonly Lot[]): Expiry {
  return {
    expiresAt,
    available: lots.reduce((all, lot) => all + lot.available, 0),
    held: lots.reduce((all, lot) => all + lot.held, 0),
  };
}

function soonestFirst(a: Expiry, b: Expiry): number {
  if (a.expiresAt === null || b.expiresAt === null) return Number(a.expiresAt === null) - Number(b.expiresAt === null);
  return Date.parse(a.expiresAt) - Date.parse(b.expiresAt);
}

/** Top-ups bought this close to their end get a warning: 72 hours. */
const soonMs = 72 * 60 * 60 * 1000;

/** Whether the reset is so near that a top-up should be bought after it instead. */
export function isResetSoon(resetAt: string, now: Date): boolean {
  return Date.parse(resetAt) - now.getTime() < soonMs;
}
