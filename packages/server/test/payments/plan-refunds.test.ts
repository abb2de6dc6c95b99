import { afterEach, beforeEach, expect, test } from "vitest";
import { changeCard, closeDispute, dispute, refund } from "../../src/payments/sandbox/money-back.ts";
import { payInvoice } from "../../src/payments/sandbox/sandbox-till.ts";
import { paying } from "./payment-harness.ts";
import { type PlanServer, startPlanServer } from "./plan-harness.ts";

let world: PlanServer;
beforeEach(async () => {
  world = await startPlanServer("2027-01-10T00:00:00Z");
});
afterEach(() => world.close());

test("R3.5 R5.2 a part of a start's invoice takes its share of what is above free's number, and nobody is asked", async () => {
  await world.subscribe("pro");
  const [invoice] = await world.sandbox.store.list("invoice", { limit: 1 });
  const named = { kind: "invoice", id: invoice?.id ?? "" } as const;
  await refund(world.sandbox, named, 1_000n);
  await world.deliver();
  // Of 2,450 above the free 50, $10 of $79: 310.1.
  expect((await world.balance()).available).toBe(2_190n);
  expect((await world.readBilling()).plan).toBe("pro");
  expect(await world.payments.flags.listOpen(10)).toEqual([]);
  await refund(world.sandbox, named, 1_000n);
  await world.deliver();
  await world.payments.apply(named);
  expect((await world.balance()).available).toBe(1_880n);
});

test("R3.5 R5.2 a renewal's part counts for its own period, the next one is whole, and what was spent is flagged", async () => {
  await world.subscribe("pro");
  const first = await world.balance();
  world.goTo(first.period.end.toISOString());
  await world.settle();
  const second = await world.balance();
  await world.spend(2_400n);
  const invoices = await world.sandbox.store.list("invoice", { limit: 5 });
  const renewal = invoices.find(({ reason }) => reason === "renewal");
  await refund(world.sandbox, { kind: "invoice", id: renewal?.id ?? "" }, 3_950n);
  await world.deliver();
  expect(await world.balance()).toMatchObject({ available: 0n, spent: 2_400n });
  const flags = await world.payments.flags.listOpen(10);
  expect(flags).toEqual([expect.objectContaining({ kind: "spent-before-taken-back", subject: renewal?.id })]);
  expect(flags[0]?.detail).toMatch(/^Of the 1225 credits .* 1125 are spent/);
  world.goTo(second.period.end.toISOString());
  await world.settle();
  expect((await world.balance()).available).toBe(2_500n);
});

test("R3.5 R5.2 a renewal that was paid late and then partly refunded takes its share of what paying had raised", async () => {
  await world.subscribe("pro");
  const { period } = await world.balance();
  await changeCard(world.sandbox, await world.subscriptionId(), "declined-later");
  // Nobody comes by at the reset: the period opens unpaid, and is raised later.
  world.goTo("2027-02-15T00:00:00Z");
  await world.settle();
  expect(await world.balance()).toMatchObject({ available: 50n, period: { start: period.end } });
  const { subscription } = await world.readBilling();
  const invoice = subscription.payUrl?.split("/").at(-1) ?? "";
  await payInvoice(world.sandbox, invoice, paying);
  await world.deliver();
  expect((await world.balance()).available).toBe(2_500n);
  await refund(world.sandbox, { kind: "invoice", id: invoice }, 3_950n);
  await world.deliver();
  expect((await world.balance()).available).toBe(1_275n);
});

test("R5.2 a dispute over the rest of a partly refunded invoice leaves free's number, and won, the refunded part is still due", async () => {
  await world.subscribe("pro");
  const [invoice] = await world.sandbox.store.list("invoice", { limit: 1 });
  const named = { kind: "invoice", id: invoice?.id ?? "" } as const;
  await refund(world.sandbox, named, 1_000n);
  await dispute(world.sandbox, named);
  await world.deliver();
  expect((await world.balance()).available).toBe(50n);
  await closeDispute(world.sandbox, named, "won");
  await world.deliver();
  await world.payments.apply(named);
  expect((await world.balance()).available).toBe(2_190n);
});

test("a part of a year's invoice takes nothing by itself, and an operator is told", async () => {
  await world.subscribe("pro", "year");
  const [invoice] = await world.sandbox.store.list("invoice", { limit: 1 });
  await refund(world.sandbox, { kind: "invoice", id: invoice?.id ?? "" }, 1_000n);
  await world.deliver();
  expect((await world.balance()).available).toBe(2_500n);
  const flags = await world.payments.flags.listOpen(10);
  expect(flags).toEqual([expect.objectContaining({ kind: "invoice-partly-refunded", subject: invoice?.id })]);
});

test("R5.2 a refunded upgrade takes its own lot back, and no more", async () => {
  await world.subscribe("starter");
  await world.change("pro");
  const invoices = await world.sandbox.store.list("invoice", { limit: 5 });
  const upgrade = invoices.find(({ reason }) => reason === "upgrade");
  await refund(world.sandbox, { kind: "invoice", id: upgrade?.id ?? "" }, 3_000n);
  await world.deliver();
  expect((await world.balance()).available).toBe(1_500n);
});
