import { autoTopUp, checkoutLink } from "@dokly/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type StripeProduct, sessionOf, startStripeProduct } from "./product-harness.ts";

let product: StripeProduct;
beforeEach(async () => {
  product = await startStripeProduct();
});
afterEach(() => product.close());

const available = async () => (await product.balance()).available;

/** Buys credits at the page; the payment that it made. */
async function buy(credits: number): Promise<{ order: string; payment: string }> {
  const order = await product.order(credits);
  product.stripe.pay(sessionOf(order));
  await product.settle();
  const made = (await product.payments.orders.findById(order.id))?.made;
  return { order: order.id, payment: made?.id ?? "" };
}

describe("a top-up through Stripe", () => {
  test("is granted by its webhook, once, however often and in whatever order it comes (G1)", async () => {
    const before = await available();
    product.stripe.webhooks.mode.times = 3;
    product.stripe.webhooks.mode.isHeld = true;
    const order = await product.order(500);
    product.stripe.pay(sessionOf(order));
    expect(await available()).toBe(before);
    await product.stripe.webhooks.release((events) => [...events].reverse());
    await product.settle();
    expect(await available()).toBe(before + 500n);
    expect((await product.readOrder(order.id)).state).toBe("granted");
    for (const event of product.stripe.events) await product.stripe.replay(event.id);
    await product.settle();
    expect(await available()).toBe(before + 500n);
  });

  test("is granted when the person comes back, where every webhook was lost", async () => {
    const before = await available();
    product.stripe.webhooks.mode.drop = () => true;
    const order = await product.order(500);
    product.stripe.pay(sessionOf(order));
    expect((await product.readOrder(order.id)).state).toBe("granted");
    expect(await available()).toBe(before + 500n);
  });

  test("that nobody told us of is found by reconciling", async () => {
    const before = await available();
    product.stripe.webhooks.mode.drop = () => true;
    const order = await product.order(500);
    product.stripe.pay(sessionOf(order));
    const found = await product.payments.reconcile({ since: new Date(0) });
    expect(found).toMatchObject({ failed: [], looked: { payments: 1 } });
    expect(found.mended).toHaveLength(1);
    expect(await available()).toBe(before + 500n);
    expect((await product.payments.reconcile({ since: new Date(0) })).mended).toEqual([]);
  });

  test("by a slow method is granted when the bank has answered, and not before (R7.2)", async () => {
    const before = await available();
    for (const isPaid of [false, true]) {
      const order = await product.order(500);
      product.stripe.pay(sessionOf(order), "delayed");
      await product.settle();
      expect((await product.readOrder(order.id)).state).toBe("processing");
      const made = (await product.payments.orders.findById(order.id))?.made;
      product.stripe.answerOfBank(made?.id ?? "", isPaid);
      await product.settle();
      expect((await product.readOrder(order.id)).state).toBe(isPaid ? "granted" : "failed");
      expect(await available()).toBe(before + (isPaid ? 500n : 0n));
    }
  });

  test("that is refunded or disputed goes back, and comes again when the dispute is won (R5.2)", async () => {
    const before = await available();
    const refunded = await buy(500);
    product.stripe.refund(refunded.payment, { amount: 250 });
    await product.settle();
    expect(await available()).toBe(before + 250n);
    product.stripe.refund(refunded.payment);
    await product.settle();
    expect(await available()).toBe(before);
    const disputed = await buy(500);
    const dispute = product.stripe.dispute(disputed.payment);
    await product.settle();
    expect(await available()).toBe(before);
    product.stripe.closeDispute(dispute, "won");
    await product.settle();
    expect(await available()).toBe(before + 500n);
    for (const event of product.stripe.events) await product.stripe.replay(event.id);
    await product.settle();
    expect(await available()).toBe(before + 500n);
  });

  test("is not granted by a forged webhook, whose sender is told nothing", async () => {
    const before = await available();
    product.stripe.webhooks.mode.isForged = true;
    const order = await product.order(500);
    product.stripe.pay(sessionOf(order));
    await product.settle();
    expect(product.stripe.webhooks.deliveries.length).toBeGreaterThan(2);
    expect(product.stripe.webhooks.deliveries.filter(({ status }) => status !== 400)).toEqual([]);
    expect(await available()).toBe(before);
  });

  test("that can not be begun, because Stripe is away, is 503 and asks nobody for money", async () => {
    product.stripe.fail({ kind: "status", status: 500, path: "/v1/checkout/sessions" });
    await expect(product.order(500)).rejects.toThrow("payment-provider-unavailable");
  });
});

describe("an automatic top-up through Stripe (R7.3)", () => {
  /** Saves a card at the page; its id at Stripe. */
  async function saveCard(): Promise<string> {
    const link = checkoutLink.parse(await product.ask("POST", "/billing/card", { returnTo: "/w/x", hasConsent: true }));
    product.stripe.pay(sessionOf(link));
    await product.settle();
    const { card } = await product.payments.autoTopUpStore.find(product.workspace);
    return card?.id ?? "";
  }
  const turnOn = async () =>
    autoTopUp.parse(
      await product.ask("PUT", "/billing/auto-top-up", {
        isOn: true,
        belowCredits: 100,
        credits: 500,
        timesPerPeriodMax: 3,
      }),
    );
  const charges = () =>
    product.stripe.requests.filter(({ method, path }) => method === "POST" && path === "/v1/payment_intents");

  test("charges the saved card once, whoever sees the need and however often", async () => {
    expect(await saveCard()).toMatch(/^pm_/);
    const settings = await turnOn();
    expect(settings).toMatchObject({ isOn: true, card: { brand: "visa" }, stopped: null });
    const looks = Array.from({ length: 8 }, () =>
      product.payments.autoTopUps.consider(product.workspace, { isWaiting: true }),
    );
    await Promise.all(looks);
    await product.settle();
    expect(await available()).toBe(550n);
    expect(new Set(charges().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  test("whose answer was lost is found again, and is one charge", async () => {
    await saveCard();
    product.stripe.fail({ kind: "status", status: 500, isApplied: true, path: "/v1/payment_intents", method: "POST" });
    await turnOn();
    await product.settle();
    expect(await available()).toBe(550n);
    for (const open of await product.payments.orders.listOpen(product.workspace, "auto-top-up")) {
      await product.payments.autoTopUps.recover(open);
    }
    expect(await available()).toBe(550n);
    const paid = product.stripe.events.filter(({ type }) => type === "payment_intent.succeeded");
    expect(paid).toHaveLength(1);
  });

  test("stops at a decline, and at a bank that wants to see the card holder, until a person acts", async () => {
    const card = await saveCard();
    for (const behaviour of ["lacks-funds", "needs-action"] as const) {
      product.stripe.setCard(card, behaviour);
      const stopped = await turnOn();
      expect(stopped.stopped?.reason).toMatch(/funds|card holder/);
      const before = charges().length;
      await product.payments.autoTopUps.consider(product.workspace, { isWaiting: true });
      expect(charges().length).toBe(before);
    }
    product.stripe.setCard(card, "succeeds");
    expect((await turnOn()).stopped).toBeNull();
    await product.settle();
    expect(await available()).toBe(550n);
  });
});
