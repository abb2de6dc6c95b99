import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../../../../test-servers/stripe/server.ts";
import { paymentOf, type StripeHarness, saveCard, startStripe, unique } from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

function chargeOf(owner: { workspace: string; customer: string; card: string }) {
  const order = unique("top");
  const { workspace, customer, card } = owner;
  const amounts = { credits: 500n, amountCents: 500n, currency: "usd", description: "500 credits" };
  return { workspace, customer, card, order, key: `auto:${workspace}:1`, ...amounts };
}

describe("a charge of a saved card while nobody is there (R7.3)", () => {
  test("is paid, and names its workspace and order", async () => {
    const charge = chargeOf(await saveCard(stripe));
    const payment = await stripe.provider.chargeSavedCard(charge);
    const { workspace, order, customer } = charge;
    expect(payment).toMatchObject({ state: "paid", workspace, order, customer, amountCents: 500n, failure: null });
    expect(await paymentOf(stripe.provider, payment.id)).toEqual(payment);
  });

  test("tells a decline from a bank that wants to see the card holder", async () => {
    const declined = await saveCard(stripe);
    stripe.server.setCard(declined.card, "lacks-funds");
    expect(await stripe.provider.chargeSavedCard(chargeOf(declined))).toMatchObject({
      state: "failed",
      failure: { code: "lacks-funds" },
    });
    const asked = await saveCard(stripe);
    stripe.server.setCard(asked.card, "needs-action");
    expect(await stripe.provider.chargeSavedCard(chargeOf(asked))).toMatchObject({
      state: "action-required",
      failure: { code: "action-required" },
    });
  });

  test("with one key is one payment, at once or again, paid or declined", async () => {
    for (const behaviour of ["succeeds", "declined"] as const) {
      const owner = await saveCard(stripe);
      stripe.server.setCard(owner.card, behaviour);
      const charge = chargeOf(owner);
      const [first, second] = await Promise.all([
        stripe.provider.chargeSavedCard(charge),
        stripe.provider.chargeSavedCard(charge),
      ]);
      stripe.server.setCard(owner.card, "succeeds");
      const third = await stripe.provider.chargeSavedCard(charge);
      expect(second).toEqual(first);
      expect(third).toEqual(first);
      expect((await stripe.sdk.paymentIntents.list({ customer: owner.customer })).data).toHaveLength(1);
    }
  });

  test("whose answer was lost is found again by its key, charged once", async () => {
    // A closed connection is tried once more by the SDK itself, hence two of them.
    const faults: readonly Fault[] = [
      { kind: "reset", times: 2 },
      { kind: "cut-body" },
      { kind: "status", status: 500 },
    ];
    for (const fault of faults) {
      const owner = await saveCard(stripe);
      const charge = chargeOf(owner);
      stripe.server.fail({ ...fault, isApplied: true, path: "/v1/payment_intents", method: "POST" });
      await expect(stripe.provider.chargeSavedCard(charge)).rejects.toMatchObject({
        name: "PaymentProviderError",
        code: "unavailable",
      });
      expect(await stripe.provider.chargeSavedCard(charge)).toMatchObject({ state: "paid" });
      const made = await stripe.sdk.paymentIntents.list({ customer: owner.customer });
      expect(made.data.map(({ status }) => status)).toEqual(["succeeded"]);
    }
  });

  test("whose answer was lost is one charge also after Stripe has forgotten its key", async () => {
    const owner = await saveCard(stripe);
    const charge = chargeOf(owner);
    stripe.server.fail({ kind: "status", status: 500, isApplied: true, path: "/v1/payment_intents", method: "POST" });
    await expect(stripe.provider.chargeSavedCard(charge)).rejects.toMatchObject({ code: "unavailable" });
    stripe.server.forgetIdempotencyKeys();
    expect(await stripe.provider.chargeSavedCard(charge)).toMatchObject({ state: "paid" });
    expect((await stripe.sdk.paymentIntents.list({ customer: owner.customer })).data).toHaveLength(1);
  });

  test("that never reached Stripe is charged by the second try", async () => {
    const owner = await saveCard(stripe);
    const charge = chargeOf(owner);
    for (const status of [500, 503, 429] as const) {
      stripe.server.fail({ kind: "status", status, path: "/v1/payment_intents" });
      await expect(stripe.provider.chargeSavedCard(charge)).rejects.toMatchObject({ code: "unavailable" });
    }
    expect((await stripe.sdk.paymentIntents.list({ customer: owner.customer })).data).toEqual([]);
    expect(await stripe.provider.chargeSavedCard(charge)).toMatchObject({ state: "paid" });
  });

  test("under a key that stands for another charge is refused, and charges nothing", async () => {
    const owner = await saveCard(stripe);
    const charge = chargeOf(owner);
    await stripe.provider.chargeSavedCard(charge);
    const other = { ...charge, order: unique("top"), amountCents: 900n };
    await expect(stripe.provider.chargeSavedCard(other)).rejects.toMatchObject({
      code: "refused",
    });
    expect((await stripe.sdk.paymentIntents.list({ customer: owner.customer })).data).toHaveLength(1);
  });

  test("of a card that was removed, or is another customer's, charges nothing", async () => {
    const owner = await saveCard(stripe);
    const other = await saveCard(stripe);
    const stolen = chargeOf({ ...owner, card: other.card });
    await expect(stripe.provider.chargeSavedCard(stolen)).rejects.toMatchObject({ code: "refused" });
    await stripe.provider.removeCard(owner.card);
    await stripe.provider.removeCard(owner.card);
    await stripe.provider.removeCard("pm_none");
    const { setup } = owner;
    expect(await stripe.provider.fetch({ kind: "card-setup", id: setup.id })).toMatchObject({
      state: "saved",
      card: null,
    });
    const gone = chargeOf({ ...owner, card: "pm_none" });
    await expect(stripe.provider.chargeSavedCard(gone)).rejects.toMatchObject({ code: "not-found" });
  });
});
