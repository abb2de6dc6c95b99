import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginTopUp, paymentOf, type StripeHarness, startStripe, subscribe } from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

/** What a browser does with a page: its text, or where it is sent. */
async function open(url: string, form?: Record<string, string>): Promise<{ text: string; location: string | null }> {
  const sent = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
  const response = await fetch(url, { ...sent, redirect: "manual" });
  return { text: await response.text(), location: response.headers.get("location") };
}

describe("the hosted checkout page", () => {
  test("shows what is bought, takes a card, and sends the person back", async () => {
    const { checkout } = await beginTopUp(stripe);
    const page = await open(checkout.url);
    expect(page.text).toContain("500 credits: 5.00 USD");
    expect(page.text).toContain('href="https://docs.example.com/back"');
    const declined = await open(`${checkout.url}/pay`, { card: "declined" });
    expect(declined.text).toContain("Your card was declined.");
    const paid = await open(`${checkout.url}/pay`, { card: "succeeds" });
    expect(paid.location).toBe("https://docs.example.com/done");
    expect((await open(checkout.url)).text).toContain("This checkout is over");
    const { made } = (await stripe.provider.fetchCheckout(checkout.id)) ?? {};
    expect(await paymentOf(stripe.provider, made?.id ?? "")).toMatchObject({ state: "paid" });
  });

  test("asks for 3-D Secure before it takes the money", async () => {
    const { checkout } = await beginTopUp(stripe);
    const asked = await open(`${checkout.url}/pay`, { card: "needs-action-once" });
    expect(asked.text).toContain("Complete authentication");
    expect((await stripe.provider.fetchCheckout(checkout.id))?.state).toBe("open");
    const failed = await open(`${checkout.url}/pay?card=needs-action-once`, { authenticated: "no" });
    expect(failed.text).toContain("Your card was declined.");
    const passed = await open(`${checkout.url}/pay?card=needs-action-once`, { authenticated: "yes" });
    expect(passed.location).toBe("https://docs.example.com/done");
  });

  test("shows nothing of a session that does not exist, and escapes what it shows", async () => {
    expect((await open(`${stripe.server.url}/checkout/cs_test_none`)).text).toContain("No such page");
    const { workspace, customer } = await stripe.customer();
    const checkout = await stripe.provider.checkOutTopUp({
      workspace,
      customer,
      order: "top_escaped",
      key: "top_escaped",
      credits: 500n,
      amountCents: 500n,
      currency: "usd",
      description: "<script>alert(1)</script>",
      successUrl: "https://docs.example.com/done?session={CHECKOUT_SESSION_ID}",
      cancelUrl: "https://docs.example.com/back?a=1&b=2",
    });
    const { text } = await open(checkout.url);
    expect(text).not.toContain("<script>");
    const paid = await open(`${checkout.url}/pay`, { card: "succeeds" });
    expect(paid.location).toBe(`https://docs.example.com/done?session=${checkout.id}`);
  });
});

describe("the portal's page", () => {
  test("changes the card that renewals are charged to", async () => {
    const { customer, subscription } = await subscribe(stripe);
    const before = await stripe.sdk.subscriptions.retrieve(subscription);
    const { url } = await stripe.provider.openPortal({ customer, returnUrl: "https://docs.example.com/billing" });
    expect((await open(url)).text).toContain('href="https://docs.example.com/billing"');
    await open(url, { card: "succeeds" });
    const after = await stripe.sdk.subscriptions.retrieve(subscription);
    expect(after.default_payment_method).not.toBe(before.default_payment_method);
  });
});
