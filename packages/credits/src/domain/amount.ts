import { CreditsError } from "./errors.ts";

/** The most credits that one amount may have: what JSON can carry exactly. */
export const creditsMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Checks that a value from outside is whole credits within `[least, creditsMax]`.
 * Takes `unknown` because JavaScript callers can pass anything; fails with `invalid-amount`.
 */
export function checkCredits(value: unknown, what: string, least: 0n | 1n): bigint {
  if (typeof value === "bigint" && value >= least && value <= creditsMax) return value;
  const shown = typeof value === "bigint" ? `${value}` : `${typeof value} ${String(value)}`;
  throw new CreditsError("invalid-amount", { what, value: shown, allowed: `a bigint from ${least} to ${creditsMax}` });
}

/** Checks that credits can be issued beside those that were: JSON carries the sum. Fails with `invalid-amount`. */
export function checkSum(granted: bigint, credits: bigint): void {
  if (granted + credits <= creditsMax) return;
  const allowed = `at most ${creditsMax - granted}, so that the sum stays a number that JSON can carry`;
  throw new CreditsError("invalid-amount", { what: "credits", value: `${credits}`, allowed });
}

/** Division of two natural numbers, rounded up. */
export function divideRoundingUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
