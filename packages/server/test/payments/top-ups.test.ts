import { topUpOrderList, topUpQuote } from "@dokly/contract";
import { shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelCheckout, declineCheckout } from "../../src/payments/sandbox/sandbox-till.ts";
import { expectProblem, startTestServer } from "../server-harness.ts";
import { checkoutIdOf, type PaymentServer, pay, startPaymentServer } from "./payment-harness.ts";
import { type PlanServer, startPlanServer } from "./plan-harness.ts";

let world: PaymentServer;
beforeAll(async () => {
  world = await startPaymentServer();
});
afterAll(() => world.close());

test("a workspace's first orders, many at once, make one customer at the provider", async () => {
  const { provide } = world.payments.customers;
  const before = world.workspace.slice(0, -3);
  for (let round = 100; round < 200; round += 1) {
    const named = { workspace: `${before}${round}`, name: "Acme", email: "paula@example.com" };
    const customers = await Promise.all(Array.from({ length: 24 }, () => provide(named)));
    expect(new Set(customers).size).toBe(1);
  }
});

describe("a quote", () => {
  const quote = async (query: string) =>
    topUpQuote.parse(await (await world.owner.send("GET", `/api/v1/top-ups/quote?${query}`)).json());

  test("prices any whole number, and tells the smallest order that can be paid", async () => {
    expect(await quote("credits=1234")).toMatchObject({
      credits: 1234,
      priceCents: 1051,
      currency: "usd",
      payable: { credits: 1234, priceCents: 1051 },
      warnings: [],
    });
    const small = await quote("credits=23");
    expect(small).toMatchObject({ priceCents: 23, minimumCents: 50, payable: { credits: 50, priceCents: 50 } });
    expect(small.warnings).toEqual([{ code: "below-minimum", message: expect.stringContaining("$0.50 or more") }]);
  });

  test("with a workspace tells when the credits would expire there", async () => {
    const { period } = await world.server.services.credits.getBalance({ workspace: world.workspace });
    expect((await quote(`credits=500&workspace=${world.workspace}`)).expiresAt).toBe(period.end.toISOString());
  });

  test("tells nothing of a foreign workspace", async () => {
    const other = await world.server.signUp("Nina Neighbour");
    const path = `/api/v1/top-ups/quote?credits=5&workspace=${world.workspace}`;
    await expectProblem(await other.send("GET", path), "not-found");
  });
});

