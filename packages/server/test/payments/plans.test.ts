import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changeCard, closeDispute, dispute } from "../../src/payments/sandbox/money-back.ts";
import { payInvoice } from "../../src/payments/sandbox/sandbox-till.ts";
import { expectProblem } from "../server-harness.ts";
import { checkoutIdOf, pay, paying } from "./payment-harness.ts";
import { type PlanServer, startPlanServer } from "./plan-harness.ts";

let world: PlanServer;
beforeEach(async () => {
  world = await startPlanServer("2027-01-10T00:00:00Z");
});
afterEach(() => world.close());

const balance = () => world.balance();
const spend = (credits: bigint) => world.spend(credits);

describe("a subscription", () => {
  test("R3.3 F5 begins a new period with the full plan at its own anchor, once, however its webhooks come", async () => {
    world.goTo("2027-01-31T10:00:00Z");
    await spend(20n);
    expect(await world.quotePlan("pro")).toMatchObject({ change: "start", dueCents: 7_900, renewalCents: 7_900 });
    const begun = await world.change("pro");
    expect(begun.state).toBe("pay");
    expect((await balance()).available).toBe(30n);
    await pay(world.sandbox, begun, { delivery: "twice" });
    await world.deliver();
    await world.deliver();
    const after = await balance();
    expect(after).toMatchObject({ plan: "pro", available: 2_500n, monthly: 2_500n });
    expect(after.period.end.toISOString().slice(0, 10)).toBe("2027-02-28");
    expect(await world.readBilling()).toMatchObject({
      plan: "pro",
      subscription: { status: "active", interval: "month" },
    });
  });

  test("F6 of the 31st renews on the last day of shorter months, and each month has exactly the plan's credits", async () => {
    world.goTo("2027-01-31T10:00:00Z");
    await world.subscribe("starter");
    const ends: string[] = [];
    for (let month = 0; month < 4; month++) {
      const { period, available } = await balance();
      expect(available).toBe(500n);
      ends.push(period.end.toISOString().slice(5, 10));
      world.goTo(new Date(period.end.getTime() + 1).toISOString());
      await world.settle();
    }
    expect(ends).toEqual(["02-28", "03-31", "04-30", "05-31"]);
  });

  test("R3.2 an upgrade is charged the full difference, and its credits come when that is paid", async () => {
    await world.subscribe("starter");
    await spend(100n);
    expect(await world.quotePlan("pro")).toMatchObject({ change: "upgrade", dueCents: 6_000, creditsNow: 2_000 });
    const upgraded = await world.change("pro");
    expect(upgraded).toMatchObject({ state: "done", billing: { plan: "pro" } });
    expect(await balance()).toMatchObject({ plan: "pro", available: 2_400n, spent: 100n });
    await world.deliver();
    expect((await balance()).available).toBe(2_400n);
    const subscription = await world.sandbox.store.find("subscription", await world.subscriptionId());
    expect(subscription).toMatchObject({ plan: "pro", priceCents: 7_900n });
  });

  test("R3.1 an upgrade's quote promises what it grants, also where an operator put a lower plan in force", async () => {
    await world.subscribe("starter");
    const lower = { workspace: world.workspace, plan: "free", when: "now", actor: "operator", key: "lower" } as const;
    await world.server.services.credits.changePlan(lower);
    expect(await world.quotePlan("pro")).toMatchObject({ change: "upgrade", creditsNow: 2_000 });
    await world.change("pro");
    expect((await balance()).available).toBe(2_500n);
  });

  test("R3.2 an upgrade whose card is declined grants nothing until its invoice is paid", async () => {
    await world.subscribe("starter", "month", "declined-later");
    const asked = await world.change("pro");
    expect(asked.state).toBe("pay");
    expect(await balance()).toMatchObject({ plan: "starter", available: 500n });
    await payInvoice(world.sandbox, checkoutIdOf(asked), { ...paying, card: "works" });
    expect(await world.readBilling()).toMatchObject({ plan: "pro" });
    expect((await balance()).available).toBe(2_500n);
    await world.deliver();
    expect((await balance()).available).toBe(2_500n);
  });

  test("an upgrade that nobody paid can not be paid any more once another one is asked for", async () => {
    await world.subscribe("starter", "month", "declined-later");
    const first = await world.change("pro");
    await world.change("scale");
    const invoice = await payInvoice(world.sandbox, checkoutIdOf(first), paying);
    expect(invoice?.state).toBe("void");
    expect((await balance()).plan).toBe("starter");
  });

  test("R3.1 a downgrade waits for the reset, takes nothing before, and can be taken back", async () => {
    await world.subscribe("pro");
    const { period } = await balance();
    expect(await world.quotePlan("starter")).toMatchObject({ change: "downgrade", dueCents: 0 });
    const down = await world.change("starter");
    expect(down.billing.pending).toMatchObject({ plan: "starter", at: period.end.toISOString() });
    expect((await balance()).available).toBe(2_500n);
    const back = await world.change("pro");
    expect(back.billing.pending).toBeNull();
    await world.change("starter");
    world.goTo(period.end.toISOString());
    expect(await balance()).toMatchObject({ plan: "starter", available: 500n });
    await world.settle();
    expect(await world.readBilling()).toMatchObject({
      plan: "starter",
      pending: null,
      subscription: { status: "active", priceCents: 1_900 },
    });
  });

  test("R3.3 a cancellation ends at the reset; coming back before it resumes and grants nothing", async () => {
    await world.subscribe("pro");
    await spend(1_000n);
    const { period } = await balance();
    const cancelled = await world.change("free");
    expect(cancelled.billing).toMatchObject({ pending: { plan: "free" }, subscription: { status: "active" } });
    expect(await world.change("pro")).toMatchObject({ state: "done", billing: { pending: null } });
    expect((await balance()).available).toBe(1_500n);
    await world.change("free");
    world.goTo(period.end.toISOString());
    expect(await balance()).toMatchObject({ plan: "free", available: 50n });
    await world.settle();
    expect(await world.readBilling()).toMatchObject({ subscription: { status: "ended" } });
    expect((await balance()).available).toBe(50n);
    await world.subscribe("pro");
    expect(await balance()).toMatchObject({ plan: "pro", available: 2_500n });
  });

  test("R3.5 a renewal that fails leaves free's credits until it is paid, and gives back exactly the rest then", async () => {
    await world.subscribe("pro");
    const { period } = await balance();
    await changeCard(world.sandbox, await world.subscriptionId(), "declined-later");
    world.goTo(period.end.toISOString());
    expect((await balance()).available).toBe(2_500n);
    await world.settle();
    expect((await balance()).available).toBe(50n);
    const { subscription } = await world.readBilling();
    expect(subscription).toMatchObject({ status: "past-due", paidUntil: period.end.toISOString() });
    await expectProblem(
      await world.owner.send("PUT", `${world.base}/billing/plan`, { json: { plan: "scale", returnTo: "/" } }),
      "plan-change-refused",
    );
    await payInvoice(world.sandbox, subscription.payUrl?.split("/").at(-1) ?? "", paying);
    await world.deliver();
    expect((await balance()).available).toBe(2_500n);
    expect((await world.readBilling()).subscription).toMatchObject({ status: "active", payUrl: null });
  });

  test("R3.5 what was spent before the failure was known stays spent, and the bucket is not below zero", async () => {
    await world.subscribe("pro");
    const { period } = await balance();
    await changeCard(world.sandbox, await world.subscriptionId(), "declined-later");
    world.goTo(period.end.toISOString());
    await spend(400n);
    await world.settle();
    const unpaid = await balance();
    expect(unpaid.spent).toBe(400n);
    expect(unpaid.available).toBe(0n);
  });

  test("R3.5 F7 news of a failed renewal that come a period late give that period free's credits", async () => {
    await world.subscribe("pro");
    await changeCard(world.sandbox, await world.subscriptionId(), "declined-later");
    world.goTo("2027-02-15T00:00:00Z");
    await world.settle();
    world.goTo("2027-03-15T00:00:00Z");
    expect((await balance()).available).toBe(50n);
  });

  test("R3.5 a renewal's invoice that is disputed is taken back, and given back when the dispute is won, once", async () => {
    await world.subscribe("pro");
    const { period } = await balance();
    world.goTo(period.end.toISOString());
    await world.settle();
    await spend(500n);
    const [invoice] = await world.sandbox.store.list("invoice", { limit: 1 });
    if (invoice === undefined) throw new Error("no invoice");
    const named = { kind: "invoice", id: invoice.id } as const;
    await dispute(world.sandbox, named);
    await world.deliver();
    expect((await balance()).available).toBe(0n);
    await closeDispute(world.sandbox, named, "won");
    await world.deliver();
    await world.payments.apply(named);
    expect((await balance()).available).toBe(2_000n);
  });
});

