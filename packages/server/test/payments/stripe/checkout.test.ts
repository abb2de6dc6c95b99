import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  beginTopUp,
  invoiceOf,
  paymentOf,
  type StripeHarness,
  saveCard,
  startStripe,
  subscribe,
  subscriptionOf,
} from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

describe("a checkout for a top-up", () => {
  test("is one page however often it is asked for with one key", async () => {
    const { customer, workspace, order, checkout } = await beginTopUp(stripe);
    const again = await stripe.provider.checkOutTopUp({
      workspace,
      customer,
      order,
      key: order,
      credits: 500n,
      amountCents: 500n,
      currency: "usd",
      description: "500 credits",
      successUrl: "https://docs.example.com/done",
      cancelUrl: "https://docs.example.com/back",
    });
    expect(again).toEqual(checkout);
    expect(checkout.url.startsWith(stripe.server.url)).toBe(true);
    expect(await stripe.provider.fetchCheckout(checkout.id)).toEqual({ id: checkout.id, state: "open", made: null });
  });

  test("makes a paid payment that names its workspace and order", async () => {
    const { customer, workspace, order, checkout } = await beginTopUp(stripe);
    expect(stripe.server.pay(checkout.id)).toBe("complete");
    const state = await stripe.provider.fetchCheckout(checkout.id);
    expect(state).toMatchObject({ state: "complete", made: { kind: "payment" } });
    const payment = await paymentOf(stripe.provider, state?.made?.id ?? "");
    expect(payment).toMatchObject({ workspace, order, customer, state: "paid", amountCents: 500n, currency: "usd" });
    expect(payment).toMatchObject({ refundedCents: 0n, disputes: [], failure: null });
    expect(payment.receiptUrl).toContain("/receipts/");
  });

  test("that was declined says why, and can be paid with another card", async () => {
    const { checkout } = await beginTopUp(stripe);
    expect(stripe.server.pay(checkout.id, "lacks-funds")).toBe("declined");
    const { made, state } = (await stripe.provider.fetchCheckout(checkout.id)) ?? {};
    expect(state).toBe("open");
    const declined = await paymentOf(stripe.provider, made?.id ?? "");
    expect(declined).toMatchObject({ state: "failed", failure: { code: "lacks-funds" }, receiptUrl: null });
    expect(stripe.server.pay(checkout.id)).toBe("complete");
    expect(await paymentOf(stripe.provider, made?.id ?? "")).toMatchObject({ state: "paid", failure: null });
  });

  test("paid by a slow method is processing until the bank answers (R7.2)", async () => {
    for (const isPaid of [true, false]) {
      const { checkout } = await beginTopUp(stripe);
      stripe.server.pay(checkout.id, "delayed");
      const { made } = (await stripe.provider.fetchCheckout(checkout.id)) ?? {};
      const id = made?.id ?? "";
      expect(await paymentOf(stripe.provider, id)).toMatchObject({ state: "processing" });
      stripe.server.answerOfBank(id, isPaid);
      const answered = await paymentOf(stripe.provider, id);
      expect(answered.state).toBe(isPaid ? "paid" : "failed");
      expect(answered.failure?.code ?? null).toBe(isPaid ? null : "bank-refused");
    }
  });

  test("asks for 3-D Secure, and is paid only when that was passed", async () => {
    const { checkout } = await beginTopUp(stripe);
    expect(stripe.server.pay(checkout.id, "needs-action", false)).toBe("declined");
    const { made } = (await stripe.provider.fetchCheckout(checkout.id)) ?? {};
    expect(await paymentOf(stripe.provider, made?.id ?? "")).toMatchObject({
      state: "failed",
      failure: { code: "authentication-failed" },
    });
    expect(stripe.server.pay(checkout.id, "needs-action", true)).toBe("complete");
  });

  test("can be ended, also twice, and does nothing to one that is paid", async () => {
    const open = await beginTopUp(stripe);
    await stripe.provider.expireCheckout(open.checkout.id);
    await stripe.provider.expireCheckout(open.checkout.id);
    expect((await stripe.provider.fetchCheckout(open.checkout.id))?.state).toBe("expired");
    expect(stripe.server.pay(open.checkout.id)).toBe("gone");
    const paid = await beginTopUp(stripe);
    stripe.server.pay(paid.checkout.id);
    await stripe.provider.expireCheckout(paid.checkout.id);
    expect((await stripe.provider.fetchCheckout(paid.checkout.id))?.state).toBe("complete");
    expect(await stripe.provider.fetchCheckout("cs_test_none")).toBeNull();
  });

  test("lapses by itself after a day", async () => {
    const { checkout } = await beginTopUp(stripe);
    stripe.server.advanceTo(checkout.expiresAt.getTime() / 1_000 + 1);
    expect((await stripe.provider.fetchCheckout(checkout.id))?.state).toBe("expired");
  });

  test("below the smallest charge is refused in words of ours", async () => {
    const { customer, workspace } = await stripe.customer();
    const urls = { successUrl: "https://docs.example.com/", cancelUrl: "https://docs.example.com/" };
    const input = { workspace, customer, order: "top_small", key: "top_small", ...urls };
    const order = { credits: 1n, amountCents: 1n, currency: "usd", description: "1 credit" };
    await expect(stripe.provider.checkOutTopUp({ ...input, ...order })).rejects.toMatchObject({
      name: "PaymentProviderError",
      code: "refused",
      message: expect.stringMatching(/^Stripe refused it \(amount_too_small, req_\w+\)\.$/),
    });
  });
});

