import { type TopUpOrder, topUpOrder } from "@dokly/contract";
import type { Payments } from "../../src/payments/create-payments.ts";
import { deliverWebhooks } from "../../src/payments/sandbox/deliver-webhooks.ts";
import type { SandboxContext } from "../../src/payments/sandbox/sandbox-provider.ts";
import { payCheckout, type SandboxPaying } from "../../src/payments/sandbox/sandbox-till.ts";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";

/** A server on the sandbox, whose clock and webhooks the test drives. */
export type PaymentServer = {
  readonly server: TestServer;
  readonly payments: Payments;
  readonly sandbox: SandboxContext;
  readonly workspace: string;
  readonly base: string;
  readonly owner: Person;
  /** Sends what the sandbox has to send, and acts on it. */
  deliver(): Promise<void>;
  available(): Promise<number>;
  post(client: Client, path: string, json: object, key?: string): Promise<Response>;
  order(credits: number): Promise<TopUpOrder>;
  read(id: string): Promise<TopUpOrder>;
  close(): Promise<void>;
};

export const paying: SandboxPaying = { card: "works", delivery: "once", isSlow: false };

export async function startPaymentServer(
  options: NonNullable<Parameters<typeof startTestServer>[1]> = {},
  changes: NonNullable<Parameters<typeof startTestServer>[0]> = {},
): Promise<PaymentServer> {
  const server = await startTestServer(changes, options);
  const { payments, sandbox } = server.services;
  if (payments === null || sandbox === null) throw new Error("the test server has no sandbox");
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const base = `/api/v1/workspaces/${workspace}`;
  let keys = 0;
  const post = (client: Client, path: string, json: object, key = `key-${keys++}`) =>
    client.send("POST", `${base}${path}`, { json, headers: { "idempotency-key": key } });
  const orderOf = async (response: Response): Promise<TopUpOrder> => {
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(body));
    return topUpOrder.parse(body);
  };
  return {
    server,
    payments,
    sandbox,
    workspace,
    base,
    owner,
    deliver: async () => {
      await deliverWebhooks(sandbox, payments);
      await payments.handleEvents();
    },
    available: async () => Number((await server.services.credits.getBalance({ workspace })).available),
    post,
    order: async (credits) => await orderOf(await post(owner, "/top-ups", { credits, returnTo: "/w/x" })),
    read: async (id) => await orderOf(await owner.send("GET", `${base}/top-ups/${id}`)),
    close: () => server.close(),
  };
}

/** The sandbox's id in an address of its page. */
export function checkoutIdOf(order: Pick<TopUpOrder, "checkoutUrl">): string {
  return order.checkoutUrl?.split("/").at(-1) ?? "";
}

/** Pays an order at the sandbox. */
export async function pay(
  sandbox: SandboxContext,
  order: Pick<TopUpOrder, "checkoutUrl">,
  how: Partial<SandboxPaying> = {},
): Promise<string> {
  const paid = await payCheckout(sandbox, checkoutIdOf(order), { ...paying, ...how });
  if (paid?.made === null || paid === null) throw new Error("nothing was paid");
  return paid.made.id;
}
