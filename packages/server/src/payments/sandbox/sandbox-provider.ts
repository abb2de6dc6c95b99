import type { Invoice, PaidObject, Payment } from "../paid-object.ts";
import {
  type Checkout,
  type PaymentProvider,
  PaymentProviderError,
  type SubscriptionChange,
} from "../payment-provider.ts";
import { behaviourOf, type SandboxCheckout, type SandboxPayment, type SandboxSubscription } from "./sandbox-objects.ts";
import type { SandboxStore } from "./sandbox-store.ts";
import { invoiceOf, renewSubscription } from "./sandbox-subscriptions.ts";
import { readSandboxWebhook } from "./sandbox-webhooks.ts";

const checkoutLivesMs = 24 * 3_600_000;
const listMax = 1_000;

export type SandboxContext = {
  readonly store: SandboxStore;
  readonly now: () => Date;
  readonly publicUrl: string;
  /** Signs its webhooks. */
  readonly secret: string;
};

/**
 * The payment provider of a Dokly without a key: no money moves, its state is in our tables, its pages are ours. It
 * stands behind the same interface as Stripe, and its webhooks take the same way.
 */
export function createSandboxProvider(context: SandboxContext): PaymentProvider {
  const { store, now, publicUrl, secret } = context;

  async function begin(
    checkout: Pick<SandboxCheckout, "buys" | "workspace" | "order" | "customer" | "successUrl" | "cancelUrl"> &
      Pick<SandboxCheckout, "description" | "amountCents" | "currency" | "price"> & { key: string },
  ): Promise<Checkout> {
    const { key, ...given } = checkout;
    const createdAt = now();
    const { id, expiresAt } = await store.insert({
      ...given,
      kind: "checkout",
      id: store.idOf("cs", key),
      state: "open",
      made: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + checkoutLivesMs),
      notice: null,
    });
    return { id, url: `${publicUrl}/sandbox-checkout/${id}`, expiresAt };
  }

  return {
    name: "sandbox",
    createCustomer: async ({ workspace, name, email, key }) =>
      (await store.insert({ kind: "customer", id: store.idOf("cus", key), workspace, name, email })).id,
    checkOutTopUp: ({ credits: _credits, ...input }) => begin({ ...input, buys: "top-up", price: null }),
    checkOutSubscription: ({ plan, interval, priceCents, currency, ...input }) =>
      begin({
        ...input,
        buys: "subscription",
        description: `Plan ${plan}, each ${interval}`,
        amountCents: priceCents,
        currency,
        price: { plan, interval, priceCents, currency },
      }),
    checkOutCard: (input) =>
      begin({
        ...input,
        buys: "card",
        description: "Save a card for automatic top-ups",
        amountCents: 0n,
        currency: "usd",
        price: null,
      }),
    async fetchCheckout(id) {
      const found = await store.find("checkout", id);
      if (found === null) return null;
      const isPast = found.state === "open" && found.expiresAt <= now();
      return { id, state: isPast ? "expired" : found.state, made: found.made };
    },
    expireCheckout: async (id) => {
      await store.change("checkout", id, (one) => (one.state === "open" ? { ...one, state: "expired" } : one));
    },
    chargeSavedCard: (input) => chargeCard(context, input),
    removeCard: async () => undefined,
    invoiceUpgrade: (input) => invoiceUpgrade(context, input),
    voidInvoice: async (id) => {
      await store.change("invoice", id, (one) => (one.state === "open" ? { ...one, state: "void" } : one));
    },
    changeSubscription: (input) => changeSubscription(context, input),
    openPortal: async ({ customer, returnUrl }) => {
      const back = encodeURIComponent(returnUrl);
      return { url: `${publicUrl}/sandbox-portal/${customer}?back=${back}` };
    },
    listInvoices: ({ customer, limit }) => store.list("invoice", { customer, limit }),
    readWebhook: (webhook) => readSandboxWebhook(webhook, secret),
    fetch: ({ kind, id }) => fetchObject(context, kind, id),
    list: ({ since }) => listObjects(context, since),
  };
}

async function fetchObject(context: SandboxContext, kind: PaidObject["kind"], id: string): Promise<PaidObject | null> {
  if (kind === "payment") return await fetchPayment(context, id);
  if (kind === "subscription") return await renewSubscription(context, id);
  return await context.store.find(kind, id);
}

