import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf } from "../../../src/payments/stripe/stripe-values.ts";
import { invoiceOf, paymentOf, payTopUp, type StripeHarness, startStripe, subscribe } from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

/** The payment intent behind a subscription's first invoice. */
async function firstInvoice(customer: string): Promise<{ invoice: string; intent: string }> {
  const [invoice] = await stripe.provider.listInvoices({ customer, limit: 1 });
  const payments = await stripe.sdk.invoicePayments.list({ invoice: invoice?.id ?? "" });
  return { invoice: invoice?.id ?? "", intent: idOf(payments.data[0]?.payment.payment_intent) ?? "" };
}

describe("money that went back (R5.2)", () => {
  test("is the sum of the refunds that succeeded, step by step", async () => {
    const { payment } = await payTopUp(stripe);
    stripe.server.refund(payment, { amount: 120 });
    expect(await paymentOf(stripe.provider, payment)).toMatchObject({ state: "paid", refundedCents: 120n });
    stripe.server.refund(payment, { amount: 80 });
    expect(await paymentOf(stripe.provider, payment)).toMatchObject({ refundedCents: 200n });
    stripe.server.refund(payment);
    expect(await paymentOf(stripe.provider, payment)).toMatchObject({ state: "paid", refundedCents: 500n });
  });

  test("counts a slow refund once it succeeded, and not when the bank sends it back", async () => {
    for (const state of ["succeeded", "failed"] as const) {
      const { payment } = await payTopUp(stripe);
      const refund = stripe.server.refund(payment, { amount: 300, state: "pending" });
      expect(await paymentOf(stripe.provider, payment)).toMatchObject({ refundedCents: 0n });
      stripe.server.endRefund(refund, state);
      expect((await paymentOf(stripe.provider, payment)).refundedCents).toBe(state === "succeeded" ? 300n : 0n);
    }
  });

  test("tells an open dispute from one that was won or lost, and leaves inquiries out", async () => {
    for (const result of ["won", "lost"] as const) {
      const { payment } = await payTopUp(stripe);
      const id = stripe.server.dispute(payment, { amount: 400 });
      expect((await paymentOf(stripe.provider, payment)).disputes).toEqual([{ id, amountCents: 400n, state: "open" }]);
      stripe.server.closeDispute(id, result);
      expect((await paymentOf(stripe.provider, payment)).disputes).toEqual([{ id, amountCents: 400n, state: result }]);
    }
    const { payment } = await payTopUp(stripe);
    const inquiry = stripe.server.dispute(payment, { isInquiry: true });
    expect((await paymentOf(stripe.provider, payment)).disputes).toEqual([]);
    stripe.server.closeDispute(inquiry, "lost");
    expect((await paymentOf(stripe.provider, payment)).disputes).toEqual([]);
  });

  test("of an invoice is found through its payment, in a list too", async () => {
    const { customer } = await subscribe(stripe);
    const { invoice, intent } = await firstInvoice(customer);
    stripe.server.refund(intent, { amount: 900 });
    const id = stripe.server.dispute(intent, { amount: 1_000 });
    const expected = { state: "paid", refundedCents: 900n, disputes: [{ id, amountCents: 1_000n, state: "open" }] };
    expect(await invoiceOf(stripe.provider, invoice)).toMatchObject(expected);
    expect(await stripe.provider.listInvoices({ customer, limit: 5 })).toMatchObject([expected]);
  });
});
