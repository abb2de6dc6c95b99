import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StripeTestServer, startStripeTestServer } from "../../../../../test-servers/stripe/server.ts";

let server: StripeTestServer;
let stripe: Stripe;

beforeAll(async () => {
  server = await startStripeTestServer();
  const { hostname, port } = new URL(server.url);
  stripe = new Stripe(server.secretKey, { host: hostname, port, protocol: "http", telemetry: false });
});
afterAll(() => server.close());

const metadata = { dokly_workspace: "ws_1" };

describe("the wire that the official SDK speaks", () => {
  test("a customer comes back as it was made, and is found by its id", async () => {
    const made = await stripe.customers.create({ email: "owner@example.com", name: "Acme", metadata });
    const found = await stripe.customers.retrieve(made.id);
    expect(found).toEqual(made);
    expect(made.lastResponse.requestId).toMatch(/^req_/);
    expect(made.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  test("a missing object, a wrong key and an unknown parameter are refused in the service's own shape", async () => {
    await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 404,
      code: "resource_missing",
      param: "id",
    });
    const stranger = new Stripe("sk_test_wrong", {
      host: "127.0.0.1",
      port: new URL(server.url).port,
      protocol: "http",
    });
    await expect(stranger.customers.retrieve("cus_none")).rejects.toMatchObject({ type: "StripeAuthenticationError" });
    const misspelt = { emial: "owner@example.com" } as Stripe.CustomerCreateParams;
    await expect(stripe.customers.create(misspelt)).rejects.toMatchObject({
      statusCode: 400,
      code: "parameter_unknown",
    });
  });

  test("one idempotency key has one effect, and refuses another request", async () => {
    const options = { idempotencyKey: "customer-1" };
    const first = await stripe.customers.create({ name: "Once" }, options);
    const again = await stripe.customers.create({ name: "Once" }, options);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(stripe.customers.create({ name: "Twice" }, options)).rejects.toMatchObject({
      type: "StripeIdempotencyError",
    });
  });

  test("lists page through everything, newest first", async () => {
    const customer = await stripe.customers.create({ name: "Pages" });
    const made: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      const intent = await stripe.paymentIntents.create({
        amount: 100 + number,
        currency: "usd",
        customer: customer.id,
      });
      made.unshift(intent.id);
    }
    const listed: string[] = [];
    for await (const intent of stripe.paymentIntents.list({ customer: customer.id, limit: 2 })) listed.push(intent.id);
    expect(listed).toEqual(made);
  });

  test("expanded fields stand whole", async () => {
    const customer = await stripe.customers.create({ name: "Whole" });
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: "usd",
      customer: customer.id,
      payment_method: "pm_card_visa",
      confirm: true,
      expand: ["latest_charge.refunds", "customer"],
    });
    expect(intent.status).toBe("succeeded");
    expect(intent.customer).toMatchObject({ name: "Whole" });
    expect(intent.latest_charge).toMatchObject({ paid: true, refunds: { data: [] } });
  });
});
