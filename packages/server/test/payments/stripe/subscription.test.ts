import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  proMonth,
  proYear,
  type StripeHarness,
  starterMonth,
  startStripe,
  subscribe,
  subscriptionOf,
  unique,
} from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeEach(async () => {
  stripe = await startStripe();
});
afterEach(() => stripe.close());

const hour = 3_600;

/** Lets time pass to an instant, and a little further. */
function passTo(at: Date, seconds = 1): void {
  stripe.server.advanceTo(at.getTime() / 1_000 + seconds);
}

async function amountsOf(customer: string): Promise<[string, bigint, string][]> {
  const invoices = await stripe.provider.listInvoices({ customer, limit: 20 });
  return invoices.map(({ reason, amountCents, state }) => [reason, amountCents, state]);
}

async function cardOf(subscription: string): Promise<string> {
  const { default_payment_method: card } = await stripe.sdk.subscriptions.retrieve(subscription);
  return typeof card === "string" ? card : "";
}

const change = (subscription: string, what: Parameters<StripeHarness["provider"]["changeSubscription"]>[0]["change"]) =>
  stripe.provider.changeSubscription({ subscription, key: unique("change"), change: what });

describe("a subscription", () => {
  test("renews at its anchor, and is charged an hour later (R3.5)", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const begun = await subscriptionOf(stripe.provider, subscription);
    passTo(begun.period.end);
    const waiting = await subscriptionOf(stripe.provider, subscription);
    expect(waiting).toMatchObject({ status: "active", period: { start: begun.period.end }, anchor: begun.anchor });
    expect(await amountsOf(customer)).toEqual([
      ["renewal", 1_900n, "draft"],
      ["start", 1_900n, "paid"],
    ]);
    passTo(begun.period.end, hour + 1);
    expect((await amountsOf(customer))[0]).toEqual(["renewal", 1_900n, "paid"]);
    const [renewal] = await stripe.provider.listInvoices({ customer, limit: 1 });
    expect(renewal).toMatchObject({ order: null, plan: "starter", period: waiting.period, subscription });
  });

  test("whose renewal is declined is past due, and ended after the last attempt", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    stripe.server.setCard(await cardOf(subscription), "lacks-funds");
    passTo(period.end, hour + 1);
    expect(await subscriptionOf(stripe.provider, subscription)).toMatchObject({ status: "past-due" });
    const [open] = await stripe.provider.listInvoices({ customer, limit: 1 });
    expect(open).toMatchObject({ state: "open", reason: "renewal", failure: { code: "lacks-funds" } });
    passTo(period.end, 16 * 86_400);
    expect(await subscriptionOf(stripe.provider, subscription)).toMatchObject({ status: "ended" });
  });

  test("that is past due is active again once its invoice is paid", async () => {
    const { subscription } = await subscribe(stripe);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    const card = await cardOf(subscription);
    stripe.server.setCard(card, "declined");
    passTo(period.end, hour + 1);
    stripe.server.setCard(card, "succeeds");
    passTo(period.end, 4 * 86_400);
    expect(await subscriptionOf(stripe.provider, subscription)).toMatchObject({ status: "active" });
  });

  test("can become unpaid instead of ended, as the account is set up", async () => {
    stripe.server.billing.afterRetries = "unpaid";
    const { subscription } = await subscribe(stripe);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    stripe.server.setCard(await cardOf(subscription), "declined");
    passTo(period.end, 20 * 86_400);
    expect(await subscriptionOf(stripe.provider, subscription)).toMatchObject({ status: "unpaid" });
  });

  test("ends at the end of its period, unless that is taken back", async () => {
    const { subscription } = await subscribe(stripe);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    expect(await change(subscription, { type: "cancel-at-period-end" })).toMatchObject({ cancelAt: period.end });
    expect(await change(subscription, { type: "resume" })).toMatchObject({ cancelAt: null, status: "active" });
    await change(subscription, { type: "cancel-at-period-end" });
    passTo(period.end);
    expect(await subscriptionOf(stripe.provider, subscription)).toMatchObject({ status: "ended" });
    await expect(change(subscription, { type: "resume" })).rejects.toMatchObject({ code: "refused" });
  });

  test("ends now for a workspace that was deleted, also when it is asked twice", async () => {
    const { subscription } = await subscribe(stripe);
    expect(await change(subscription, { type: "end-now" })).toMatchObject({ status: "ended" });
    expect(await change(subscription, { type: "end-now" })).toMatchObject({ status: "ended" });
  });
});

