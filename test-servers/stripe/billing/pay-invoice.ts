import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import type { World } from "../world.ts";
import { endPendingUpdate } from "./change-price.ts";
import { collectInvoice } from "./collect-invoice.ts";
import { refreshOf } from "./subscription-status.ts";

/** Charges an open invoice, on a person's or a program's behalf, and lets the subscription follow. */
export function payInvoice(world: World, invoice: Stripe.Invoice, method?: string): ReturnType<typeof collectInvoice> {
  if (invoice.status !== "open") throw invalidRequest("This invoice can no longer be paid.");
  const outcome = collectInvoice(world, invoice, method);
  followInvoice(world, invoice);
  return outcome;
}

/** What waited for an invoice goes on, once it is paid. */
export function followInvoice(world: World, invoice: Stripe.Invoice): void {
  refreshOf(world, invoice);
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  const subscription = id === null ? null : world.objects.find("subscription", id);
  const isAwaited = subscription !== null && subscription.pending_update !== null;
  if (isAwaited && invoice.status === "paid" && invoice.billing_reason === "subscription_update") {
    endPendingUpdate(world, subscription, true);
  }
}
