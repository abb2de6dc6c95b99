import type { Balance } from "../types.ts";
import { divideRoundingUp } from "./amount.ts";
import type { Plan } from "./catalog.ts";
import { monthsBetween } from "./period.ts";

/** What a plan's credits buy by the published guide: an inline edit costs about 2.5 credits, a page at most 50. */
export function whatCreditsBuy(credits: bigint): { readonly inlineEdits: bigint; readonly pages: bigint } {
  return { inlineEdits: (credits * 2n) / 5n, pages: credits / 50n };
}

type Interval = "month" | "year";
const periodsOf = { month: 1n, year: 12n } as const;

/** The list price of a plan for a month or a year in integer cents; null: it is not sold so. */
export function priceOfPlan(plan: Plan, interval: Interval): bigint | null {
  return interval === "month" ? plan.monthlyPriceCents : (plan.yearlyPriceCents ?? null);
}

/**
 * What an upgrade costs at once, in cents (RULES R3.2): the full difference for every period of the paid time that is
 * not over, the current one included. Rounded up once. `from` and `to` are the prices of the interval.
 *
 * @example
 * priceOfUpgrade({ from: 19_000n, to: 79_000n, interval: "year", periodsLeft: 5n }); // 25000n
 */
export function priceOfUpgrade(input: {
  readonly from: bigint;
  readonly to: bigint;
  readonly interval: Interval;
  readonly periodsLeft: bigint;
}): bigint {
  return divideRoundingUp((input.to - input.from) * input.periodsLeft, periodsOf[input.interval]);
}

/** Periods of the time that is paid until an instant which are not over, with the one that began at `start`. */
export function countPeriodsLeft(start: Date, paid: { readonly interval: Interval; readonly until: Date }): bigint {
  const most = periodsOf[paid.interval];
  const months = monthsBetween(start, paid.until);
  return months < 1n ? 1n : months > most ? most : months;
}

/**
 * What an upgrade within the period adds at once (RULES R3.1): what the plan has above the period's entitlement, which
 * is the sum of its monthly lots. The plan in force may be below that, where an operator lowered it since.
 */
export function creditsOfUpgrade({ lots }: Pick<Balance, "lots">, monthlyCredits: bigint): bigint {
  const monthly = lots.filter(({ source }) => source === "monthly");
  const entitlement = monthly.reduce((sum, { granted }) => sum + granted, 0n);
  return monthlyCredits > entitlement ? monthlyCredits - entitlement : 0n;
}
