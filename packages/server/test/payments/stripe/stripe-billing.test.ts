import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf } from "../../../src/payments/stripe/stripe-values.ts";
import { type StripeHarness, startStripe, unique } from "./stripe-harness.ts";

let stripe: StripeHarness;
let sdk: Stripe;
beforeAll(async () => {
  stripe = await startStripe();
  sdk = stripe.sdk;
});
afterAll(() => stripe.close());

const at = (instant: string) => Date.parse(instant) / 1_000;
const instantOf = (seconds: number | undefined) => new Date((seconds ?? 0) * 1_000).toISOString().replace(".000", "");

async function priceOf(cents: number, interval: "month" | "year" = "month"): Promise<string> {
  const product_data = { name: unique("plan") };
  return (await sdk.prices.create({ currency: "usd", unit_amount: cents, recurring: { interval }, product_data })).id;
}

/** A customer on a clock of their own, with a subscription that began at its time. */
async function subscribeAt(instant: string, price: string, card = "pm_card_visa") {
  const clock = await sdk.testHelpers.testClocks.create({ frozen_time: at(instant) });
  const customer = await sdk.customers.create({ test_clock: clock.id });
  const method = await sdk.paymentMethods.attach(card, { customer: customer.id });
  const subscription = await sdk.subscriptions.create({
    customer: customer.id,
    items: [{ price }],
    default_payment_method: method.id,
  });
  const advance = (to: string) => sdk.testHelpers.testClocks.advance(clock.id, { frozen_time: at(to) });
  return { clock: clock.id, customer: customer.id, method: method.id, subscription, advance };
}

const itemOf = (subscription: Stripe.Subscription) => subscription.items.data[0];

describe("a test clock", () => {
  test("renews on the anchor's day, on the last one of a shorter month, and then on its own again", async () => {
    const { customer, subscription, advance } = await subscribeAt("2027-01-31T09:00:00Z", await priceOf(1_900));
    const ends: string[] = [];
    for (const to of ["2027-02-28T11:00:00Z", "2027-03-31T11:00:00Z", "2027-04-30T11:00:00Z"]) {
      await advance(to);
      ends.push(instantOf(itemOf(await sdk.subscriptions.retrieve(subscription.id))?.current_period_start));
    }
    expect(ends).toEqual(["2027-02-28T09:00:00Z", "2027-03-31T09:00:00Z", "2027-04-30T09:00:00Z"]);
    const invoices = await sdk.invoices.list({ customer });
    expect(invoices.data.map(({ status, created }) => [status, instantOf(created)])).toEqual([
      ["paid", "2027-04-30T09:00:00Z"],
      ["paid", "2027-03-31T09:00:00Z"],
      ["paid", "2027-02-28T09:00:00Z"],
      ["paid", "2027-01-31T09:00:00Z"],
    ]);
  });

  test("does everything in between in its order, and leaves other clocks alone", async () => {
    const price = await priceOf(1_900);
    const far = await subscribeAt("2027-01-01T00:00:00Z", price);
    const still = await subscribeAt("2027-01-01T00:00:00Z", price);
    await far.advance("2027-12-31T00:00:00Z");
    expect((await sdk.invoices.list({ customer: far.customer, limit: 100 })).data).toHaveLength(12);
    expect((await sdk.invoices.list({ customer: still.customer })).data).toHaveLength(1);
    const told = stripe.server.events.filter(({ data }) => (data.object as { id: string }).id === far.subscription.id);
    expect(told.map(({ created }) => created)).toEqual(told.map(({ created }) => created).sort((a, b) => a - b));
    await expect(far.advance("2027-01-01T00:00:00Z")).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe("another price", () => {
  test("with always_invoice charges the rest of the period, and applies only when that is paid", async () => {
    const [low, high] = [await priceOf(3_000), await priceOf(9_000)];
    const { subscription, method, advance } = await subscribeAt("2027-04-01T00:00:00Z", low);
    await advance("2027-04-16T00:00:00Z");
    const items = [{ id: itemOf(subscription)?.id ?? "", price: high }];
    const change = { items, proration_behavior: "always_invoice", payment_behavior: "pending_if_incomplete" } as const;
    stripe.server.setCard(method, "declined");
    const waiting = await sdk.subscriptions.update(subscription.id, change);
    expect(itemOf(waiting)?.price.id).toBe(low);
    expect(waiting.pending_update?.subscription_items?.[0]?.price.id).toBe(high);
    const invoice = await sdk.invoices.retrieve(idOf(waiting.latest_invoice) ?? "");
    expect(invoice).toMatchObject({ total: 3_000, status: "open", billing_reason: "subscription_update" });
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-1_500, 4_500]);
    stripe.server.setCard(method, "succeeds");
    await sdk.invoices.pay(invoice.id);
    const applied = await sdk.subscriptions.retrieve(subscription.id);
    expect(itemOf(applied)?.price.id).toBe(high);
    expect(applied.pending_update).toBeNull();
  });

  test("that is not paid within a day lapses, and its invoice is void", async () => {
    const [low, high] = [await priceOf(3_000), await priceOf(9_000)];
    const { subscription, method, advance } = await subscribeAt("2027-04-01T00:00:00Z", low);
    stripe.server.setCard(method, "declined");
    const waiting = await sdk.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription)?.id ?? "", price: high }],
      proration_behavior: "always_invoice",
      payment_behavior: "pending_if_incomplete",
    });
    await advance("2027-04-02T00:00:00Z");
    const after = await sdk.subscriptions.retrieve(subscription.id);
    expect(after.pending_update).toBeNull();
    expect(itemOf(after)?.price.id).toBe(low);
    expect((await sdk.invoices.retrieve(idOf(waiting.latest_invoice) ?? "")).status).toBe("void");
  });

  test("of another interval begins a period now and charges it", async () => {
    const [month, year] = [await priceOf(3_000), await priceOf(30_000, "year")];
    const { subscription, advance } = await subscribeAt("2027-04-01T00:00:00Z", month);
    await advance("2027-04-16T00:00:00Z");
    const items = [{ id: itemOf(subscription)?.id ?? "", price: year }];
    const changed = await sdk.subscriptions.update(subscription.id, { items, proration_behavior: "none" });
    expect(instantOf(itemOf(changed)?.current_period_end)).toBe("2028-04-16T00:00:00Z");
    expect((await sdk.invoices.retrieve(idOf(changed.latest_invoice) ?? "")).total).toBe(30_000);
  });
});

