import type { Balance } from "../types.ts";
import { divideRoundingUp } from "./amount.ts";
import type { Catalog, Plan } from "./catalog.ts";
import { type Pace, untilReset } from "./pace.ts";
import { creditsOfUpgrade, priceOfPlan, priceOfUpgrade } from "./plan-price.ts";
import { expiryOfTopUp, smallestTopUp } from "./top-up-price.ts";

/** What every way has: integer cents to pay now, and of each later month beyond the plan of today if the pace stays. */
type Cost = { readonly cents: bigint; readonly laterCents: bigint; readonly isEnough: boolean };
/** Pay nothing until the reset. `daysWithout` are those of the `days` after what is there is used up. */
export type Waiting = Cost & {
  readonly way: "wait";
  readonly until: Date;
  readonly days: number;
  readonly daysWithout: number;
  readonly credits: bigint;
};
/** The smallest order that covers what is missing; it expires at the reset, or later where the catalogue says so. */
export type ToppingUp = Cost & { readonly way: "top-up"; readonly credits: bigint; readonly expiresAt: Date };
/** The cheapest plan that is enough, or the largest where none is; `credits` is what it adds at once. */
export type Upgrading = Cost & {
  readonly way: "upgrade";
  readonly plan: string;
  readonly credits: bigint;
  /** A subscription starts: the period ends, and one of a month begins with all of the plan's credits. */
  readonly isNewPeriod: boolean;
};
export type WayOn = Waiting | ToppingUp | Upgrading;

export type WaysOn = {
  /** When what is available is used up at this pace; null: not before the reset. */
  readonly runsOutAt: Date | null;
  readonly missing: bigint;
  /** Enough ones first, then the cheapest, also where that is to wait. */
  readonly ways: readonly WayOn[];
};

const dayMs = 86_400_000;
const monthDays = 30n;

type Question = {
  readonly balance: Balance;
  readonly pace: Pace;
  /** What an action that waits needs; 0: none does. */
  readonly needed: bigint;
  readonly now: Date;
  readonly catalog: Catalog;
  /**
   * What is paid by now: null where nothing is and an upgrade starts a subscription; left out, the plan in force by
   * the month, at the catalogue's price.
   */
  readonly subscription?: PaidPlan | null;
};

/** A subscription: its price for each interval in integer cents, and the periods of paid time that are not over. */
export type PaidPlan = {
  readonly interval: "month" | "year";
  readonly priceCents: bigint;
  readonly periodsLeft: bigint;
};

/**
 * Compares waiting, a top-up and an upgrade in cents: what each costs now, what each later month would cost, and
 * whether it is enough.
 *
 * The formulas, all rounded up to whole credits and cents: until the reset a workspace needs pace × time left (or what
 * an action that waits needs, if that is more); what is missing of it is bought at the piecewise price of top-ups (SPEC
 * section 6), at least at the provider's smallest charge (RULES R7.1). An upgrade costs the full difference of monthly
 * prices and adds the difference of credits (R3.2); who pays by the year pays a twelfth of the yearly difference for
 * each period left; where a subscription starts, it costs the full price and brings all credits of a new period (R3.3).
 *
 * @example
 * const { ways } = planWaysOn({ balance, pace: { credits: 300n, days: 30 }, needed: 0n, now, catalog });
 * if (ways[0]?.way === "wait") tell("Nothing to pay: the reset comes soon enough.");
 */
export function planWaysOn(question: Question): WaysOn {
  const { balance, pace, needed, now } = question;
  const { needed: atPace, runsOutAt } = untilReset(balance, pace, now);
  const need = atPace > needed ? atPace : needed;
  const missing = need > balance.available ? need - balance.available : 0n;
  const monthNeed = divideRoundingUp(pace.credits * monthDays, BigInt(pace.days));
  const wanted = { ...question, need, missing, monthNeed, runsOutAt };
  const ways = [waitingOf(wanted), toppingUpOf(wanted), upgradingOf(wanted)].filter((way) => way !== null);
  return { runsOutAt, missing, ways: ways.sort(compareWays) };
}

type Wanted = Question & Pick<WaysOn, "missing" | "runsOutAt"> & { readonly need: bigint; readonly monthNeed: bigint };

function compareWays(a: WayOn, b: WayOn): number {
  if (a.isEnough !== b.isEnough) return a.isEnough ? -1 : 1;
  return Number(a.cents - b.cents) || Number(a.laterCents - b.laterCents);
}

