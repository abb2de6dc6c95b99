import type Stripe from "stripe";
import type { InvoiceLine, World } from "../world.ts";
import { collectInvoice, finalizeInvoice } from "./collect-invoice.ts";
import { addSubscription, itemOf, type NewSubscription } from "./new-subscription.ts";
import { amountOf, describe, invoiceSubscription } from "./subscription-invoice.ts";
import { refreshStatus } from "./subscription-status.ts";

/** Begins a subscription: its first invoice is charged at once, unless a trial comes first. */
export function startSubscription(
  world: World,
  given: NewSubscription,
  collects = true,
): { readonly subscription: Stripe.Subscription; readonly invoice: Stripe.Invoice } {
  const subscription = addSubscription(world, given);
  const item = itemOf(subscription);
  const period = { start: item.current_period_start, end: item.current_period_end };
  const lines: InvoiceLine[] = [
    {
      amount: given.trialEnd === null ? amountOf(item) : 0,
      description: given.trialEnd === null ? describe(world, item) : `Trial period for ${describe(world, item)}`,
      period,
      price: item.price,
      item: item.id,
    },
  ];
  world.events.emit("customer.subscription.created", subscription, subscription.created);
  const invoice = invoiceSubscription(world, subscription, "subscription_create", lines, period);
  finalizeInvoice(world, invoice);
  if (invoice.amount_due > 0 && collects) collectInvoice(world, invoice);
  refreshStatus(world, subscription);
  return { subscription, invoice };
}