describe("a subscription by the API", () => {
  test("with a trial charges when that is over", async () => {
    const clock = await sdk.testHelpers.testClocks.create({ frozen_time: at("2027-05-01T00:00:00Z") });
    const customer = await sdk.customers.create({ test_clock: clock.id });
    const method = await sdk.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: await priceOf(1_900) }],
      default_payment_method: method.id,
      trial_end: at("2027-05-15T00:00:00Z"),
    });
    const totals = async () => (await sdk.invoices.list({ customer: customer.id })).data.map(({ total }) => total);
    expect(await totals()).toEqual([0]);
    await sdk.testHelpers.testClocks.advance(clock.id, { frozen_time: at("2027-05-15T02:00:00Z") });
    expect(await totals()).toEqual([1_900, 0]);
  });

  test("whose first payment is declined is incomplete, and expires", async () => {
    const { subscription, advance } = await subscribeAt(
      "2027-05-01T00:00:00Z",
      await priceOf(900),
      "pm_card_chargeCustomerFail",
    );
    expect(subscription.status).toBe("incomplete");
    await advance("2027-05-03T00:00:00Z");
    expect((await sdk.subscriptions.retrieve(subscription.id)).status).toBe("incomplete_expired");
  });

  test("that a schedule manages can not be cancelled behind its back", async () => {
    const { subscription } = await subscribeAt("2027-05-01T00:00:00Z", await priceOf(900));
    const schedule = await sdk.subscriptionSchedules.create({ from_subscription: subscription.id });
    const cancel = () => sdk.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await expect(cancel()).rejects.toMatchObject({ statusCode: 400, param: "cancel_at_period_end" });
    await sdk.subscriptionSchedules.release(schedule.id);
    expect((await cancel()).cancel_at_period_end).toBe(true);
  });
});

describe("a set-up intent by the API", () => {
  test("saves a card, refuses a declined one, and waits for 3-D Secure", async () => {
    const customer = (await sdk.customers.create({})).id;
    const confirm = (card: string) => sdk.setupIntents.create({ customer, payment_method: card, confirm: true });
    expect((await confirm("pm_card_visa")).status).toBe("succeeded");
    await expect(confirm("pm_card_chargeDeclined")).rejects.toMatchObject({ type: "StripeCardError" });
    const asked = await confirm("pm_card_threeDSecure2Required");
    expect(asked.status).toBe("requires_action");
    await fetch(asked.next_action?.redirect_to_url?.url ?? "", {
      method: "POST",
      body: new URLSearchParams({ authenticated: "yes" }),
    });
    expect((await sdk.setupIntents.retrieve(asked.id)).status).toBe("succeeded");
    expect((await sdk.paymentMethods.list({ customer })).data).toHaveLength(2);
  });
});