describe("a checkout for a subscription or a card", () => {
  test("begins a subscription whose first invoice names workspace, order and plan", async () => {
    const { workspace, order, customer, subscription } = await subscribe(stripe);
    const begun = await subscriptionOf(stripe.provider, subscription);
    expect(begun).toMatchObject({ workspace, order, customer, plan: "starter", interval: "month", status: "active" });
    expect(begun).toMatchObject({ priceCents: 1_900n, currency: "usd", cancelAt: null, renewsAs: null });
    expect(begun.anchor).toEqual(begun.period.start);
    const [listed] = await stripe.provider.listInvoices({ customer, limit: 10 });
    const invoice = await invoiceOf(stripe.provider, listed?.id ?? "");
    expect(invoice).toEqual(listed);
    expect(invoice).toMatchObject({ workspace, order, subscription, reason: "start", plan: "starter", state: "paid" });
    expect(invoice).toMatchObject({ interval: "month", amountCents: 1_900n, period: begun.period });
  });

  test("uses one price for all who pay it", async () => {
    const prices = () => stripe.sdk.prices.list({ lookup_keys: ["dokly_starter_month_1900_usd"] });
    await subscribe(stripe);
    const before = await prices();
    await subscribe(stripe);
    expect((await prices()).data.map(({ id }) => id)).toEqual(before.data.map(({ id }) => id));
    expect(before.data).toHaveLength(1);
  });

  test("saves a card, after 3-D Secure too, and pays nothing", async () => {
    for (const behaviour of ["succeeds", "needs-action-once"] as const) {
      const { setup, workspace, order, customer } = await saveCard(stripe, behaviour);
      expect(setup).toMatchObject({ state: "saved", workspace, order, customer, card: { brand: "visa" } });
      expect(setup.card?.last4).toMatch(/^\d{4}$/);
      expect((await stripe.sdk.paymentIntents.list({ customer })).data).toEqual([]);
    }
  });

  test("opens a portal that sells nothing", async () => {
    const { customer } = await subscribe(stripe);
    const { url } = await stripe.provider.openPortal({ customer, returnUrl: "https://docs.example.com/billing" });
    expect((await fetch(url)).status).toBe(200);
    await stripe.provider.openPortal({ customer, returnUrl: "https://docs.example.com/billing" });
    const configurations = await stripe.sdk.billingPortal.configurations.list();
    expect(configurations.data).toHaveLength(1);
    expect(configurations.data[0]?.features.subscription_cancel.enabled).toBe(false);
    expect(configurations.data[0]?.features.payment_method_update.enabled).toBe(true);
  });
});
