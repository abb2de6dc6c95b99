import type { Invoice, PaidObjectRef } from "../paid-object.ts";
import type { CardBehaviour, SandboxCheckout, SandboxPayment, SandboxSubscription } from "./sandbox-objects.ts";
import { sandboxCard } from "./sandbox-objects.ts";
import type { SandboxContext } from "./sandbox-provider.ts";
import type { Delivery } from "./sandbox-store.ts";
import { invoiceOf, periodEndOf } from "./sandbox-subscriptions.ts";

/** How long a slow payment takes. */
const slowMs = 10_000;

/** How somebody pays at the sandbox. */
export type SandboxPaying = {
  readonly card: CardBehaviour;
  readonly delivery: Delivery;
  /** By a method whose money comes a while later. */
  readonly isSlow: boolean;
};

/** Pays a checkout, once; returns it as it is then, null where there is none. */
export async function payCheckout(
  context: SandboxContext,
  id: string,
  paying: SandboxPaying,
): Promise<SandboxCheckout | null> {
  const { store, now } = context;
  const found = await store.find("checkout", id);
  if (found === null || found.state !== "open" || found.expiresAt <= now()) return found;
  const made = await makeBought(context, found, paying);
  const [first] = made;
  const paid = await store.change("checkout", id, (one) => ({ ...one, state: "complete", made: first ?? null }));
  await store.announce("checkout.complete", made, { key: `complete ${id}`, delivery: paying.delivery });
  return paid;
}

/** What was bought, under ids that come from the checkout's: two clicks at once make it once. */
async function makeBought(
  context: SandboxContext,
  checkout: SandboxCheckout,
  paying: SandboxPaying,
): Promise<readonly PaidObjectRef[]> {
  const { store, now } = context;
  const { customer, workspace, order, amountCents, currency } = checkout;
  const marks = { customer, workspace, order, createdAt: now() };
  if (checkout.buys === "card") {
    const id = store.idOf("seti", checkout.id);
    const card = sandboxCard(id.slice(-8), paying.card);
    await store.insert({ kind: "card-setup", id, ...marks, state: "saved", card, behaviour: paying.card });
    return [{ kind: "card-setup", id }];
  }
  if (checkout.buys === "top-up" || checkout.price === null) {
    const id = store.idOf("pi", checkout.id);
    const payment: SandboxPayment = {
      kind: "payment",
      id,
      ...marks,
      state: paying.isSlow ? "processing" : "paid",
      amountCents,
      currency,
      failure: null,
      receiptUrl: null,
      refundedCents: 0n,
      disputes: [],
      settlesAt: paying.isSlow ? new Date(now().getTime() + slowMs) : null,
    };
    await store.insert(payment);
    return [{ kind: "payment", id }];
  }
  return await startSubscription(context, checkout, checkout.price, paying);
}

async function startSubscription(
  context: SandboxContext,
  { id: checkout, customer, workspace, order }: SandboxCheckout,
  price: NonNullable<SandboxCheckout["price"]>,
  { card }: SandboxPaying,
): Promise<readonly PaidObjectRef[]> {
  const { store, now } = context;
  const anchor = now();
  const period = { start: anchor, end: periodEndOf(anchor, anchor, price.interval) };
  const id = store.idOf("sub", checkout);
  const subscription: SandboxSubscription = {
    kind: "subscription",
    id,
    customer,
    workspace,
    order,
    ...price,
    status: "active",
    anchor,
    period,
    cancelAt: null,
    renewsAs: null,
    next: null,
    createdAt: anchor,
    card: sandboxCard(id.slice(-8), card),
  };
  const stored = await store.insert(subscription);
  const invoice = await store.insert(
    invoiceOf(context, {
      key: `start ${id}`,
      subscription: stored,
      reason: "start",
      price,
      amountCents: price.priceCents,
      period: stored.period,
      order,
      isPaid: true,
    }),
  );
  return [
    { kind: "subscription", id },
    { kind: "invoice", id: invoice.id },
  ];
}

/** The card is declined: the page says so, and another one can be tried. */
export async function declineCheckout({ store }: SandboxContext, id: string): Promise<SandboxCheckout | null> {
  return await store.change("checkout", id, (one) =>
    one.state === "open" ? { ...one, notice: "The card was declined. Nothing was charged." } : one,
  );
}

/** The person goes back without paying: this checkout is over. */
export async function cancelCheckout({ store }: SandboxContext, id: string): Promise<SandboxCheckout | null> {
  return await store.change("checkout", id, (one) => (one.state === "open" ? { ...one, state: "expired" } : one));
}

/** Pays an open invoice by hand: a renewal whose card failed, or an upgrade. */
export async function payInvoice(
  { store }: SandboxContext,
  id: string,
  { card, delivery }: SandboxPaying,
): Promise<Invoice | null> {
  const paid = await store.change("invoice", id, (one) =>
    one.state === "open" ? { ...one, state: "paid", failure: null } : one,
  );
  if (paid === null || paid.state !== "paid") return paid;
  const { subscription } = paid;
  if (subscription !== null && paid.reason === "renewal") {
    await store.change("subscription", subscription, (one) => ({
      ...one,
      status: one.status === "ended" ? "ended" : "active",
      card: sandboxCard(one.id.slice(-8), card),
    }));
  }
  await store.announce("invoice.paid", [{ kind: "invoice", id }], { key: `paid by hand ${id}`, delivery });
  return paid;
}
