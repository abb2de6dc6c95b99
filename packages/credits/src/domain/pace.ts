import type { UsageDay } from "../log-types.ts";
import type { Balance } from "../types.ts";
import { divideRoundingUp } from "./amount.ts";

/** Credits that were spent in so many days, 1 or more. */
export type Pace = { readonly credits: bigint; readonly days: number };

const dayMs = 86_400_000;
/** A first hour of trying things is no pace: it counts as a part of a week. */
const paceDaysLeast = 7;

/**
 * The mean of the last days: from the first of them with an action to the last, and at least a week.
 *
 * @example
 * paceOf(await credits.getUsage({ workspace, days: 30, timeZone: "UTC" })); // { credits: 240n, days: 12 }
 */
export function paceOf(days: readonly Pick<UsageDay, "credits" | "actions">[]): Pace {
  const first = days.findIndex(({ actions, credits }) => actions > 0 || credits > 0n);
  const credits = days.reduce((sum, day) => sum + day.credits, 0n);
  return { credits, days: Math.max(paceDaysLeast, first < 0 ? 0 : days.length - first) };
}

/** What a pace needs until the reset, rounded up to whole credits, and when it has used up what is available. */
export function untilReset(
  { available, period }: Pick<Balance, "available" | "period">,
  { credits, days }: Pace,
  now: Date,
): {
  readonly needed: bigint;
  /** Null: not before the reset. */
  readonly runsOutAt: Date | null;
} {
  const paceMs = BigInt(days * dayMs);
  const msLeft = BigInt(Math.max(0, period.end.getTime() - now.getTime()));
  const needed = divideRoundingUp(credits * msLeft, paceMs);
  if (needed <= available) return { needed, runsOutAt: null };
  return { needed, runsOutAt: new Date(now.getTime() + Number((available * paceMs) / credits)) };
}
