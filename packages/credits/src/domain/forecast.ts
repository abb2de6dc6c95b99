import type { UsageDay } from "../log-types.ts";
import type { Balance } from "../types.ts";
import { type Pace, paceOf, untilReset } from "./pace.ts";
import { calendarOf } from "./usage.ts";

/** How long what is available lasts at the pace of the last days, and what says so. */
export type Forecast = {
  readonly pace: Pace;
  /** The first and the last calendar date of the pace, in the zone of the days. */
  readonly from: string;
  readonly to: string;
  /** Too few days with actions to say much. */
  readonly isRough: boolean;
  /** When what is available is used up; null: it lasts until the reset. */
  readonly runsOutAt: Date | null;
  /** Its calendar date in the zone. */
  readonly runsOutOn: string | null;
  /** Available at the reset; 0 where it runs out before. */
  readonly left: bigint;
  /** Missing until the reset; 0 where it lasts. */
  readonly missing: bigint;
};

const dayMs = 86_400_000;
const roughBelowDays = 3;

/**
 * Says "at this pace until the 24th", from the days that `getUsage` counted in a time zone, oldest first, the last one
 * today. A day of the pace has 24 hours, whatever the clocks do; today counts as a whole one.
 *
 * @example
 * const days = await credits.getUsage({ workspace, days: 30, timeZone });
 * const { runsOutOn } = forecastUsage({ balance, days, now: balance.asOf, timeZone });
 */
export function forecastUsage(asked: {
  readonly balance: Pick<Balance, "available" | "period">;
  readonly days: readonly Pick<UsageDay, "date" | "credits" | "actions">[];
  readonly now: Date;
  readonly timeZone: string;
}): Forecast {
  const { balance, days, now, timeZone } = asked;
  const dateOf = calendarOf(timeZone);
  const pace = paceOf(days);
  const to = days.at(-1)?.date ?? dateOf(now);
  const { needed, runsOutAt } = untilReset(balance, pace, now);
  const { available } = balance;
  return {
    pace,
    from: dateBefore(to, pace.days - 1),
    to,
    isRough: days.filter(({ actions }) => actions > 0).length < roughBelowDays,
    runsOutAt,
    runsOutOn: runsOutAt === null ? null : dateOf(runsOutAt),
    left: available > needed ? available - needed : 0n,
    missing: needed > available ? needed - available : 0n,
  };
}

/** Calendar dates have no hours: counted in UTC, where every day has 24. */
function dateBefore(date: string, days: number): string {
  return new Date(new Date(`${date}T00:00:00Z`).getTime() - days * dayMs).toISOString().slice(0, 10);
}