describe("another price", () => {
  test("from now on invoices nothing and keeps the renewal date", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const before = await subscriptionOf(stripe.provider, subscription);
    const after = await change(subscription, { type: "switch", ...proMonth });
    expect(after).toMatchObject({ plan: "pro", priceCents: 7_900n, period: before.period, anchor: before.anchor });
    expect(await amountsOf(customer)).toEqual([["start", 1_900n, "paid"]]);
    passTo(before.period.end, hour + 1);
    expect((await amountsOf(customer))[0]).toEqual(["renewal", 7_900n, "paid"]);
  });

  test("from the end of the period leaves what is paid, and is what renews", async () => {
    const { customer, subscription } = await subscribe(stripe, proMonth);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    const waiting = await change(subscription, { type: "renew-as", ...starterMonth });
    expect(waiting).toMatchObject({ plan: "pro", renewsAs: { plan: "starter", interval: "month" }, period });
    passTo(period.end, hour + 1);
    const renewed = await subscriptionOf(stripe.provider, subscription);
    expect(renewed).toMatchObject({ plan: "starter", priceCents: 1_900n, renewsAs: null, status: "active" });
    const [invoice] = await stripe.provider.listInvoices({ customer, limit: 1 });
    expect(invoice).toMatchObject({ reason: "renewal", plan: "starter", amountCents: 1_900n, state: "paid" });
    passTo(renewed.period.end, hour + 1);
    expect((await amountsOf(customer))[0]).toEqual(["renewal", 1_900n, "paid"]);
  });

  test("that waits can be replaced, taken back, or followed by a cancellation", async () => {
    const { subscription } = await subscribe(stripe, proMonth);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    await change(subscription, { type: "renew-as", ...starterMonth });
    const replaced = await change(subscription, { type: "renew-as", ...proYear });
    expect(replaced.renewsAs).toEqual({ plan: "pro", interval: "year" });
    expect(await change(subscription, { type: "resume" })).toMatchObject({ renewsAs: null, plan: "pro" });
    await change(subscription, { type: "renew-as", ...starterMonth });
    const cancelled = await change(subscription, { type: "cancel-at-period-end" });
    expect(cancelled).toMatchObject({ renewsAs: null, cancelAt: period.end });
    const kept = await change(subscription, { type: "renew-as", ...starterMonth });
    expect(kept).toMatchObject({ renewsAs: { plan: "starter" }, cancelAt: null });
    expect(await change(subscription, { type: "renew-as", ...proMonth })).toMatchObject({
      renewsAs: null,
      plan: "pro",
    });
  });

  test("of another interval from now on is our plan at once, and Stripe's price at the renewal", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const { period } = await subscriptionOf(stripe.provider, subscription);
    const switched = await change(subscription, { type: "switch", ...proYear });
    expect(switched).toMatchObject({
      plan: "pro",
      interval: "month",
      renewsAs: { plan: "pro", interval: "year" },
      period,
    });
    expect(await amountsOf(customer)).toEqual([["start", 1_900n, "paid"]]);
    passTo(period.end, hour + 1);
    const renewed = await subscriptionOf(stripe.provider, subscription);
    expect(renewed).toMatchObject({ plan: "pro", interval: "year", priceCents: 79_000n, renewsAs: null });
    expect(renewed.period.start).toEqual(period.end);
    expect((await amountsOf(customer))[0]).toEqual(["renewal", 79_000n, "paid"]);
  });

  test("is set once by one key, also when the answers were lost", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const input = { subscription, key: "switch:1", change: { type: "switch", ...proMonth } } as const;
    stripe.server.fail({
      kind: "status",
      status: 500,
      isApplied: true,
      path: `/v1/subscriptions/${subscription}`,
      method: "POST",
    });
    await expect(stripe.provider.changeSubscription(input)).rejects.toMatchObject({ code: "unavailable" });
    expect(await stripe.provider.changeSubscription(input)).toMatchObject({ plan: "pro" });
    expect(await stripe.provider.changeSubscription(input)).toMatchObject({ plan: "pro" });
    expect(await amountsOf(customer)).toEqual([["start", 1_900n, "paid"]]);
  });
});