function waitingOf({ balance, needed, now, missing, runsOutAt }: Wanted): Waiting {
  const until = balance.period.end;
  const daysFrom = (start: Date): number => Math.max(0, Math.ceil((until.getTime() - start.getTime()) / dayMs));
  const lasting = balance.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > until);
  const credits = balance.nextMonthlyCredits + sumAvailable(lasting);
  const isBlocked = needed > balance.available;
  return {
    way: "wait",
    cents: 0n,
    laterCents: 0n,
    isEnough: missing === 0n || (credits > 0n && credits >= needed),
    until,
    days: daysFrom(now),
    daysWithout: isBlocked ? daysFrom(now) : runsOutAt === null ? 0 : daysFrom(runsOutAt),
    credits,
  };
}

function toppingUpOf({ balance, catalog, missing, monthNeed, now }: Wanted): ToppingUp | null {
  if (missing === 0n) return null;
  const { credits, priceCents } = smallestTopUp(catalog, missing);
  const laterCents = priceOfMissing(catalog, monthNeed, balance.nextMonthlyCredits);
  const expiresAt = expiryOfTopUp(catalog, { now, reset: balance.period.end });
  return { way: "top-up", cents: priceCents, laterCents, isEnough: true, credits, expiresAt };
}

/** None where nothing is missing or the plan has no price to compare, and while it is unpaid: that is paid first. */
function upgradingOf(wanted: Wanted): Upgrading | null {
  const { balance, catalog, missing } = wanted;
  const current = planOf(catalog, balance.plan)?.monthlyPriceCents ?? null;
  if (missing === 0n || balance.unpaidFrom !== null || current === null) return null;
  const byCatalog: PaidPlan = { interval: "month", priceCents: current, periodsLeft: 1n };
  const { subscription = byCatalog } = wanted;
  const isNewPeriod = subscription === null || current === 0n || balance.trialEndsAt !== null;
  const paid = isNewPeriod ? { ...byCatalog, priceCents: 0n } : subscription;
  const upgrades = catalog.plans
    .map((plan) => upgradeTo(plan, wanted, { isNewPeriod, paid }))
    .filter((way) => way !== null)
    .sort(compareWays);
  const largest = upgrades.toSorted((a, b) => Number(b.credits - a.credits))[0] ?? null;
  return upgrades.find(({ isEnough }) => isEnough) ?? largest;
}

function upgradeTo(
  plan: Plan,
  { balance, catalog, need, monthNeed }: Wanted,
  { isNewPeriod, paid }: { readonly isNewPeriod: boolean; readonly paid: PaidPlan },
): Upgrading | null {
  const { monthlyCredits } = plan;
  const price = priceOfPlan(plan, paid.interval);
  if (monthlyCredits === null || price === null || price <= paid.priceCents) return null;
  const monthly = balance.lots.filter(({ source }) => source === "monthly");
  const credits = isNewPeriod ? monthlyCredits : creditsOfUpgrade(balance, monthlyCredits);
  if (credits === 0n) return null;
  const kept = isNewPeriod ? balance.available - sumAvailable(monthly) : balance.available;
  const nextPlan = planOf(catalog, balance.nextPlan ?? balance.plan);
  const next = (nextPlan === undefined ? null : priceOfPlan(nextPlan, paid.interval)) ?? 0n;
  const { interval } = paid;
  const dearer = price > next ? priceOfUpgrade({ from: next, to: price, interval, periodsLeft: 1n }) : 0n;
  return {
    way: "upgrade",
    plan: plan.name,
    cents: priceOfUpgrade({ from: paid.priceCents, to: price, interval, periodsLeft: paid.periodsLeft }),
    laterCents: dearer + priceOfMissing(catalog, monthNeed, monthlyCredits),
    isEnough: kept + credits >= need,
    credits,
    isNewPeriod,
  };
}

function planOf(catalog: Catalog, name: string): Plan | undefined {
  return catalog.plans.find((plan) => plan.name === name);
}

function priceOfMissing(catalog: Catalog, need: bigint, there: bigint): bigint {
  return need > there ? smallestTopUp(catalog, need - there).priceCents : 0n;
}

function sumAvailable(lots: readonly { readonly available: bigint }[]): bigint {
  return lots.reduce((sum, { available }) => sum + available, 0n);
}
