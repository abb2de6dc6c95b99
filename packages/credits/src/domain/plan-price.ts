import { divideRoundingUp } from "./amount.ts";
import type { Plan } from "./catalog.ts";

/** What a plan's credits buy by the published guide: an inline edit costs about 2.5 credits, a page at most 50. */
export function whatCreditsBuy(credits: bigint): { readonly inlineEdits: bigint; readonly pages: bigint } {
  return { inlineEdits: (credits * 2n) / 5n, pages: credits / 50n };
}

/** The list price of a plan for a month or a year in integer cents; null: it is not sold so. */
export function priceOfPlan(plan: Plan, interval: "month" | "year"): bigint | null {
  return interval === "month" ? plan.monthlyPriceCents : (plan.yearlyPriceCents ?? null);
}

/**
 * What an upgrade costs at once, in cents (RULES R3.2): the full difference for every period of the paid time that is
 * not over, the current one included. A month has one period, a year twelve. Rounded up once.
 *
 * @example
 * priceOfUpgrade({ from: 19_000n, to: 79_000n, periodsLeft: 5n, periods: 12n }); // 25000n
 */
export function priceOfUpgrade(input: {
  readonly from: bigint;
  readonly to: bigint;
  readonly periodsLeft: bigint;
  readonly periods: bigint;
}): bigint {
  return divideRoundingUp((input.to - input.from) * input.periodsLeft, input.periods);
}
