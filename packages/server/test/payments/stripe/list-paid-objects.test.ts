import { afterAll, beforeAll, expect, test } from "vitest";
import { payTopUp, type StripeHarness, saveCard, startStripe, subscribe } from "./stripe-harness.ts";

let stripe: StripeHarness;
beforeAll(async () => {
  stripe = await startStripe();
});
afterAll(() => stripe.close());

async function listSince(since: Date): Promise<string[]> {
  const found: string[] = [];
  for await (const { kind, id } of stripe.provider.list({ since })) found.push(`${kind} ${id}`);
  return found;
}

test("everything that was paid is listed once, as it is now, and nothing that is somebody else's", async () => {
  const early = await payTopUp(stripe);
  const { subscription, customer } = await subscribe(stripe);
  const { setup } = await saveCard(stripe);
  await stripe.sdk.paymentIntents.create({
    amount: 900,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const [first] = await stripe.provider.listInvoices({ customer, limit: 1 });
  const all = [
    `subscription ${subscription}`,
    `payment ${early.payment}`,
    `invoice ${first?.id}`,
    `card-setup ${setup.id}`,
  ];
  expect(await listSince(new Date(0))).toEqual(all);
  stripe.server.advanceTo(stripe.server.now() + 10 * 86_400);
  const since = new Date(stripe.server.now() * 1_000);
  expect(await listSince(since)).toEqual([]);
  const many: string[] = [];
  for (let number = 0; number < 12; number += 1) many.unshift((await payTopUp(stripe)).payment);
  expect(await listSince(since)).toEqual(many.map((id) => `payment ${id}`));
  // Money that went back makes an old payment worth a look again.
  stripe.server.refund(early.payment);
  expect(await listSince(since)).toEqual([...many.map((id) => `payment ${id}`), `payment ${early.payment}`]);
  const everything = await listSince(new Date(0));
  expect(everything.filter((found) => found === `payment ${early.payment}`)).toHaveLength(1);
});

test("a failure in the middle ends the list with it, and shows no half of an object", async () => {
  stripe.server.fail({ kind: "status", status: 500, path: "/v1/invoices" });
  await expect(listSince(new Date(0))).rejects.toMatchObject({ code: "unavailable" });
});