describe("a year", () => {
  test("F8 has twelve monthly buckets, and is paid once", async () => {
    world.goTo("2027-01-31T00:00:00Z");
    await world.subscribe("starter", "year");
    for (let month = 0; month < 11; month++) {
      const { period, available } = await balance();
      expect(available).toBe(500n);
      world.goTo(period.end.toISOString());
      await world.settle();
    }
    expect((await world.sandbox.store.list("invoice", { limit: 50 })).length).toBe(1);
    expect((await world.readBilling()).subscription).toMatchObject({ interval: "year", status: "active" });
  });

  test("a cancellation waits for its end, not for the next monthly reset", async () => {
    await world.subscribe("starter", "year");
    const { pending } = (await world.change("free")).billing;
    expect(pending).toMatchObject({ plan: "free" });
    expect(pending?.at.slice(0, 7)).toBe("2028-01");
    world.goTo("2027-06-20T00:00:00Z");
    await world.settle();
    expect(await balance()).toMatchObject({ plan: "starter", available: 500n });
    world.goTo("2028-01-20T00:00:00Z");
    expect(await balance()).toMatchObject({ plan: "free", available: 50n });
  });

  test("an upgrade pays the difference for the months that are left, this one included", async () => {
    await world.subscribe("starter", "year");
    world.goTo("2027-08-20T00:00:00Z");
    await world.settle();
    // August to December: five periods of twelve, of 790 − 190 dollars.
    expect(await world.quotePlan("pro", "year")).toMatchObject({ change: "upgrade", dueCents: 25_000 });
  });
});

