import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PaidObjectRef } from "../../../src/payments/paid-object.ts";
import { idOf } from "../../../src/payments/stripe/stripe-values.ts";
import {
  beginTopUp,
  payTopUp,
  receiveWebhooks,
  type StripeHarness,
  saveCard,
  startStripe,
  subscribe,
} from "./stripe-harness.ts";

let stripe: StripeHarness;
let received: Awaited<ReturnType<typeof receiveWebhooks>>;
beforeEach(async () => {
  stripe = await startStripe();
  received = await receiveWebhooks(stripe);
});
afterEach(async () => {
  await received.close();
  await stripe.close();
});

/** What the events of some types were about, without repetition. */
function about(...types: string[]): PaidObjectRef[] {
  const all = received.events.filter(({ type }) => types.includes(type)).flatMap((event) => event.about);
  return all.filter((ref, index) => all.findIndex(({ id }) => id === ref.id) === index);
}

describe("a webhook", () => {
  test("of a top-up names the payment", async () => {
    const { payment } = await payTopUp(stripe);
    await stripe.server.webhooks.settled();
    const ref = { kind: "payment", id: payment };
    expect(about("payment_intent.succeeded")).toEqual([ref]);
    expect(about("checkout.session.completed")).toEqual([ref]);
    expect(received.refused).toEqual([]);
    expect(received.events.every(({ id }) => id.startsWith("evt_"))).toBe(true);
  });

  test("of a refund or a dispute names the payment or the invoice", async () => {
    const { payment } = await payTopUp(stripe);
    stripe.server.refund(payment, { amount: 100 });
    stripe.server.closeDispute(stripe.server.dispute(payment, { amount: 100 }), "won");
    await stripe.server.webhooks.settled();
    const back = ["charge.refunded", "refund.created", "charge.dispute.created", "charge.dispute.funds_withdrawn"];
    const won = ["charge.dispute.closed", "charge.dispute.funds_reinstated"];
    for (const type of [...back, ...won])
      expect([type, about(type)]).toEqual([type, [{ kind: "payment", id: payment }]]);
    const { customer } = await subscribe(stripe);
    const [invoice] = await stripe.provider.listInvoices({ customer, limit: 1 });
    const payments = await stripe.sdk.invoicePayments.list({ invoice: invoice?.id ?? "" });
    received.events.length = 0;
    stripe.server.refund(idOf(payments.data[0]?.payment.payment_intent) ?? "");
    await stripe.server.webhooks.settled();
    expect(about("charge.refunded")).toEqual([{ kind: "invoice", id: invoice?.id }]);
  });

  test("of a subscription names it, its invoices, and not their payments", async () => {
    const { subscription, customer } = await subscribe(stripe);
    await stripe.server.webhooks.settled();
    const [invoice] = await stripe.provider.listInvoices({ customer, limit: 1 });
    expect(about("customer.subscription.created")).toEqual([{ kind: "subscription", id: subscription }]);
    expect(about("invoice.paid")).toEqual([
      { kind: "invoice", id: invoice?.id },
      { kind: "subscription", id: subscription },
    ]);
    expect(about("payment_intent.succeeded", "charge.succeeded", "invoice.created")).toEqual([]);
  });

  test("of a saved card names its set-up", async () => {
    const { setup } = await saveCard(stripe);
    await stripe.server.webhooks.settled();
    expect(about("setup_intent.succeeded", "checkout.session.completed")).toEqual([
      { kind: "card-setup", id: setup.id },
    ]);
  });

  test("about what is not ours is taken and means nothing", async () => {
    const intent = await stripe.sdk.paymentIntents.create({
      amount: 900,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
    });
    stripe.server.refund(intent.id);
    await stripe.sdk.products.create({ name: "A mug" });
    await stripe.server.webhooks.settled();
    expect(received.events.length).toBeGreaterThan(3);
    expect(received.events.flatMap((event) => event.about)).toEqual([]);
  });

  test("that is forged, too old, changed or no event is refused", async () => {
    stripe.server.webhooks.mode.isForged = true;
    await beginTopUp(stripe);
    await stripe.server.webhooks.settled();
    expect(received.events).toEqual([]);
    expect(new Set(received.refused)).toEqual(new Set(["The webhook's signature does not fit, or is too old."]));
    stripe.server.webhooks.mode.isForged = false;
    const read = (body: string, signature: string | null) => {
      const headers = new Headers(signature === null ? {} : { "stripe-signature": signature });
      return stripe.provider.readWebhook({ body: Buffer.from(body), headers });
    };
    const event = JSON.stringify(stripe.server.events[0]);
    const { signatureOf } = { signatureOf: stripe.server.webhooks.signatureOf.bind(stripe.server.webhooks) };
    expect(await read(event, signatureOf(event))).toMatchObject({ id: stripe.server.events[0]?.id });
    const now = Math.floor(Date.now() / 1_000);
    const wrong: [string, string | null][] = [
      [event, null],
      [event, ""],
      [event, "t=1,v1=00"],
      [event, signatureOf(event, now - 3_600)],
      [`${event} `, signatureOf(event)],
      ["[]", signatureOf("[]")],
      ["null", signatureOf("null")],
      ["not json", signatureOf("not json")],
      ['{"id":"evt_1"}', signatureOf('{"id":"evt_1"}')],
    ];
    for (const [body, signature] of wrong) {
      await expect(read(body, signature)).rejects.toMatchObject({ name: "WebhookRefusedError" });
    }
  });

  test("about money back is not taken while Stripe can not say whose it is, and comes again", async () => {
    const { payment } = await payTopUp(stripe);
    await stripe.server.webhooks.settled();
    received.events.length = 0;
    stripe.server.fail({ kind: "status", status: 500, path: "/v1/payment_intents", times: 2 });
    stripe.server.refund(payment);
    await stripe.server.webhooks.settled();
    expect(about("charge.refunded", "refund.created")).toEqual([]);
    expect(received.refused).toHaveLength(2);
    await stripe.server.webhooks.retry();
    expect(about("charge.refunded")).toEqual([{ kind: "payment", id: payment }]);
  });

  test("says the same whatever order, number and delay it comes in", async () => {
    const { payment } = await payTopUp(stripe);
    await stripe.server.webhooks.settled();
    const once = new Map(received.events.map((event) => [event.id, event]));
    stripe.server.webhooks.mode.isHeld = true;
    const refund = stripe.server.refund(payment);
    expect(refund).toMatch(/^re_/);
    await stripe.server.webhooks.release((events) => [...events].reverse());
    for (const event of received.events) once.set(event.id, event);
    const ids = [...once.keys()];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...ids), { maxLength: 8 }), async (order) => {
        received.events.length = 0;
        for (const id of order) await stripe.server.replay(id);
        expect(received.events).toEqual(order.map((id) => once.get(id)));
      }),
      { numRuns: 20 },
    );
  });
});
