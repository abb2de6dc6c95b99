import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, defineCatalog, shippedCatalog } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const start = Date.parse("2027-01-20T08:00:00Z");
const end = new Date("2027-02-03T08:00:00Z");
const day = 86_400_000;
const catalog = defineCatalog({ ...shippedCatalog, trial: { plan: "pro", days: 14 } });

describe.each(startEngines)("trials, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace & { externalId: string };
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = start;
    credits = engine.start(catalog);
    w = await openTestWorkspace(credits, { hasTrial: true });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  test("R3.4 a trial is one period of its own length, and says its end and what comes then", async () => {
    const balance = await w.balance();
    expect(balance).toMatchObject({ plan: "pro", nextPlan: "free", nextMonthlyCredits: 50n, available: 2_500n });
    expect(balance.period).toEqual({ start: new Date(start), end });
    expect(balance.trialEndsAt).toEqual(end);
    expect(balance.lots.map(({ source, expiresAt }) => [source, expiresAt])).toEqual([["monthly", end]]);
    engine.clock.real = end.getTime() - 1;
    expect(await w.hold(2_500n)).toMatchObject({ available: 0n });
  });

  test("R3.4 its end starts and anchors the next plan's period; what is left of it expires, a top-up bought then lives", async () => {
    await w.settle((await w.hold(100n)).hold, 100n);
    engine.clock.real = end.getTime() - 1;
    await w.grant(30n, { source: "top-up", expiresAt: new Date(end.getTime() + 40 * day) });
    engine.clock.real = end.getTime();
    const balance = await w.balance();
    expect(balance).toMatchObject({ plan: "free", nextPlan: null, trialEndsAt: null, monthly: 50n, available: 80n });
    expect(balance.period).toEqual({ start: end, end: new Date("2027-03-03T08:00:00Z") });
    await w.hold(1n);
    const expiries = await engine.read(
      `select credits, effective_at from credits.transfers where cause = 'lot-expiry' and workspace_id =
         (select workspace_id from credits.accounts where external_id = '${w.externalId}')`,
    );
    expect(expiries).toEqual([{ credits: 2_400n, effective_at: end }]);
  });

  test("R3.4 F5 a trial over the month's end grants once, and a workspace that slept through its end wakes on free", async () => {
    for (const instant of ["2027-01-31T23:59:59.999Z", "2027-02-01T00:00:00Z"]) {
      engine.clock.real = Date.parse(instant);
      expect(await w.balance()).toMatchObject({ monthly: 2_500n });
    }
    engine.clock.real = Date.parse("2027-08-10T00:00:00Z");
    const { period, plan, available } = await w.balance();
    expect({ plan, available, ...period }).toEqual({
      plan: "free",
      available: 50n,
      start: new Date("2027-08-03T08:00:00Z"),
      end: new Date("2027-09-03T08:00:00Z"),
    });
    expect(await w.hold(50n)).toMatchObject({ available: 0n });
  });

  test("R3.4 one per workspace: opening again, at any time, starts none", async () => {
    const again = () => openTestWorkspace(credits, { hasTrial: true, externalId: w.externalId });
    engine.clock.real = start + 5 * day;
    await again();
    expect(await w.balance()).toMatchObject({ trialEndsAt: end, monthly: 2_500n });
    engine.clock.real = end.getTime();
    await again();
    expect(await w.balance()).toMatchObject({ plan: "free", trialEndsAt: null, monthly: 50n });
  });

  test("R3.3 a subscription that starts in a trial ends it: the anchor moves, a new period has the full plan", async () => {
    await w.settle((await w.hold(100n)).hold, 100n);
    engine.clock.real = start + 3 * day;
    const anchor = new Date(engine.clock.real);
    expect(await w.changePlan("starter", "now", { anchor })).toMatchObject({ granted: 500n, available: 500n });
    expect(await w.balance()).toMatchObject({ plan: "starter", nextPlan: null, trialEndsAt: null, monthly: 500n });
    engine.clock.real = end.getTime();
    expect((await w.balance()).period.end).toEqual(new Date("2027-02-23T08:00:00Z"));
  });

  test("R3.4 another plan chosen for the reset comes at its end; one in force now stays, in the same period", async () => {
    await w.changePlan("starter", "reset");
    expect(await w.balance()).toMatchObject({ nextPlan: "starter", nextMonthlyCredits: 500n, trialEndsAt: end });
    await w.changePlan("scale", "now");
    expect(await w.balance()).toMatchObject({ nextPlan: null, trialEndsAt: end, monthly: 10_000n });
    engine.clock.real = end.getTime();
    expect(await w.balance()).toMatchObject({ plan: "scale", trialEndsAt: null, monthly: 10_000n });
  });

  test("R3.4 a hold that is open over a trial's end settles and returns in the trial's lot", async () => {
    engine.clock.real = end.getTime() - 1_000;
    const { hold } = await w.hold(40n);
    engine.clock.real = end.getTime() + 1_000;
    expect(await w.settle(hold, 15n)).toMatchObject({ charged: 15n, returned: 25n, available: 50n });
    expect(await w.balance()).toMatchObject({ monthly: 50n, spent: 0n, available: 50n });
  });

  test("R3.4 there is none where nobody asks for it, or where the catalogue has none", async () => {
    const plain = await openTestWorkspace(credits);
    expect(await plain.balance()).toMatchObject({ plan: "free", trialEndsAt: null, monthly: 50n });
    const shipped = engine.start(shippedCatalog);
    const other = await openTestWorkspace(shipped, { hasTrial: true });
    expect(await other.balance()).toMatchObject({ plan: "free", trialEndsAt: null, monthly: 50n });
    await shipped.close();
  });

  test("R3.4 a process that dies between the row and the first period leaves a workspace whose trial begins later", async () => {
    const externalId = "cut short";
    const broken = engine.start(catalog);
    engine.arm({ at: 2, when: "before", kind: "connection-lost", lasts: "on" });
    await expect(
      broken.openWorkspace({ externalId, plan: "free", hasTrial: true, actor: "test" }),
    ).rejects.toMatchObject({ name: "CreditsError" });
    engine.disarm();
    await broken.close();
    const row = `select trial_days, period_start from credits.accounts where external_id = '${externalId}'`;
    expect(await engine.read(row)).toEqual([{ trial_days: 14, period_start: null }]);
    engine.clock.real = start + 2 * day;
    const found = await credits.openWorkspace({ externalId, plan: "free", hasTrial: true, actor: "test" });
    expect(found.period.start.getTime()).toBe(engine.clock.real);
    expect(found).toMatchObject({ plan: "pro", monthly: 2_500n });
    expect(found.trialEndsAt).toEqual(new Date(start + 16 * day));
  });

  test("an anchor beside a trial, and what is no yes or no, are refused by name", async () => {
    const opening = { externalId: "refused", plan: "free", actor: "test" };
    const anchored = credits.openWorkspace({ ...opening, hasTrial: true, anchor: end });
    await expect(anchored).rejects.toMatchObject({ code: "invalid-argument", details: { what: "anchor" } });
    const unclear = credits.openWorkspace({ ...opening, hasTrial: "yes" as unknown as boolean });
    await expect(unclear).rejects.toMatchObject({ code: "invalid-argument", details: { what: "hasTrial" } });
  });

  test.each([
    ["trial.plan", { plan: "gold", days: 14 }],
    ["trial.days", { plan: "pro", days: 0 }],
    ["trial.days", { plan: "pro", days: 367 }],
    ["trial.days", { plan: "pro", days: 1.5 }],
    ["trial is", "pro" as unknown as { plan: string; days: number }],
  ])("a catalogue's trial is checked: %s of %j", (field, trial) => {
    expect(() => defineCatalog({ ...shippedCatalog, trial })).toThrow(field);
  });
});
