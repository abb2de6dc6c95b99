import { endOrder } from "./apply-payment.ts";
import type { Order } from "./order-rows.ts";
import type { PaidObjectRef } from "./paid-object.ts";
import type { PaymentDependencies } from "./payment-dependencies.ts";

/**
 * Asks the provider what became of an order that is not over, so that nobody has to wait for a webhook: a person who
 * comes back from the checkout, or the recovery. Returns it as it is then.
 */
export async function refreshOrder(
  deps: PaymentDependencies & { apply(ref: PaidObjectRef): Promise<void> },
  order: Order,
): Promise<Order> {
  if (order.state !== "open" && order.state !== "processing") return order;
  const made = order.made ?? (await madeAtCheckout(deps, order));
  if (made !== null) {
    await deps.apply(made);
    // A subscription grants by its first invoice.
    if (made.kind === "subscription") await applyInvoices(deps, made.id);
  }
  return (await deps.orders.findById(order.id)) ?? order;
}

async function madeAtCheckout(deps: PaymentDependencies, order: Order): Promise<PaidObjectRef | null> {
  if (order.checkoutId === null) return null;
  const checkout = await deps.provider.fetchCheckout(order.checkoutId);
  if (checkout === null) return null;
  if (checkout.made !== null) {
    await deps.orders.setMade(order.id, checkout.made);
    return checkout.made;
  }
  if (checkout.state === "expired") await endOrder(deps, order, { state: "cancelled", failure: null });
  return null;
}

async function applyInvoices(
  deps: PaymentDependencies & { apply(ref: PaidObjectRef): Promise<void> },
  id: string,
): Promise<void> {
  const subscription = await deps.provider.fetch({ kind: "subscription", id });
  if (subscription?.kind !== "subscription") return;
  const invoices = await deps.provider.listInvoices({ customer: subscription.customer, limit: 10 });
  for (const invoice of invoices.toReversed()) {
    if (invoice.subscription === id && invoice.state === "paid") await deps.apply({ kind: "invoice", id: invoice.id });
  }
}
