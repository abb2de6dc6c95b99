import type { BillingInterval, PlanQuote } from "@dokly/contract";
import {
  type Balance,
  type Catalog,
  countPeriodsLeft,
  creditsOfUpgrade,
  priceOfPlan,
  priceOfUpgrade,
} from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import type { PlanPrice } from "../payments/payment-provider.ts";
import type { SubscriptionRow } from "../payments/subscription-store.ts";

/** What a change of plan does, before anybody asks for it. Money is integer cents. */
export type PlannedChange = {
  readonly change: PlanQuote["change"];
  readonly plan: string;
  readonly interval: BillingInterval | null;
  readonly dueCents: bigint;
  /** What it costs for each interval from then on; null: nothing. */
  readonly price: PlanPrice | null;
  /** What joins the bucket at once. */
  readonly creditsNow: bigint;
  readonly at: Date;
};

type Asked = { readonly plan: string; readonly interval: BillingInterval };
type Standing = {
  readonly catalog: Catalog;
  readonly balance: Balance;
  /** The one that counts; null or ended: there is none. */
  readonly subscription: SubscriptionRow | null;
  readonly now: Date;
};

/**
 * What asking for a plan would do: start a subscription, upgrade at once for the difference (R3.2), or change at the
 * end of what is paid. Pure: the quote and the change itself ask the same.
 * @throws ProblemError `plan-change-refused` where there is no such plan
 */
export function planPlanChange(asked: Asked, standing: Standing): PlannedChange {
  const { catalog, balance, now } = standing;
  const subscription = standing.subscription?.status === "ended" ? null : standing.subscription;
  const found = catalog.plans.find(({ name }) => name === asked.plan);
  if (found === undefined) throw unknownPlan(asked.plan, catalog);
  const priceCents = priceOfPlan(found, asked.interval);
  const base = { plan: asked.plan, interval: asked.interval, dueCents: 0n, price: null, creditsNow: 0n };
  if (priceCents === null || found.monthlyCredits === null) {
    return { ...base, change: "contact", at: now };
  }
  if (priceCents === 0n) return planEnd({ ...base, interval: null }, { balance, subscription, now });
  const price = { plan: found.name, interval: asked.interval, priceCents, currency: catalog.currency };
  const credits = found.monthlyCredits;
  if (subscription === null) {
    return { ...base, change: "start", dueCents: priceCents, price, creditsNow: credits, at: now };
  }
  const isSame = subscription.plan === asked.plan && subscription.interval === asked.interval;
  const isChanging = subscription.cancelAt !== null || subscription.renewsAs !== null;
  if (isSame) return { ...base, change: isChanging ? "resume" : "none", price, at: now };
  const isUpgrade = subscription.interval === asked.interval && priceCents > subscription.priceCents;
  if (!isUpgrade) return { ...base, change: "downgrade", price, at: subscription.period.end };
  const dueCents = priceOfUpgrade({
    from: subscription.priceCents,
    to: priceCents,
    interval: asked.interval,
    periodsLeft: countPeriodsLeft(balance.period.start, { ...asked, until: subscription.period.end }),
  });
  const creditsNow = creditsOfUpgrade(balance, credits);
  return { ...base, change: "upgrade", dueCents, price, creditsNow, at: now };
}

/** Down to a plan that costs nothing: at the end of what is paid, or at the reset where nothing is. */
function planEnd(
  base: Omit<PlannedChange, "change" | "at">,
  { balance, subscription, now }: Pick<Standing, "balance" | "subscription" | "now">,
): PlannedChange {
  if (subscription !== null) {
    if (subscription.cancelAt !== null) return { ...base, change: "none", at: now };
    return { ...base, change: "cancel", at: subscription.period.end };
  }
  const isThere = balance.plan === base.plan || balance.nextPlan === base.plan;
  return { ...base, change: isThere ? "none" : "downgrade", at: balance.period.end };
}

function unknownPlan(plan: string, { plans }: Catalog): ProblemError {
  const known = plans.map(({ name }) => name).join(", ");
  return new ProblemError("plan-change-refused", `There is no plan "${plan}"; there are ${known}.`);
}
