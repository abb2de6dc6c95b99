import { invoiceList } from "@dokly/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type StripeProduct, sessionOf, startStripeProduct } from "./product-harness.ts";

let product: StripeProduct;
beforeEach(async () => {
  product = await startStripeProduct();
});
afterEach(() => product.close());

const available = async () => (await product.balance()).available;

describe("a plan through Stripe", () => {
  async function subscribe(plan: string): Promise<void> {
    const begun = await product.changePlan(plan);
    expect(begun.state).toBe("pay");
    product.stripe.pay(sessionOf(begun));
    await product.settle();
  }

  /** The card that the subscription is charged to. */
  function cardOfPlan(): string {
    const made = product.stripe.events.find(({ type }) => type === "customer.subscription.created");
    if (made === undefined) throw new Error("Nobody has subscribed.");
    return (made.data.object as { default_payment_method: string }).default_payment_method;
  }

  test("whose upgrade is declined stays as it is, and rises when its invoice is paid at Stripe's page (R3.2)", async () => {
    await subscribe("starter");
    product.stripe.setCard(cardOfPlan(), "declined");
    const asked = await product.changePlan("pro");
    expect(asked).toMatchObject({ state: "pay", billing: { plan: "starter" } });
    expect(await available()).toBe(500n);
    await fetch(`${asked.checkoutUrl}/pay`, { method: "POST", body: new URLSearchParams({ card: "succeeds" }) });
    await product.settle();
    expect(await product.balance()).toMatchObject({ plan: "pro", available: 2_500n });
  });

  test("begins when it is paid, is upgraded for the full difference, and renews with exactly its credits (R3.2)", async () => {
    await subscribe("starter");
    expect(await product.balance()).toMatchObject({ plan: "starter", available: 500n });
    const upgraded = await product.changePlan("pro");
    expect(upgraded).toMatchObject({ state: "done", billing: { plan: "pro" } });
    await product.settle();
    expect(await product.balance()).toMatchObject({ plan: "pro", available: 2_500n });
    const { items } = invoiceList.parse(await product.ask("GET", "/billing/invoices"));
    expect(items.map(({ amountCents, state }) => [amountCents, state])).toEqual([
      [6_000, "paid"],
      [1_900, "paid"],
    ]);
    const { period } = await product.balance();
    await product.goTo(new Date(period.end.getTime() + 2 * 3_600_000));
    const renewed = await product.balance();
    expect(renewed).toMatchObject({ plan: "pro", available: 2_500n, monthly: 2_500n });
    expect(renewed.period.start).toEqual(period.end);
    const after = invoiceList.parse(await product.ask("GET", "/billing/invoices"));
    expect(after.items[0]).toMatchObject({ amountCents: 7_900, state: "paid" });
  });

  test("paid by a slow method begins when the bank has answered, and not before (R7.2)", async () => {
    for (const isPaid of [false, true]) {
      const begun = await product.changePlan("starter");
      product.stripe.pay(sessionOf(begun), "delayed");
      await product.settle();
      expect(await product.balance()).toMatchObject({ plan: "free", available: 50n });
      const made = product.stripe.events.findLast(({ type }) => type === "payment_intent.processing");
      product.stripe.answerOfBank((made?.data.object as { id: string } | undefined)?.id ?? "", isPaid);
      await product.settle();
      const after = isPaid ? { plan: "starter", available: 500n } : { plan: "free", available: 50n };
      expect(await product.balance()).toMatchObject(after);
    }
  });

  test("that is left ends with its period, and the workspace is on free", async () => {
    await subscribe("starter");
    const { period } = await product.balance();
    const left = await product.changePlan("free");
    expect(left.billing).toMatchObject({ plan: "starter", pending: { plan: "free" } });
    await product.goTo(new Date(period.end.getTime() + 2 * 3_600_000));
    expect(await product.balance()).toMatchObject({ plan: "free", available: 50n });
  });

  test("a lower one waits for the reset, and is what renews then", async () => {
    await subscribe("pro");
    const { period } = await product.balance();
    await product.changePlan("starter");
    expect(await product.balance()).toMatchObject({ plan: "pro", available: 2_500n });
    await product.goTo(new Date(period.end.getTime() + 2 * 3_600_000));
    expect(await product.balance()).toMatchObject({ plan: "starter", available: 500n });
    const { items } = invoiceList.parse(await product.ask("GET", "/billing/invoices"));
    expect(items[0]).toMatchObject({ amountCents: 1_900, state: "paid" });
  });

  test("whose renewal is declined falls to free's credits, and is raised when it is paid (R3.5)", async () => {
    await subscribe("starter");
    const { period } = await product.balance();
    const card = cardOfPlan();
    product.stripe.setCard(card, "declined");
    await product.goTo(new Date(period.end.getTime() + 2 * 3_600_000));
    expect(await product.balance()).toMatchObject({ available: 50n });
    product.stripe.setCard(card, "succeeds");
    await product.goTo(new Date(period.end.getTime() + 4 * 86_400_000));
    expect(await product.balance()).toMatchObject({ plan: "starter", available: 500n });
  });
});
