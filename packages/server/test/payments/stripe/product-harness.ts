import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Billing, billing, type PlanChange, planChange, type TopUpOrder, topUpOrder } from "@dokly/contract";
import { type StripeTestServer, startStripeTestServer } from "../../../../../test-servers/stripe/server.ts";
import type { Payments } from "../../../src/payments/create-payments.ts";
import { type Person, startTestServer, type TestServer } from "../../server-harness.ts";

/** The whole product over the Stripe stand-in, both at one time that the test moves. */
export type StripeProduct = {
  readonly server: TestServer;
  readonly stripe: StripeTestServer;
  readonly payments: Payments;
  readonly workspace: string;
  readonly base: string;
  readonly owner: Person;
  /** Lets Stripe's webhooks arrive, and acts on them. */
  settle(): Promise<void>;
  /** Lets time pass at Stripe and here, and then settles. */
  goTo(instant: Date): Promise<void>;
  balance(): ReturnType<TestServer["services"]["credits"]["getBalance"]>;
  order(credits: number): Promise<TopUpOrder>;
  readOrder(id: string): Promise<TopUpOrder>;
  changePlan(plan: string): Promise<PlanChange>;
  readBilling(): Promise<Billing>;
  ask(method: string, path: string, json?: object): Promise<unknown>;
  close(): Promise<void>;
};

export async function startStripeProduct(): Promise<StripeProduct> {
  const stripe = await startStripeTestServer();
  const { secretKey, webhookSecret, url: apiUrl } = stripe;
  let last = 0;
  const now = () => {
    last = Math.max(last + 1, stripe.now() * 1_000);
    return new Date(last);
  };
  const server = await startTestServer({ payments: { type: "stripe", secretKey, webhookSecret, apiUrl } }, { now });
  const { payments } = server.services;
  if (payments === null) throw new Error("The test server takes no payments.");
  const gate = await openGate(server);
  stripe.webhooks.deliverTo(`${gate.url}/api/v1/webhooks/stripe`);
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const base = `/api/v1/workspaces/${workspace}`;
  let keys = 0;
  const ask = async (method: string, path: string, json?: object): Promise<unknown> => {
    const headers = { "idempotency-key": `key-${keys++}` };
    const response = await owner.send(method, `${base}${path}`, json === undefined ? {} : { json, headers });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body;
  };
  const settle = async () => {
    await stripe.webhooks.settled();
    await payments.handleEvents();
  };
  return {
    server,
    stripe,
    payments,
    workspace,
    base,
    owner,
    settle,
    goTo: async (instant) => {
      stripe.advanceTo(Math.ceil(instant.getTime() / 1_000));
      await settle();
    },
    balance: () => server.services.credits.getBalance({ workspace }),
    order: async (credits) => topUpOrder.parse(await ask("POST", "/top-ups", { credits, returnTo: "/w/x" })),
    readOrder: async (id) => topUpOrder.parse(await ask("GET", `/top-ups/${id}`)),
    changePlan: async (plan) => planChange.parse(await ask("PUT", "/billing/plan", { plan, returnTo: "/w/x" })),
    readBilling: async () => billing.parse(await ask("GET", "/billing")),
    ask,
    close: async () => {
      await stripe.close();
      await gate.close();
      await server.close();
    },
  };
}

/** The session's id in the address of its page. */
export function sessionOf(found: { readonly checkoutUrl: string | null }): string {
  return found.checkoutUrl?.split("/").at(-1) ?? "";
}

/** A port through which webhooks reach the application, which otherwise runs in memory. */
async function openGate({ app }: TestServer): Promise<{ readonly url: string; close(): Promise<void> }> {
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const reply = await app.request(request.url ?? "/", { method: "POST", headers, body: Buffer.concat(chunks) });
    response.writeHead(reply.status).end(Buffer.from(await reply.arrayBuffer()));
  };
  const gate = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    close: async () => {
      gate.closeAllConnections();
      await new Promise<void>((resolve) => gate.close(() => resolve()));
    },
  };
}
