import type { Billing, BillingInterval, PlanList } from "@dokly/contract";

export type PlanOnOffer = PlanList["plans"][number];

/**
 * What can be done about a plan: it is the one in force (`current`), the one that comes at the reset (`coming`), above
 * or below the one in force, the same by another interval, to be begun where nothing is paid yet (`start`), or to be
 * talked about.
 */
export type PlanOffer = "current" | "coming" | "upgrade" | "downgrade" | "switch" | "start" | "contact";

type InForce = {
  plan: Billing["plan"];
  pending: Billing["pending"];
  trial: Billing["trial"];
  subscription: Pick<Billing["subscription"], "interval">;
};

/** What the comparison of plans offers for one of them. The server decides; this names the button. */
export function offerOf(
  plan: PlanOnOffer,
  inForce: InForce,
  { interval, plans }: { interval: BillingInterval; plans: readonly PlanOnOffer[] },
): PlanOffer {
  const paid = inForce.subscription.interval;
  if (plan.name === inForce.pending?.plan) return "coming";
  if (plan.name === inForce.plan) {
    if (inForce.trial !== null) return "start";
    const isOther = paid !== null && paid !== interval && priceOf(plan, interval) !== null;
    return isOther ? "switch" : "current";
  }
  if (priceOf(plan, "month") === null) return "contact";
  const present = plans.find(({ name }) => name === inForce.plan)?.monthlyCredits ?? Number.POSITIVE_INFINITY;
  if ((plan.monthlyCredits ?? 0) > present) return "upgrade";
  // Without a subscription there is nothing to lower: a plan that costs something is begun.
  return paid === null && priceOf(plan, "month") !== 0 ? "start" : "downgrade";
}

/** The price of a plan for an interval, in cents; a plan that is not sold by the year keeps its monthly price. */
export function priceOf(plan: PlanOnOffer, interval: BillingInterval): number | null {
  return interval === "year" ? (plan.yearlyPriceCents ?? null) : plan.monthlyPriceCents;
}

/** Whether any plan is sold by the year: otherwise there is nothing to choose. */
export const isSoldByYear = (plans: readonly PlanOnOffer[]): boolean =>
  plans.some(({ yearlyPriceCents }) => (yearlyPriceCents ?? 0) > 0);

/** Whole per cent that a year costs less than twelve months; 0 where it does not. The best of all plans. */
export function yearlySaving(plans: readonly PlanOnOffer[]): number {
  const savings = plans.map(({ monthlyPriceCents, yearlyPriceCents }) => {
    const twelve = (monthlyPriceCents ?? 0) * 12;
    return twelve === 0 || yearlyPriceCents == null ? 0 : Math.floor(((twelve - yearlyPriceCents) / twelve) * 100);
  });
  return Math.max(0, ...savings);
}
