import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf } from "../../../src/payments/stripe/stripe-values.ts";
import {
  invoiceOf,
  proMonth,
  type StripeHarness,
  startStripe,
  subscribe,
  subscriptionOf,
  unique,
} from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

function upgradeOf(owner: { workspace: string; customer: string; subscription: string }) {
  const { workspace, customer, subscription } = owner;
  const { plan, interval, currency } = proMonth;
  const order = unique("ord");
  const what = { plan, interval, currency, amountCents: 6_000n, description: "Upgrade from Starter to Pro" };
  return { workspace, customer, subscription, order, key: `upgrade:${order}`, ...what };
}

async function setCard(subscription: string, behaviour: "declined" | "needs-action" | "succeeds") {
  const { default_payment_method: card } = await stripe.sdk.subscriptions.retrieve(subscription);
  stripe.server.setCard(idOf(card) ?? "", behaviour);
}

describe("an upgrade's invoice (R3.2)", () => {
  test("is over the full difference, whenever in the period, and leaves the subscription as it is", async () => {
    const owner = await subscribe(stripe);
    const before = await subscriptionOf(stripe.provider, owner.subscription);
    // Half of the month is over: a proration would ask for about half.
    const half = (before.period.start.getTime() + before.period.end.getTime()) / 2_000;
    stripe.server.advanceTo(Math.floor(half));
    const upgrade = upgradeOf(owner);
    const invoice = await stripe.provider.invoiceUpgrade(upgrade);
    expect(invoice).toMatchObject({
      reason: "upgrade",
      state: "paid",
      amountCents: 6_000n,
      plan: "pro",
      interval: "month",
    });
    expect(invoice).toMatchObject({
      workspace: owner.workspace,
      order: upgrade.order,
      subscription: owner.subscription,
    });
    expect(invoice.period).toEqual(before.period);
    expect(await subscriptionOf(stripe.provider, owner.subscription)).toEqual(before);
  });

  test("that is declined stays open with a page to pay it at", async () => {
    const owner = await subscribe(stripe);
    await setCard(owner.subscription, "declined");
    const open = await stripe.provider.invoiceUpgrade(upgradeOf(owner));
    expect(open).toMatchObject({ state: "open", failure: { code: "card-declined" } });
    // Nobody but a person pays it: what was refused is not charged days later, when it is no longer expected.
    await setCard(owner.subscription, "succeeds");
    stripe.server.advanceTo(stripe.server.now() + 5 * 86_400);
    expect(await invoiceOf(stripe.provider, open.id)).toMatchObject({ state: "open" });
    await fetch(`${open.url}/pay`, { method: "POST", body: new URLSearchParams({ card: "succeeds" }) });
    expect(await invoiceOf(stripe.provider, open.id)).toMatchObject({ state: "paid", failure: null });
    expect(await subscriptionOf(stripe.provider, owner.subscription)).toMatchObject({
      status: "active",
      plan: "starter",
    });
  });

  test("whose bank wants to see the card holder waits for them", async () => {
    const owner = await subscribe(stripe);
    await setCard(owner.subscription, "needs-action");
    const open = await stripe.provider.invoiceUpgrade(upgradeOf(owner));
    expect(open).toMatchObject({ state: "open", failure: { code: "action-required" } });
    const payments = await stripe.sdk.invoicePayments.list({ invoice: open.id });
    stripe.server.authenticate(idOf(payments.data[0]?.payment.payment_intent) ?? "", true);
    expect(await invoiceOf(stripe.provider, open.id)).toMatchObject({ state: "paid", failure: null });
  });

  test("without any card stays open, and asks for one", async () => {
    const owner = await subscribe(stripe);
    const { default_payment_method: card } = await stripe.sdk.subscriptions.retrieve(owner.subscription);
    await stripe.provider.removeCard(idOf(card) ?? "");
    const open = await stripe.provider.invoiceUpgrade(upgradeOf(owner));
    expect(open).toMatchObject({ state: "open", failure: null });
    expect(open.url).toContain("/invoices/");
  });

  test("goes on where it was after any of its steps was lost, and is one invoice", async () => {
    const steps = ["/v1/invoices", "/v1/invoiceitems", "/v1/invoices/in_"];
    for (const isApplied of [true, false]) {
      for (const path of steps) {
        const owner = await subscribe(stripe);
        const upgrade = upgradeOf(owner);
        stripe.server.fail({ kind: "status", status: 500, isApplied, path, method: "POST" });
        await expect(stripe.provider.invoiceUpgrade(upgrade)).rejects.toMatchObject({ code: "unavailable" });
        const invoice = await stripe.provider.invoiceUpgrade(upgrade);
        expect(invoice).toMatchObject({ state: "paid", amountCents: 6_000n });
        expect(await stripe.provider.invoiceUpgrade(upgrade)).toEqual(invoice);
        const invoices = await stripe.provider.listInvoices({ customer: owner.customer, limit: 10 });
        expect(invoices.map(({ reason }) => reason)).toEqual(["upgrade", "start"]);
      }
    }
  });

  test("that was begun is gone on with also after Stripe has forgotten its keys", async () => {
    for (const path of ["/v1/invoices", "/v1/invoiceitems", "/v1/invoices/in_"]) {
      const owner = await subscribe(stripe);
      const upgrade = upgradeOf(owner);
      stripe.server.fail({ kind: "status", status: 500, isApplied: true, path, method: "POST" });
      await expect(stripe.provider.invoiceUpgrade(upgrade)).rejects.toMatchObject({ code: "unavailable" });
      stripe.server.forgetIdempotencyKeys();
      const invoice = await stripe.provider.invoiceUpgrade(upgrade);
      expect(invoice).toMatchObject({ state: "paid", amountCents: 6_000n });
      stripe.server.forgetIdempotencyKeys();
      expect(await stripe.provider.invoiceUpgrade(upgrade)).toEqual(invoice);
      expect(await stripe.provider.listInvoices({ customer: owner.customer, limit: 10 })).toHaveLength(2);
    }
  });

  test("that nobody has paid can be voided, also twice; a paid one can not", async () => {
    const owner = await subscribe(stripe);
    await setCard(owner.subscription, "declined");
    const open = await stripe.provider.invoiceUpgrade(upgradeOf(owner));
    await stripe.provider.voidInvoice(open.id);
    await stripe.provider.voidInvoice(open.id);
    expect(await invoiceOf(stripe.provider, open.id)).toMatchObject({ state: "void" });
    await setCard(owner.subscription, "succeeds");
    const paid = await stripe.provider.invoiceUpgrade(upgradeOf(owner));
    await expect(stripe.provider.voidInvoice(paid.id)).rejects.toMatchObject({ code: "refused" });
    await expect(stripe.provider.voidInvoice("in_none")).rejects.toMatchObject({ code: "not-found" });
  });
});
