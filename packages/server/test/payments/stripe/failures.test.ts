import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStripeProvider } from "../../../src/payments/stripe/stripe-provider.ts";
import { beginTopUp, payTopUp, type StripeHarness, startStripe } from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

/** Everything that an error could show, its causes included. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return `${own} ${error.stack ?? ""} ${error.cause === undefined ? "" : textOf(error.cause)}`;
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  const result = await work.then(
    () => new Error("It did not fail."),
    (error: unknown) => error,
  );
  return result instanceof Error ? result : new Error(String(result));
}

describe("what Stripe does not do", () => {
  test("is told in our words, without anything of Stripe's message or the key", async () => {
    const { payment } = await payTopUp(stripe);
    const fetchIt = () => stripe.provider.fetch({ kind: "payment", id: payment });
    for (const status of [429, 500, 503] as const) {
      stripe.server.fail({ kind: "status", status });
      const error = await failureOf(fetchIt());
      expect(error).toMatchObject({ name: "PaymentProviderError", code: "unavailable" });
      expect(textOf(error)).not.toMatch(/sk_test|names an account/);
    }
    stripe.server.fail({ kind: "reset", times: 2 });
    expect(await failureOf(fetchIt())).toMatchObject({ code: "unavailable" });
    stripe.server.fail({ kind: "cut-body" });
    expect(await failureOf(fetchIt())).toMatchObject({ code: "unavailable" });
    expect(stripe.logged.length).toBeGreaterThan(4);
    expect(stripe.logged.join("\n")).not.toMatch(/sk_test|whsec_|names an account/);
  });

  test("for a wrong key is an operator's matter, and shows nothing of the key", async () => {
    const secretKey = "sk_live_dokly_very_secret";
    const logged: string[] = [];
    const provider = createStripeProvider({
      secretKey,
      webhookSecret: "whsec_x",
      apiUrl: stripe.server.url,
      logger: { warn: (details) => void logged.push(JSON.stringify(details)) },
    });
    const error = await failureOf(provider.fetch({ kind: "payment", id: "pi_1" }));
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error.message).toContain("does not accept this server's key");
    expect(textOf(error) + logged.join()).not.toContain("sk_live");
  });

  test("because nobody listens is unavailable", async () => {
    const provider = createStripeProvider({
      secretKey: stripe.server.secretKey,
      webhookSecret: "whsec_x",
      apiUrl: "http://127.0.0.1:1",
      logger: { warn: () => undefined },
    });
    expect(await failureOf(provider.fetch({ kind: "invoice", id: "in_1" }))).toMatchObject({ code: "unavailable" });
  });

  test("because it does not know the object is nothing found, and no failure", async () => {
    for (const kind of ["payment", "invoice", "subscription", "card-setup"] as const) {
      expect(await stripe.provider.fetch({ kind, id: "none" })).toBeNull();
    }
  });

  test("for an address that is none is refused at the start, by the variable's name", () => {
    const options = { secretKey: "sk", webhookSecret: "whsec", logger: { warn: () => undefined } };
    for (const apiUrl of ["stripe", "ftp://stripe.example", "https://stripe.example/v1"]) {
      expect(() => createStripeProvider({ ...options, apiUrl })).toThrow("STRIPE_API_URL");
    }
  });

  test("is never asked under another version of the API", async () => {
    await beginTopUp(stripe);
    expect(new Set(stripe.server.requests.map(({ version }) => version))).toEqual(new Set(["2026-10-28.endive"]));
  });

  test("amounts that Stripe does not take are refused before it is asked", async () => {
    const { workspace, customer } = await stripe.customer();
    const urls = { successUrl: "https://docs.example.com/", cancelUrl: "https://docs.example.com/" };
    const order = { workspace, customer, order: "top_huge", key: "top_huge", currency: "usd", description: "Many" };
    const before = stripe.server.requests.length;
    for (const amountCents of [0n, -1n, 100_000_000n, 2n ** 60n]) {
      const asked = stripe.provider.checkOutTopUp({ ...order, ...urls, credits: 1n, amountCents });
      await expect(asked).rejects.toMatchObject({ code: "refused" });
    }
    expect(stripe.server.requests.length).toBe(before);
  });
});

test("a silent Stripe is given up after the time that was set, and asked again with the same key", async () => {
  const provider = createStripeProvider({
    secretKey: stripe.server.secretKey,
    webhookSecret: "whsec_x",
    apiUrl: stripe.server.url,
    logger: { warn: () => undefined },
    timeoutMs: 200,
  });
  const customer = { workspace: "ws_silent", name: "Silent", email: "silent@example.com", key: "customer:ws_silent" };
  for (const isApplied of [false, true]) {
    stripe.server.fail({ kind: "timeout", isApplied, path: "/v1/customers" });
    await expect(provider.createCustomer(customer)).rejects.toMatchObject({ code: "unavailable" });
  }
  const id = await provider.createCustomer(customer);
  expect((await stripe.sdk.customers.list({ email: "silent@example.com" })).data.map((made) => made.id)).toEqual([id]);
});
