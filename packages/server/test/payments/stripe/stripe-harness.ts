import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { type StripeTestServer, startStripeTestServer } from "../../../../../test-servers/stripe/server.ts";
import type { Invoice, Payment, Subscription } from "../../../src/payments/paid-object.ts";
import type { PaymentProvider, WebhookEvent } from "../../../src/payments/payment-provider.ts";
import { createStripeProvider } from "../../../src/payments/stripe/stripe-provider.ts";

export type StripeHarness = {
  readonly server: StripeTestServer;
  readonly provider: PaymentProvider;
  /** The official SDK, as an operator's own program. */
  readonly sdk: Stripe;
  /** Everything that was logged, as JSON. */
  readonly logged: string[];
  /** A new customer of a new workspace. */
  customer(): Promise<{ readonly workspace: string; readonly customer: string }>;
  close(): Promise<void>;
};

let number = 0;

/** A name that no other test uses. */
export function unique(prefix: string): string {
  number += 1;
  return `${prefix}_${number}`;
}

export async function startStripe(): Promise<StripeHarness> {
  const server = await startStripeTestServer();
  const { hostname, port } = new URL(server.url);
  const sdk = new Stripe(server.secretKey, { host: hostname, port, protocol: "http", telemetry: false });
  const logged: string[] = [];
  const provider = createStripeProvider({
    secretKey: server.secretKey,
    webhookSecret: server.webhookSecret,
    apiUrl: server.url,
    logger: { warn: (details, message) => void logged.push(JSON.stringify({ ...details, message })) },
  });
  return {
    server,
    provider,
    sdk,
    logged,
    customer: async () => {
      const workspace = unique("ws");
      const input = { workspace, name: "Acme Docs", email: "owner@example.com", key: `customer:${workspace}` };
      return { workspace, customer: await provider.createCustomer(input) };
    },
    close: () => server.close(),
  };
}

const urls = { successUrl: "https://docs.example.com/done", cancelUrl: "https://docs.example.com/back" };

/** A checkout over 500 credits for $5 that nobody has paid yet. */
export async function beginTopUp({ provider, customer }: StripeHarness) {
  const owner = await customer();
  const order = unique("top");
  const checkout = await provider.checkOutTopUp({
    ...owner,
    ...urls,
    order,
    key: order,
    credits: 500n,
    amountCents: 500n,
    currency: "usd",
    description: "500 credits",
  });
  return { ...owner, order, checkout };
}

/** A top-up that was paid at the page. */
export async function payTopUp(harness: StripeHarness) {
  const begun = await beginTopUp(harness);
  harness.server.pay(begun.checkout.id);
  const made = (await harness.provider.fetchCheckout(begun.checkout.id))?.made;
  if (made?.kind !== "payment") throw new Error("The checkout made no payment.");
  return { ...begun, payment: made.id };
}

export const starterMonth = { plan: "starter", interval: "month", priceCents: 1_900n, currency: "usd" } as const;
export const proMonth = { plan: "pro", interval: "month", priceCents: 7_900n, currency: "usd" } as const;
export const proYear = { plan: "pro", interval: "year", priceCents: 79_000n, currency: "usd" } as const;

/** A subscription that a person began at the page. */
export async function subscribe(harness: StripeHarness, price: typeof starterMonth | typeof proMonth = starterMonth) {
  const { provider, server, customer } = harness;
  const owner = await customer();
  const order = unique("ord");
  const checkout = await provider.checkOutSubscription({ ...owner, ...urls, ...price, order, key: order });
  server.pay(checkout.id);
  const made = (await provider.fetchCheckout(checkout.id))?.made;
  if (made?.kind !== "subscription") throw new Error("The checkout made no subscription.");
  return { ...owner, order, subscription: made.id };
}

/** A card that was saved at the page. */
export async function saveCard(harness: StripeHarness, behaviour: "succeeds" | "needs-action-once" = "succeeds") {
  const { provider, server, customer } = harness;
  const owner = await customer();
  const order = unique("ord");
  const checkout = await provider.checkOutCard({ ...owner, ...urls, order, key: order });
  server.pay(checkout.id, behaviour);
  const made = (await provider.fetchCheckout(checkout.id))?.made;
  const setup = made === null || made === undefined ? null : await provider.fetch(made);
  if (setup?.kind !== "card-setup" || setup.card === null) throw new Error("The checkout saved no card.");
  return { ...owner, order, setup, card: setup.card.id };
}

export async function paymentOf(provider: PaymentProvider, id: string): Promise<Payment> {
  const found = await provider.fetch({ kind: "payment", id });
  if (found?.kind !== "payment") throw new Error(`There is no payment ${id}.`);
  return found;
}

export async function invoiceOf(provider: PaymentProvider, id: string): Promise<Invoice> {
  const found = await provider.fetch({ kind: "invoice", id });
  if (found?.kind !== "invoice") throw new Error(`There is no invoice ${id}.`);
  return found;
}

export async function subscriptionOf(provider: PaymentProvider, id: string): Promise<Subscription> {
  const found = await provider.fetch({ kind: "subscription", id });
  if (found?.kind !== "subscription") throw new Error(`There is no subscription ${id}.`);
  return found;
}

/** Where webhooks arrive: each is read by the provider, or refused. */
export async function receiveWebhooks({ provider, server }: StripeHarness) {
  const events: WebhookEvent[] = [];
  const refused: string[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      events.push(await provider.readWebhook({ body: Buffer.concat(chunks), headers }));
      response.writeHead(200).end();
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
      response.writeHead(400).end();
    }
  };
  const receiver = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  server.webhooks.deliverTo(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/stripe`);
  return {
    events,
    refused,
    close: async () => {
      server.webhooks.deliverTo(null);
      await server.webhooks.settled();
      receiver.closeAllConnections();
      await new Promise<void>((resolve) => receiver.close(() => resolve()));
    },
  };
}