describe("an order", () => {
  test("is granted once it is paid, whether the person or the webhook comes first", async () => {
    const before = await world.available();
    const order = await world.order(500);
    expect(order).toMatchObject({ state: "open", credits: 500, priceCents: 500, currency: "usd" });
    await pay(world.sandbox, order);
    const granted = await world.read(order.id);
    const { period } = await world.server.services.credits.getBalance({ workspace: world.workspace });
    expect(granted).toMatchObject({ state: "granted", checkoutUrl: null, expiresAt: period.end.toISOString() });
    await world.deliver();
    expect(await world.available()).toBe(before + 500);

    const second = await world.order(750);
    await pay(world.sandbox, second, { delivery: "twice" });
    await world.deliver();
    expect(await world.available()).toBe(before + 1_250);
    expect((await world.read(second.id)).state).toBe("granted");
  });

  test("G3 sent again under its key is the same order; with another body it is refused and nothing is ordered", async () => {
    const body = { credits: 600, returnTo: "/w/x" };
    const first = await world.post(world.owner, "/top-ups", body, "same");
    const again = await world.post(world.owner, "/top-ups", body, "same");
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toEqual(await first.json());
    const other = await world.post(world.owner, "/top-ups", { ...body, credits: 601 }, "same");
    await expectProblem(other, "idempotency-key-reused");
  });

  test("of many requests at once under one key is one", async () => {
    const body = { credits: 700, returnTo: "/w/x" };
    const all = await Promise.all(Array.from({ length: 12 }, () => world.post(world.owner, "/top-ups", body, "many")));
    const ids = await Promise.all(all.map(async (response) => ((await response.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
  });

  test("below the provider's smallest charge is refused with the order that can be paid (R7.1)", async () => {
    const told = await expectProblem(
      await world.post(world.owner, "/top-ups", { credits: 49, returnTo: "/" }),
      "top-up-below-minimum",
    );
    expect(told.topUp).toEqual({ credits: 50, priceCents: 50 });
    expect(told.detail).toContain("$0.50 or more");
  });

  test("R4.5 of zero, less, a fraction, or to a page elsewhere is refused", async () => {
    for (const credits of [0, -1, 1.5, "5", Number.MAX_SAFE_INTEGER + 2]) {
      const response = await world.post(world.owner, "/top-ups", { credits, returnTo: "/" });
      await expectProblem(response, "validation-failed");
    }
    for (const returnTo of ["https://evil.example", "//evil.example", "/\\evil.example", "w/x", "/w x"]) {
      const response = await world.post(world.owner, "/top-ups", { credits: 500, returnTo });
      await expectProblem(response, "validation-failed");
    }
  });

  test("at another price than the person saw is refused", async () => {
    const body = { credits: 500, returnTo: "/", priceCents: 499 };
    await expectProblem(await world.post(world.owner, "/top-ups", body), "price-changed");
  });

  test("is left alone by a decline, and closed by a cancel", async () => {
    const before = await world.available();
    const order = await world.order(500);
    await declineCheckout(world.sandbox, checkoutIdOf(order));
    expect((await world.read(order.id)).state).toBe("open");
    await cancelCheckout(world.sandbox, checkoutIdOf(order));
    expect(await world.read(order.id)).toMatchObject({ state: "cancelled", checkoutUrl: null });
    expect(await world.available()).toBe(before);
  });

  test("R7.2 J1 by a slow payment method grants only when the money is there", async () => {
    const before = await world.available();
    const order = await world.order(500);
    const payment = await pay(world.sandbox, order, { isSlow: true });
    await world.deliver();
    expect((await world.read(order.id)).state).toBe("processing");
    expect(await world.available()).toBe(before);
    await world.sandbox.store.change("payment", payment, (one) => ({ ...one, settlesAt: new Date(0) }));
    expect((await world.read(order.id)).state).toBe("granted");
    expect(await world.available()).toBe(before + 500);
  });

  test("shows in the list, newest first", async () => {
    const response = await world.owner.send("GET", `${world.base}/top-ups`);
    const { items } = topUpOrderList.parse(await response.json());
    expect(items.length).toBeGreaterThan(5);
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});

describe("who may buy", () => {
  test("owners and admins; editors and viewers are told that their role does not allow it", async () => {
    const admin = await world.server.member(world.workspace, "admin");
    const body = { credits: 500, returnTo: "/" };
    expect((await world.post(admin, "/top-ups", body)).status).toBe(201);
    for (const role of ["editor", "viewer"] as const) {
      const member = await world.server.member(world.workspace, role);
      await expectProblem(await world.post(member, "/top-ups", body), "role-not-sufficient");
      await expectProblem(await member.send("GET", `${world.base}/top-ups`), "role-not-sufficient");
    }
    await expectProblem(await world.post(world.server.stranger, "/top-ups", body), "not-signed-in");
    const key = await world.server.keyOf(world.workspace, ["read", "ai", "meter"]);
    await expectProblem(await world.post(key, "/top-ups", body), "scope-not-sufficient");
  });

  test("nobody sees or buys for a foreign workspace", async () => {
    const other = await world.server.signUp("Nina Neighbour");
    const own = await world.server.workspaceOf(other);
    const order = await world.order(500);
    await expectProblem(await other.send("GET", `${world.base}/top-ups/${order.id}`), "not-found");
    await expectProblem(await other.send("GET", `/api/v1/workspaces/${own}/top-ups/${order.id}`), "not-found");
    await expectProblem(await world.post(other, "/top-ups", { credits: 500, returnTo: "/" }), "not-found");
  });
});

describe("a payment that is told late", () => {
  let late: PlanServer;
  beforeAll(async () => {
    late = await startPlanServer("2027-01-10T00:00:00Z");
  });
  afterAll(() => late.close());

  test("R7.2 by a period joins the period in which it is granted, and is not dead on arrival", async () => {
    const order = await late.order(500);
    await pay(late.sandbox, order, { delivery: "never" });
    late.goTo("2027-03-03T00:00:00Z");
    await late.payments.reconcile({ since: new Date("2027-01-01") });
    const { period, available } = await late.server.services.credits.getBalance({ workspace: late.workspace });
    expect(period.start.toISOString().slice(0, 10)).toBe("2027-02-10");
    expect(available).toBe(550n);
    expect(await late.read(order.id)).toMatchObject({ state: "granted", expiresAt: period.end.toISOString() });
  });

  test("G2 again after weeks grants nothing again: no window of time decides what is the same", async () => {
    const order = await late.order(500);
    const payment = await pay(late.sandbox, order);
    await late.deliver();
    late.goTo("2027-04-20T00:00:00Z");
    const before = await late.available();
    await late.sandbox.store.announce("payment.paid", [{ kind: "payment", id: payment }], { key: "weeks later" });
    await late.deliver();
    expect(await late.available()).toBe(before);
    expect(await late.payments.events.countUnhandled()).toBe(0);
  });

  test("warns within 72 hours of the reset, with the hours that are left", async () => {
    late.goTo("2027-05-07T01:00:00Z");
    const query = `credits=500&workspace=${late.workspace}`;
    const told = await late.owner.send("GET", `/api/v1/top-ups/quote?${query}`);
    const message = "These credits expire at the reset, in 70 hours.";
    expect(topUpQuote.parse(await told.json()).warnings).toEqual([{ code: "reset-soon", message }]);
  });
});

test("where the operator lets top-ups live for a year, the form and the lot say so, and a reset leaves them", async () => {
  let clock = new Date("2027-01-10T00:00:00Z");
  const now = () => clock;
  const catalog = { ...shippedCatalog, topUpMonths: 12 };
  const long = await startPaymentServer({ now }, { catalog });
  const quote = await long.owner.send("GET", `/api/v1/top-ups/quote?credits=500&workspace=${long.workspace}`);
  expect(topUpQuote.parse(await quote.json())).toMatchObject({ expiresAt: "2028-01-10T00:00:00.000Z", warnings: [] });
  const order = await long.order(500);
  await pay(long.sandbox, order, { delivery: "twice" });
  await long.deliver();
  expect(await long.read(order.id)).toMatchObject({ state: "granted", expiresAt: "2028-01-10T00:00:00.000Z" });
  clock = new Date("2027-05-01T00:00:00Z");
  expect(await long.available()).toBe(550);
  clock = new Date("2028-01-10T00:00:00Z");
  expect(await long.available()).toBe(50);
  await long.close();
});

test("where nobody takes money, buying says so and nothing is ordered", async () => {
  const server = await startTestServer({ payments: { type: "none" } });
  const owner = await server.signUp("Olga Owner");
  const path = `/api/v1/workspaces/${await server.workspaceOf(owner)}/top-ups`;
  const json = { credits: 500, returnTo: "/" };
  await expectProblem(await owner.send("POST", path, { json }), "payments-not-configured");
  await expectProblem(await server.stranger.send("POST", "/api/v1/webhooks/sandbox", { json }), "not-found");
  expect((await (await owner.send("GET", "/api/v1/plans")).json()) as object).toMatchObject({ payments: "none" });
  await server.close();
});