describe("who may", () => {
  test("owners change the plan, admins see it, editors and viewers and strangers do not", async () => {
    const json = { plan: "pro", returnTo: "/" };
    const path = `${world.base}/billing`;
    const admin = await world.server.member(world.workspace, "admin");
    expect((await admin.send("GET", path)).status).toBe(200);
    await expectProblem(await admin.send("PUT", `${path}/plan`, { json }), "role-not-sufficient");
    await expectProblem(await admin.send("POST", `${path}/portal`, { json: { returnTo: "/" } }), "role-not-sufficient");
    for (const role of ["editor", "viewer"] as const) {
      const member = await world.server.member(world.workspace, role);
      for (const suffix of ["", "/invoices", "/plan-quote?plan=pro", "/auto-top-up"]) {
        await expectProblem(await member.send("GET", `${path}${suffix}`), "role-not-sufficient");
      }
      await expectProblem(await member.send("PUT", `${path}/plan`, { json }), "role-not-sufficient");
    }
    const other = await world.server.signUp("Nina Neighbour");
    for (const suffix of ["", "/invoices", "/plan-quote?plan=pro", "/auto-top-up"]) {
      await expectProblem(await other.send("GET", `${path}${suffix}`), "not-found");
      await expectProblem(await world.server.stranger.send("GET", `${path}${suffix}`), "not-signed-in");
    }
    await expectProblem(await other.send("PUT", `${path}/plan`, { json }), "not-found");
    await expectProblem(await world.owner.send("POST", `${path}/portal`, { json: { returnTo: "/" } }), "not-found");
  });

  test("a plan without a price, another price than was seen, and an unknown plan are refused", async () => {
    expect(await world.quotePlan("enterprise")).toMatchObject({ change: "contact" });
    const put = (json: object) => world.owner.send("PUT", `${world.base}/billing/plan`, { json });
    await expectProblem(await put({ plan: "enterprise", returnTo: "/" }), "plan-change-refused");
    const unknown = 'There is no plan "gold"; there are free, starter, pro, scale, enterprise.';
    const refused = await expectProblem(await put({ plan: "gold", returnTo: "/" }), "plan-change-refused");
    expect(refused.detail).toBe(unknown);
    const quote = await world.owner.send("GET", `${world.base}/billing/plan-quote?plan=gold`);
    expect((await expectProblem(quote, "plan-change-refused")).detail).toBe(unknown);
    await expectProblem(await put({ plan: "pro", returnTo: "/", dueCents: 1 }), "price-changed");
    await expectProblem(await put({ plan: "pro", returnTo: "//evil.example" }), "validation-failed");
  });

  test("a request that is sent again under its key begins one subscription", async () => {
    const first = await world.change("pro", { key: "same" });
    expect(await world.change("pro", { key: "same" })).toMatchObject({ checkoutUrl: first.checkoutUrl });
    const headers = { "idempotency-key": "same" };
    const json = { plan: "scale", returnTo: "/w/x" };
    const other = await world.owner.send("PUT", `${world.base}/billing/plan`, { json, headers });
    await expectProblem(other, "idempotency-key-reused");
  });
});