/** A slow payment is paid from its instant on, whether or not a webhook said so. */
async function fetchPayment({ store, now }: SandboxContext, id: string): Promise<Payment | null> {
  return await store.change("payment", id, (payment) => {
    const isSettled = payment.state === "processing" && payment.settlesAt !== null && payment.settlesAt <= now();
    return isSettled ? { ...payment, state: "paid", settlesAt: null } : payment;
  });
}

async function* listObjects(context: SandboxContext, since: Date): AsyncGenerator<PaidObject> {
  for (const { id } of await context.store.list("payment", { since, limit: listMax })) {
    const payment = await fetchPayment(context, id);
    if (payment !== null) yield payment;
  }
  yield* await context.store.list("invoice", { since, limit: listMax });
  // Those made long ago renew and end today.
  for (const { id } of await context.store.list("subscription", { limit: listMax })) {
    const subscription = await renewSubscription(context, id);
    if (subscription !== null) yield subscription;
  }
}

async function chargeCard(
  { store, now }: SandboxContext,
  input: Parameters<PaymentProvider["chargeSavedCard"]>[0],
): Promise<Payment> {
  const behaviour = behaviourOf(input.card);
  const id = store.idOf("pi", input.key);
  const failure = { code: "card_declined", message: "The card was declined." };
  const asks = { code: "authentication_required", message: "The bank asks to see the card holder." };
  const state = ({ works: "paid", "declined-later": "failed", "asks-later": "action-required" } as const)[behaviour];
  const payment = await store.insert({
    kind: "payment",
    id,
    customer: input.customer,
    workspace: input.workspace,
    order: input.order,
    state,
    amountCents: input.amountCents,
    currency: input.currency,
    createdAt: now(),
    failure: state === "paid" ? null : state === "failed" ? failure : asks,
    receiptUrl: null,
    refundedCents: 0n,
    disputes: [],
    settlesAt: null,
  } satisfies SandboxPayment);
  await store.announce(`payment.${state}`, [{ kind: "payment", id }], { key: `${state} ${id}` });
  return payment;
}

async function invoiceUpgrade(
  context: SandboxContext,
  input: Parameters<PaymentProvider["invoiceUpgrade"]>[0],
): Promise<Invoice> {
  const { store } = context;
  const subscription = await currentSubscription(context, input.subscription);
  const { plan, interval, amountCents, currency, order, key } = input;
  const invoice = invoiceOf(context, {
    key,
    subscription,
    reason: "upgrade",
    price: { plan, interval, priceCents: amountCents, currency },
    amountCents,
    period: subscription.period,
    order,
    isPaid: subscription.card.behaviour === "works",
  });
  const stored = await store.insert(invoice);
  const type = stored.state === "paid" ? "invoice.paid" : "invoice.payment_failed";
  await store.announce(type, [{ kind: "invoice", id: stored.id }], { key: `${type} ${stored.id}` });
  return stored;
}

async function changeSubscription(
  context: SandboxContext,
  { subscription, change }: SubscriptionChange,
): Promise<SandboxSubscription> {
  const { store } = context;
  await currentSubscription(context, subscription);
  const changed = await store.change("subscription", subscription, (one) => changeOf(one, change));
  if (changed === null) throw new PaymentProviderError("not-found", `There is no subscription ${subscription}.`);
  const about = [{ kind: "subscription", id: subscription }] as const;
  await store.announce("subscription.changed", about, { key: `changed ${subscription} ${context.now().getTime()}` });
  return changed;
}

function changeOf(one: SandboxSubscription, change: SubscriptionChange["change"]): SandboxSubscription {
  if (one.status === "ended") return one;
  if (change.type === "cancel-at-period-end") {
    return { ...one, cancelAt: one.period.end, renewsAs: null, next: null };
  }
  if (change.type === "resume") return { ...one, cancelAt: null, renewsAs: null, next: null };
  if (change.type === "end-now") return { ...one, status: "ended", renewsAs: null, next: null };
  const { type, ...price } = change;
  if (type === "switch") return { ...one, ...price, renewsAs: null, next: null };
  const { plan, interval } = price;
  return { ...one, cancelAt: null, renewsAs: { plan, interval }, next: price };
}

async function currentSubscription(context: SandboxContext, id: string): Promise<SandboxSubscription> {
  const found = await renewSubscription(context, id);
  if (found === null) throw new PaymentProviderError("not-found", `There is no subscription ${id}.`);
  return found;
}
