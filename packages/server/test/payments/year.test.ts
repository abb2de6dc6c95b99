import { checkoutLink } from "@dokly/contract";
import { defineCatalog, shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pay } from "./payment-harness.ts";
import { type PlanServer, startPlanServer } from "./plan-harness.ts";

const catalog = defineCatalog({ ...shippedCatalog, trial: { plan: "pro", days: 14 } });

let world: PlanServer;
beforeAll(async () => {
  world = await startPlanServer("2027-01-31T10:00:00Z", { catalog });
});
afterAll(() => world.close());

/** What somebody does in a month, before its actions. */
type Deed = () => Promise<unknown>;
const nothing: Deed = () => Promise.resolve();
const allowAutoTopUps: Deed = async () => {
  const json = { returnTo: "/w/x", hasConsent: true };
  const { checkoutUrl } = checkoutLink.parse(
    await (await world.owner.send("POST", `${world.base}/billing/card`, { json })).json(),
  );
  await pay(world.sandbox, { checkoutUrl }, { card: "works" });
  await world.deliver();
  const settings = { isOn: true, belowCredits: 40, credits: 100, timesPerPeriodMax: 2 };
  const set = await world.owner.send("PUT", `${world.base}/billing/auto-top-up`, { json: settings });
  expect(set.status, await set.clone().text()).toBe(200);
};

/**
 * A year, month by month: the instant at which it is looked at, the plan and credits that the month began with, what
 * somebody does, the credits that its actions cost, and those that an automatic top-up adds.
 */
const year: readonly (readonly [
  at: string,
  plan: string,
  monthly: bigint,
  deed: Deed,
  spent: bigint,
  bought: bigint,
])[] = [
  ["2027-02-02T00:00:00Z", "pro", 2_500n, nothing, 101n, 0n],
  ["2027-02-14T10:00:01Z", "free", 50n, nothing, 49n, 0n],
  ["2027-03-14T10:00:01Z", "free", 50n, nothing, 7n, 0n],
  // The anchor is the subscription's: the 31st, and the last day of shorter months.
  ["2027-03-31T12:00:00Z", "starter", 500n, () => world.subscribe("starter"), 120n, 0n],
  ["2027-04-30T12:30:00Z", "starter", 500n, allowAutoTopUps, 470n, 100n],
  ["2027-05-31T12:30:00Z", "starter", 500n, nothing, 30n, 0n],
  ["2027-06-30T12:30:00Z", "starter", 500n, nothing, 500n, 100n],
  ["2027-07-31T12:30:00Z", "pro", 2_500n, () => world.change("pro"), 1_900n, 0n],
  ["2027-08-31T12:30:00Z", "pro", 2_500n, () => world.change("starter"), 2_333n, 0n],
  ["2027-09-30T12:30:00Z", "starter", 500n, nothing, 41n, 0n],
  ["2027-10-31T12:30:00Z", "starter", 500n, () => world.change("free"), 42n, 0n],
  ["2027-11-30T12:30:00Z", "free", 50n, nothing, 3n, 0n],
  ["2027-12-31T12:30:00Z", "free", 50n, nothing, 4n, 0n],
  ["2028-01-31T12:30:00Z", "free", 50n, nothing, 5n, 0n],
];

test.each(year)(
  "%s: a month on %s begins with its credits, and every sum holds",
  async (at, plan, monthly, deed, spent, bought) => {
    world.goTo(at);
    await world.settle();
    await deed();
    await world.settle();
    expect(await world.balance()).toMatchObject({ plan, monthly, topUps: 0n, spent: 0n, held: 0n, available: monthly });
    await world.spend(spent);
    await world.payments.autoTopUps.watch(new Map());
    await world.deliver();
    const topUps = { topUps: bought, spent, available: monthly + bought - spent };
    expect(await world.balance()).toMatchObject(topUps);
    const { differences, checked } = await world.server.services.credits.verify();
    expect(differences).toEqual([]);
    expect(checked.workspaces).toBeGreaterThan(0);
  },
);

test("the year's charges, and what expired at each reset, add up to all that was ever granted", async () => {
  const { credits } = world.server.services;
  const granted = year.reduce((sum, [, , monthly, , , bought]) => sum + monthly + bought, 0n);
  const spent = year.reduce((sum, [, , , , cost]) => sum + cost, 0n);
  const { available } = await world.balance();
  const { items } = await credits.listLots({ workspace: world.workspace, limit: 100 });
  const sumOf = (part: "granted" | "spent" | "expired" | "available") =>
    items.reduce((sum, lot) => sum + lot[part], 0n);
  expect([sumOf("granted"), sumOf("spent"), sumOf("available")]).toEqual([granted, spent, available]);
  expect(sumOf("expired")).toBe(granted - spent - available);
});
