import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StripeProduct, sessionOf, startStripeProduct } from "./product-harness.ts";

let product: StripeProduct;
beforeAll(async () => {
  product = await startStripeProduct();
});
afterAll(() => product.close());

/** What became of one payment, and what is left of its 500 credits then. */
const fates = {
  paid: { left: 500n },
  declined: { left: 0n },
  slow: { left: 500n },
  returned: { left: 0n },
  "refunded-in-part": { left: 300n },
  refunded: { left: 0n },
  disputed: { left: 0n },
  won: { left: 500n },
} as const;
type Fate = keyof typeof fates;

/** Everything that people, banks and operators do about one payment, without waiting for our side. */
async function live(fate: Fate): Promise<string> {
  const { stripe } = product;
  const order = await product.order(500);
  const session = sessionOf(order);
  const isSlow = fate === "slow" || fate === "returned";
  stripe.pay(session, fate === "declined" ? "declined" : isSlow ? "delayed" : "succeeds");
  const made = stripe.events.findLast(({ type }) => type === "payment_intent.created");
  const intent = (made?.data.object as { id: string } | undefined)?.id ?? "";
  if (isSlow) stripe.answerOfBank(intent, fate === "slow");
  if (fate === "refunded-in-part") stripe.refund(intent, { amount: 200 });
  if (fate === "refunded") {
    stripe.refund(intent, { amount: 200 });
    stripe.refund(intent);
  }
  if (fate === "disputed") stripe.dispute(intent);
  if (fate === "won") stripe.closeDispute(stripe.dispute(intent), "won");
  return order.id;
}

const history = fc.record({
  fates: fc.array(fc.constantFrom(...(Object.keys(fates) as Fate[])), { minLength: 1, maxLength: 3 }),
  // For each event in turn: how often it comes, 0 for lost; and a number to sort by.
  deliveries: fc.array(fc.record({ times: fc.integer({ min: 0, max: 3 }), place: fc.nat() }), {
    minLength: 8,
    maxLength: 8,
  }),
});

test("each payment ends at what Stripe says, whatever of its webhooks is lost, repeated, late or out of order (G1–G3)", async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ fates: chosen, deliveries }) => {
      const before = (await product.balance()).available;
      product.stripe.webhooks.mode.isHeld = true;
      for (const fate of chosen) await live(fate);
      await product.stripe.webhooks.release((events) =>
        events
          .map((event, index) => ({ event, ...(deliveries[index % deliveries.length] ?? { times: 1, place: 0 }) }))
          .flatMap(({ event, times, place }) =>
            Array.from({ length: times }, (_, copy) => ({ event, at: place * (copy + 1) })),
          )
          .sort((left, right) => left.at - right.at)
          .map(({ event }) => event),
      );
      await product.settle();
      const expected = chosen.reduce((sum, fate) => sum + fates[fate].left, 0n);
      const granted = (await product.balance()).available - before;
      expect(granted).toBeLessThanOrEqual(500n * BigInt(chosen.length));
      // What was lost is found by reconciling, and whoever looks once more finds nothing.
      const { failed } = await product.payments.reconcile({ since: new Date(0) });
      expect(failed).toEqual([]);
      expect((await product.balance()).available - before).toBe(expected);
      expect((await product.payments.reconcile({ since: new Date(0) })).mended).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
