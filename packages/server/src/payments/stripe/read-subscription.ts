import type Stripe from "stripe";
import type { Subscription } from "../paid-object.ts";
import { PaymentProviderError } from "../payment-provider.ts";
import type { PriceBook } from "./price-book.ts";
import { type MarkedPlan, marksOf } from "./stripe-marks.ts";
import { idOf, toDate } from "./stripe-values.ts";

/** A subscription together with the schedule that says what it becomes. */
export async function retrieveSubscription(stripe: Stripe, id: string): Promise<Stripe.Subscription> {
  return await stripe.subscriptions.retrieve(id, { expand: ["schedule"] });
}

/** Null where the subscription is of no plan of ours: an account may sell other things too. */
export async function readSubscription(
  prices: PriceBook,
  subscription: Stripe.Subscription,
): Promise<Subscription | null> {
  const [item, second] = subscription.items.data;
  if (item === undefined || second !== undefined) return null;
  const priced = prices.remember(item.price);
  const plan = planNowOf(subscription, item) ?? priced?.plan;
  const interval = (["month", "year"] as const).find((known) => known === item.price.recurring?.interval);
  if (plan === undefined || interval === undefined) return null;
  return {
    kind: "subscription",
    id: subscription.id,
    ...marksOf(subscription.metadata),
    customer: idOf(subscription.customer) ?? "",
    plan,
    interval,
    priceCents: BigInt(item.price.unit_amount ?? 0),
    currency: item.price.currency,
    status: statusOf(subscription.status),
    anchor: toDate(subscription.billing_cycle_anchor),
    period: { start: toDate(item.current_period_start), end: toDate(item.current_period_end) },
    cancelAt: cancelAtOf(subscription, item),
    renewsAs: await renewsAsOf(prices, subscription, item),
    createdAt: toDate(subscription.created),
  };
}

/** The one item that a subscription of ours has. */
export function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item, second] = subscription.items.data;
  if (item !== undefined && second === undefined) return item;
  throw new PaymentProviderError("refused", `Subscription ${subscription.id} does not have exactly one item.`);
}

/** What says which plan is paid until the period's end, where the price does not say it yet. */
export function planNowMarks(plan: string, item: Stripe.SubscriptionItem): Record<string, string> {
  return { dokly_now_plan: plan, dokly_now_until: String(item.current_period_end) };
}

function planNowOf(subscription: Stripe.Subscription, item: Stripe.SubscriptionItem): string | null {
  const { dokly_now_plan: plan, dokly_now_until: until } = subscription.metadata;
  return until === String(item.current_period_end) ? (plan ?? null) : null;
}

async function renewsAsOf(
  prices: PriceBook,
  subscription: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
): Promise<MarkedPlan | null> {
  const { schedule } = subscription;
  if (schedule === null || typeof schedule === "string" || subscription.status === "canceled") return null;
  const next = schedule.phases.find((phase) => phase.start_date >= item.current_period_end);
  const price = idOf(next?.items[0]?.price);
  return price === null || price === item.price.id ? null : await prices.planOf(price);
}

function cancelAtOf(subscription: Stripe.Subscription, item: Stripe.SubscriptionItem): Date | null {
  if (subscription.cancel_at !== null) return toDate(subscription.cancel_at);
  return subscription.cancel_at_period_end ? toDate(item.current_period_end) : null;
}

const statuses: Readonly<Record<string, Subscription["status"]>> = {
  active: "active",
  trialing: "active",
  past_due: "past-due",
  incomplete: "incomplete",
  incomplete_expired: "ended",
  canceled: "ended",
};

/** What is paused, or of a kind that Stripe adds one day, is not paid for. */
function statusOf(status: Stripe.Subscription.Status): Subscription["status"] {
  return statuses[status] ?? "unpaid";
}
