import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { priceOfItem } from "../objects/catalog.ts";
import { attachCard } from "../objects/saved-cards.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { changePrice, type PriceChange } from "./change-price.ts";
import { itemOf, type SubscriptionItemGiven } from "./new-subscription.ts";
import { chargeRenewal, renew } from "./renewals.ts";
import { startSubscription } from "./start-subscription.ts";
import { endSubscription, tellUpdate } from "./subscription-status.ts";

const prorations = ["none", "create_prorations", "always_invoice"] as const;
const behaviours = ["allow_incomplete", "pending_if_incomplete", "error_if_incomplete", "default_incomplete"] as const;

export function createSubscription(world: World, form: FormReader): Stripe.Subscription {
  const customer = form.required("customer");
  const items = readItems(world, form);
  const method = form.text("default_payment_method") ?? null;
  const trialEnd = form.integer("trial_end") ?? null;
  const anchor = form.integer("billing_cycle_anchor");
  const metadata = mergeMetadata({}, form.metadata());
  const behaviour = form.choice("payment_behavior", behaviours);
  form.choice("proration_behavior", prorations);
  form.flag("off_session");
  form.end();
  world.objects.get("customer", customer, "customer");
  if (method !== null) attachCard(world, method, customer);
  const given = { customer, items, metadata, method, trialEnd, ...(anchor === undefined ? {} : { anchor }) };
  return startSubscription(world, given, behaviour !== "default_incomplete").subscription;
}

function readItems(world: World, form: FormReader): SubscriptionItemGiven[] {
  const items = form.children("items").map((item) => {
    const price = priceOfItem(world, item);
    if (price?.recurring === null || price === null) {
      throw invalidRequest(
        "The price specified is set to `type=one_time` but this field only accepts recurring prices.",
        {
          param: "items[0][price]",
        },
      );
    }
    return { price, quantity: item.integer("quantity") ?? 1 };
  });
  if (items.length !== 1) throw invalidRequest("This server keeps subscriptions of one item.", { param: "items" });
  return items;
}

export function updateSubscription(world: World, id: string, form: FormReader): Stripe.Subscription {
  const subscription = runningSubscription(world, id);
  const change = readChange(world, subscription, form);
  const given = {
    cancels: form.flag("cancel_at_period_end"),
    metadata: form.metadata(),
    method: form.text("default_payment_method"),
    trialEnd: form.text("trial_end"),
    pause: form.child("pause_collection"),
    pauseText: form.text("pause_collection"),
  };
  const pauses = given.pause?.choice("behavior", ["keep_as_draft", "mark_uncollectible", "void"]);
  form.flag("off_session");
  form.end();
  if (given.cancels !== undefined && idOf(subscription.schedule) !== null) {
    throw invalidRequest(
      `The subscription is managed by the subscription schedule \`${idOf(subscription.schedule)}\`, and updating any cancelation behavior directly is not allowed.`,
      { param: "cancel_at_period_end" },
    );
  }
  if (given.method !== undefined && given.method !== "") {
    subscription.default_payment_method = attachCard(world, given.method, idOf(subscription.customer) ?? "").id;
  }
  subscription.metadata = mergeMetadata(subscription.metadata, given.metadata);
  if (pauses !== undefined) subscription.pause_collection = { behavior: pauses, resumes_at: null };
  else if (given.pauseText === "") subscription.pause_collection = null;
  if (given.cancels !== undefined) setCancellation(world, subscription, given.cancels);
  if (given.trialEnd === "now" && subscription.status === "trialing") endTrial(world, subscription);
  if (change === null) tellUpdate(world, subscription, {});
  else changePrice(world, subscription, change);
  return subscription;
}

function readChange(world: World, subscription: Stripe.Subscription, form: FormReader): PriceChange | null {
  const proration = form.choice("proration_behavior", prorations) ?? "create_prorations";
  const prorationDate = form.integer("proration_date") ?? null;
  const payment = form.choice("payment_behavior", behaviours) ?? "allow_incomplete";
  const isAnchorReset = form.child("billing_cycle_anchor")?.choice("type", ["now", "unchanged"]) === "now";
  const items = form.children("items");
  const current = itemOf(subscription);
  const item = items[0];
  if (item === undefined) {
    return isAnchorReset
      ? { price: current.price, quantity: current.quantity ?? 1, proration, prorationDate, payment, isAnchorReset }
      : null;
  }
  if (items.length > 1) throw invalidRequest("This server keeps subscriptions of one item.", { param: "items" });
  if (item.text("id") !== current.id) {
    throw invalidRequest(`No such subscription item: '${item.text("id") ?? ""}'`, {
      param: "items[0][id]",
      code: "resource_missing",
    });
  }
  const price = priceOfItem(world, item) ?? current.price;
  const quantity = item.integer("quantity") ?? current.quantity ?? 1;
  return { price, quantity, proration, prorationDate, payment, isAnchorReset };
}

function setCancellation(world: World, subscription: Stripe.Subscription, cancels: boolean): void {
  subscription.cancel_at_period_end = cancels;
  subscription.cancel_at = cancels ? itemOf(subscription).current_period_end : null;
  subscription.canceled_at = cancels ? nowFor(world, idOf(subscription.customer)) : null;
  if (subscription.cancellation_details !== null) {
    subscription.cancellation_details.reason = cancels ? "cancellation_requested" : null;
  }
}

function endTrial(world: World, subscription: Stripe.Subscription): void {
  const now = nowFor(world, idOf(subscription.customer));
  subscription.trial_end = now;
  subscription.billing_cycle_anchor = now;
  itemOf(subscription).current_period_end = now;
  renew(world, subscription);
  const invoice = world.objects.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice !== null) chargeRenewal(world, invoice);
}

export function cancelSubscription(world: World, id: string, form: FormReader): Stripe.Subscription {
  const subscription = runningSubscription(world, id);
  form.flag("invoice_now");
  form.flag("prorate");
  form.end();
  endSubscription(world, subscription);
  return subscription;
}

function runningSubscription(world: World, id: string): Stripe.Subscription {
  const subscription = world.objects.get("subscription", id);
  if (subscription.status !== "canceled" && subscription.status !== "incomplete_expired") return subscription;
  throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.");
}
