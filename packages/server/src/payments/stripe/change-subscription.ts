import type Stripe from "stripe";
import { PaymentProviderError, type PlanPrice, type SubscriptionChange } from "../payment-provider.ts";
import type { PriceBook } from "./price-book.ts";
import { itemOf, planNowMarks, retrieveSubscription } from "./read-subscription.ts";
import { planMarks } from "./stripe-marks.ts";
import { idOf } from "./stripe-values.ts";

type Change = {
  readonly stripe: Stripe;
  readonly prices: PriceBook;
  readonly subscription: Stripe.Subscription;
  readonly key: string;
};

/**
 * Changes what a subscription is, or becomes. Nothing here makes Stripe invoice: prices change without proration, or at
 * the end of the paid period by a schedule. Each change begins with what is there, so that it can be sent again.
 * @throws PaymentProviderError `refused` when the subscription has ended
 */
export async function changeSubscription(stripe: Stripe, prices: PriceBook, input: SubscriptionChange): Promise<void> {
  const { change, key } = input;
  const subscription = await retrieveSubscription(stripe, input.subscription);
  const given = { stripe, prices, subscription, key };
  const isOver = subscription.status === "canceled" || subscription.status === "incomplete_expired";
  if (isOver && change.type === "end-now") return;
  if (isOver) throw new PaymentProviderError("refused", `Subscription ${subscription.id} has ended.`);
  switch (change.type) {
    case "switch":
      return await switchPrice(given, change);
    case "renew-as":
      return await renewAs(given, change);
    case "cancel-at-period-end":
      await releaseSchedule(given);
      return await setCancellation(given, true);
    case "resume":
      await releaseSchedule(given);
      return await setCancellation(given, false);
    case "end-now":
      await stripe.subscriptions.cancel(subscription.id, {}, { idempotencyKey: `${key}:end` });
  }
}

/**
 * The plan is paid for from now on. Stripe starts a new period, and charges it, when the interval changes: then only
 * our mark says the plan until the period ends, and the new price comes with the renewal.
 */
async function switchPrice(given: Change, price: PlanPrice): Promise<void> {
  const { stripe, prices, subscription, key } = given;
  const item = itemOf(subscription);
  const idempotencyKey = `${key}:switch`;
  if (item.price.recurring?.interval !== price.interval) {
    const metadata = planNowMarks(price.plan, item);
    await stripe.subscriptions.update(subscription.id, { metadata }, { idempotencyKey });
    return await renewAs(given, price);
  }
  await releaseSchedule(given);
  const id = await prices.ensure(price);
  if (item.price.id === id) return;
  const items = [{ id: item.id, price: id }];
  const metadata = { ...planMarks(price), dokly_now_plan: "", dokly_now_until: "" };
  await stripe.subscriptions.update(
    subscription.id,
    { items, metadata, proration_behavior: "none" },
    { idempotencyKey },
  );
}

/** Another price from the end of the paid period, by a schedule of two phases: what is now, and what comes then. */
async function renewAs(given: Change, price: PlanPrice): Promise<void> {
  const { stripe, prices, subscription, key } = given;
  const item = itemOf(subscription);
  const next = await prices.ensure(price);
  if (subscription.cancel_at_period_end) await setCancellation(given, false);
  if (next === item.price.id) return await releaseSchedule(given);
  const schedule =
    idOf(subscription.schedule) ??
    (
      await stripe.subscriptionSchedules.create(
        { from_subscription: subscription.id },
        { idempotencyKey: `${key}:schedule` },
      )
    ).id;
  const quantity = item.quantity ?? 1;
  const { current_period_start: start, current_period_end: end } = item;
  await stripe.subscriptionSchedules.update(
    schedule,
    {
      end_behavior: "release",
      proration_behavior: "none",
      phases: [
        { items: [{ price: item.price.id, quantity }], start_date: start, end_date: end, proration_behavior: "none" },
        {
          items: [{ price: next, quantity }],
          duration: { interval: price.interval, interval_count: 1 },
          proration_behavior: "none",
          metadata: planMarks(price),
        },
      ],
    },
    { idempotencyKey: `${key}:phases` },
  );
}

async function releaseSchedule({ stripe, subscription, key }: Change): Promise<void> {
  const schedule = idOf(subscription.schedule);
  if (schedule === null) return;
  await stripe.subscriptionSchedules.release(schedule, {}, { idempotencyKey: `${key}:release` });
}

async function setCancellation({ stripe, subscription, key }: Change, cancels: boolean): Promise<void> {
  if (subscription.cancel_at_period_end === cancels) return;
  await stripe.subscriptions.update(
    subscription.id,
    { cancel_at_period_end: cancels },
    { idempotencyKey: `${key}:${cancels ? "cancel" : "resume"}` },
  );
}
