import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import type { InvoiceLine, World } from "../world.ts";
import { addInvoice } from "./new-invoice.ts";

export function invoiceSubscription(
  world: World,
  subscription: Stripe.Subscription,
  reason: "subscription_create" | "subscription_cycle" | "subscription_update",
  lines: readonly InvoiceLine[],
  period: { readonly start: number; readonly end: number },
): Stripe.Invoice {
  const customer = idOf(subscription.customer) ?? "";
  const waiting = world.prorations.get(subscription.id) ?? [];
  world.prorations.delete(subscription.id);
  const { currency } = subscription;
  const invoice = addInvoice(world, {
    customer,
    currency,
    reason,
    subscription,
    lines: [...lines, ...waiting],
    period,
  });
  subscription.latest_invoice = invoice.id;
  return invoice;
}

export function amountOf(item: Stripe.SubscriptionItem): number {
  return (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
}

export function describe(world: World, item: Stripe.SubscriptionItem): string {
  const product = world.objects.find("product", idOf(item.price.product) ?? "");
  const every = item.price.recurring?.interval ?? "month";
  return `${item.quantity ?? 1} × ${product?.name ?? "Product"} (at ${amountOf(item) / 100} / ${every})`;
}
