import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { priceOfItem } from "../objects/catalog.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { clockOf, nowFor, type World } from "../world.ts";
import { itemOf, planOf } from "./new-subscription.ts";
import { afterIntervals } from "./periods.ts";

/** POST /v1/subscription_schedules with `from_subscription`: takes over what the subscription is now. */
export function createSchedule(world: World, form: FormReader): Stripe.SubscriptionSchedule {
  const subscription = world.objects.get("subscription", form.required("from_subscription"), "from_subscription");
  form.end();
  if (idOf(subscription.schedule) !== null) {
    throw invalidRequest("You cannot migrate a subscription that is already attached to a schedule.");
  }
  if (subscription.status === "canceled") throw invalidRequest("The subscription is canceled.");
  const customer = idOf(subscription.customer) ?? "";
  const item = itemOf(subscription);
  const phase = newPhase(subscription, [{ price: item.price, quantity: item.quantity ?? 1 }], {
    start: item.current_period_start,
    end: item.current_period_end,
  });
  const schedule = world.objects.add<"subscription_schedule">({
    id: drawId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: { type: "flexible", flexible: { proration_discounts: "included" } },
    canceled_at: null,
    completed_at: null,
    created: nowFor(world, customer),
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: "release",
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: clockOf(world, customer),
  });
  subscription.schedule = schedule.id;
  world.events.emit("subscription_schedule.created", schedule, schedule.created);
  return schedule;
}

export function updateSchedule(world: World, id: string, form: FormReader): Stripe.SubscriptionSchedule {
  const schedule = activeSchedule(world, id);
  const subscription = world.objects.get("subscription", idOf(schedule.subscription) ?? "");
  const phases: Stripe.SubscriptionSchedule.Phase[] = [];
  for (const phase of form.children("phases")) {
    phases.push(readPhase(world, subscription, phase, phases.at(-1)?.end_date));
  }
  const metadata = form.metadata();
  form.choice("end_behavior", ["release"]);
  form.choice("proration_behavior", ["none", "create_prorations", "always_invoice"]);
  form.end();
  const current = itemOf(subscription);
  if (phases.length > 0 && phases[0]?.start_date !== current.current_period_start) {
    throw invalidRequest("The current phase's start_date can not be changed.", { param: "phases[0][start_date]" });
  }
  if (phases.length > 0) schedule.phases = phases;
  schedule.metadata = mergeMetadata(schedule.metadata ?? {}, metadata);
  world.events.emit("subscription_schedule.updated", schedule, nowFor(world, idOf(schedule.customer)), {});
  return schedule;
}

/** A phase begins where it says, or where the one before it ends; it ends where it says, or after its duration. */
function readPhase(
  world: World,
  subscription: Stripe.Subscription,
  form: FormReader,
  endBefore: number | undefined,
): Stripe.SubscriptionSchedule.Phase {
  const items = form.children("items").map((item) => {
    const price = priceOfItem(world, item);
    if (price === null) throw invalidRequest("Each phase item needs a price.", { param: "phases" });
    return { price, quantity: item.integer("quantity") ?? 1 };
  });
  const duration = form.child("duration");
  const start = form.integer("start_date") ?? endBefore;
  if (start === undefined) throw invalidRequest("The first phase needs a start_date.", { param: "phases" });
  const interval = duration?.choice("interval", ["day", "week", "month", "year"]);
  const count = duration?.integer("interval_count") ?? 1;
  const end = form.integer("end_date") ?? (interval === undefined ? undefined : afterIntervals(start, interval, count));
  if (end === undefined) throw invalidRequest("Each phase needs an end_date or a duration.", { param: "phases" });
  form.choice("proration_behavior", ["none", "create_prorations", "always_invoice"]);
  const phase = newPhase(subscription, items, { start, end });
  phase.metadata = mergeMetadata({}, form.metadata());
  return phase;
}

function newPhase(
  subscription: Stripe.Subscription,
  items: readonly { price: Stripe.Price; quantity: number }[],
  time: { start: number; end: number },
): Stripe.SubscriptionSchedule.Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: time.end,
    invoice_settings: null,
    items: items.map(({ price, quantity }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: price.id,
      price: price.id,
      quantity,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "none",
    start_date: time.start,
    transfer_data: null,
    trial_end: null,
  };
}

/** At the end of a period: what the schedule says comes next becomes the subscription's price. */
export function enterNextPhase(world: World, subscription: Stripe.Subscription): void {
  const id = idOf(subscription.schedule);
  if (id === null) return;
  const schedule = world.objects.get("subscription_schedule", id);
  const item = itemOf(subscription);
  const next = schedule.phases.find((phase) => phase.start_date === item.current_period_end);
  const given = next?.items[0];
  if (next === undefined || given === undefined) {
    releaseSchedule(world, id);
    return;
  }
  const price = world.objects.get("price", idOf(given.price) ?? "");
  if (price.recurring?.interval !== item.price.recurring?.interval) {
    subscription.billing_cycle_anchor = item.current_period_end;
  }
  item.price = price;
  item.plan = planOf(price);
  subscription.metadata = mergeMetadata(subscription.metadata, next.metadata ?? {});
  schedule.current_phase = { start_date: next.start_date, end_date: next.end_date };
}

export function releaseSchedule(world: World, id: string): Stripe.SubscriptionSchedule {
  const schedule = activeSchedule(world, id);
  const subscription = world.objects.get("subscription", idOf(schedule.subscription) ?? "");
  const now = nowFor(world, idOf(schedule.customer));
  schedule.status = "released";
  schedule.released_at = now;
  schedule.released_subscription = subscription.id;
  schedule.subscription = null;
  schedule.current_phase = null;
  subscription.schedule = null;
  world.events.emit("subscription_schedule.released", schedule, now);
  return schedule;
}

function activeSchedule(world: World, id: string): Stripe.SubscriptionSchedule {
  const schedule = world.objects.get("subscription_schedule", id, "schedule");
  if (schedule.status === "active" || schedule.status === "not_started") return schedule;
  throw invalidRequest(`The schedule is ${schedule.status} and can no longer be changed.`);
}
