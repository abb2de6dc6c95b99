import type Stripe from "stripe";
import { drawId } from "../ids.ts";
import { clockOf, nowFor, type World } from "../world.ts";
import { nextBilling } from "./periods.ts";

export type SubscriptionItemGiven = { readonly price: Stripe.Price; readonly quantity: number };

export type NewSubscription = {
  readonly customer: string;
  readonly items: readonly SubscriptionItemGiven[];
  readonly metadata: Record<string, string>;
  readonly method: string | null;
  readonly trialEnd: number | null;
  readonly anchor?: number;
};

/** A subscription that nothing was invoiced for yet. */
export function addSubscription(world: World, given: NewSubscription): Stripe.Subscription {
  const now = nowFor(world, given.customer);
  const anchor = given.trialEnd ?? given.anchor ?? now;
  const id = drawId("sub");
  const currency = given.items[0]?.price.currency ?? "usd";
  const subscription = world.objects.add<"subscription">({
    ...emptySubscription,
    id,
    object: "subscription",
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: anchor,
    billing_mode: { type: "flexible", flexible: { proration_discounts: "included" } },
    billing_schedules: [],
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    created: now,
    currency,
    customer: given.customer,
    default_payment_method: given.method,
    default_tax_rates: [],
    discounts: [],
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: { object: "list", data: [], has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    metadata: given.metadata,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    start_date: now,
    status: given.trialEnd === null ? "incomplete" : "trialing",
    test_clock: clockOf(world, given.customer),
    trial_end: given.trialEnd,
    trial_start: given.trialEnd === null ? null : now,
  });
  for (const item of given.items) subscription.items.data.push(newItem(subscription, item, now));
  return subscription;
}

/** An item whose first period begins at `start`. */
function newItem(
  subscription: Stripe.Subscription,
  given: SubscriptionItemGiven,
  start: number,
): Stripe.SubscriptionItem {
  return {
    id: drawId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: start,
    current_period_end: subscription.trial_end ?? nextBilling(subscription.billing_cycle_anchor, given.price, start),
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(given.price),
    price: given.price,
    quantity: given.quantity,
    subscription: subscription.id,
    tax_rates: [],
  };
}

/** The older form of a price, which still comes along. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: "plan",
    active: true,
    amount: price.unit_amount,
    amount_decimal: null,
    billing_scheme: "per_unit",
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: typeof price.product === "string" ? price.product : price.product.id,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}

/** The one item that a subscription of ours has. */
export function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const item = subscription.items.data[0];
  if (item === undefined) throw new Error(`Subscription ${subscription.id} has no item.`);
  return item;
}

const emptySubscription = {
  application: null,
  application_fee_percent: null,
  billing_cycle_anchor_config: null,
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_source: null,
  description: null,
  ended_at: null,
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
  trial_settings: null,
} satisfies Partial<Stripe.Subscription>;
