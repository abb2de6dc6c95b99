import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, defineCatalog, shippedCatalog } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace, workspaceOf } from "./histories/test-workspace.ts";

const start = Date.parse("2027-01-31T09:00:00Z");
const day = 86_400_000;
const at = (text: string): Date => new Date(text);

describe.each(startEngines)("resets, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace & { readonly externalId: string };
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = start;
    credits = engine.start();
    w = await openTestWorkspace(credits, { plan: "starter" });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  const goTo = (text: string): void => {
    engine.clock.real = Date.parse(text);
  };
  const rowsOf = (table: string) =>
    engine.read(
      `select * from credits.${table} where workspace_id =
         (select workspace_id from credits.accounts where external_id = '${w.externalId}')`,
    );
  const linesOf = async () =>
    (await rowsOf("transfers"))
      .toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]))
      .map((line) => [line["cause"], line["from_account"], line["credits"], line["effective_at"]]);

  test("F8 P11 P13 dormant for a year: only the current period is opened, and the old lot's expiry is in the ledger", async () => {
    await w.settle((await w.hold(20n)).hold, 20n);
    goTo("2028-02-15T00:00:00Z");
    await w.hold(1n);
    expect((await linesOf()).slice(3)).toEqual([
      ["lot-expiry", "available", 480n, at("2027-02-28T09:00:00Z")],
      ["grant", "monthly", 500n, at("2028-01-31T09:00:00Z")],
      ["hold", "available", 1n, at("2028-02-15T00:00:00Z")],
    ]);
    expect(await rowsOf("lots")).toHaveLength(2);
    expect((await w.balance()).period).toEqual({ start: at("2028-01-31T09:00:00Z"), end: at("2028-02-29T09:00:00Z") });
  });

  test("F6 P14 an anchor on 29 February: the 28th in other years, and the 29th again in the next leap year", async () => {
    const leap = await openTestWorkspace(credits, { anchor: at("2028-02-29T23:59:59.999Z") });
    for (const [instant, end] of [
      ["2028-02-29T23:59:59.999Z", "2028-03-29T23:59:59.999Z"],
      ["2029-02-28T23:59:59.998Z", "2029-02-28T23:59:59.999Z"],
      ["2029-02-28T23:59:59.999Z", "2029-03-29T23:59:59.999Z"],
      ["2032-02-29T00:00:00Z", "2032-02-29T23:59:59.999Z"],
      ["2100-02-15T00:00:00Z", "2100-02-28T23:59:59.999Z"],
    ] as const) {
      goTo(instant);
      expect((await leap.balance()).period.end).toEqual(at(end));
    }
  });

  test("P12 holds that are open over two resets settle, return and expire in the lot of their own period", async () => {
    const [settled, released, expired] = [await w.hold(40n), await w.hold(30n), await w.hold(20n)];
    await w.extend(settled.hold, 3_600_000);
    await w.extend(released.hold, 3_600_000);
    engine.clock.offsetMs = 30 * day;
    await w.settle((await w.hold(5n)).hold, 5n);
    engine.clock.offsetMs = 60 * day;
    expect(await w.settle(settled.hold, 15n)).toMatchObject({ charged: 15n, returned: 25n, available: 500n });
    expect(await w.release(released.hold)).toMatchObject({ returned: 30n, available: 500n });
    engine.clock.real += 120_000;
    expect(await w.release(expired.hold)).toMatchObject({ state: "expired", isReplay: true });
    expect(await w.balance()).toMatchObject({ spent: 0n, held: 0n, available: 500n });
    const parts = (await rowsOf("lots"))
      .toSorted((a, b) => Number(a["lot_id"]) - Number(b["lot_id"]))
      .map((lot) => [lot["spent"], lot["expired"], lot["held"]]);
    expect(parts).toEqual([
      [15n, 485n, 0n],
      [5n, 495n, 0n],
      [0n, 0n, 0n],
    ]);
    engine.clock.offsetMs = 0;
  });

  test("P14 half open: the last millisecond is of the old period, the next one of the new", async () => {
    await w.settle((await w.hold(500n)).hold, 500n);
    goTo("2027-02-28T08:59:59.999Z");
    await expect(w.hold(1n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 0n } });
    goTo("2027-02-28T09:00:00Z");
    expect(await w.hold(500n)).toMatchObject({ available: 0n });
    expect((await w.log()).map(({ startedAt }) => startedAt)[0]).toEqual(at("2027-02-28T09:00:00Z"));
  });

  test("SPEC 2 a catalogue that changes never lowers a lot already granted; it counts from the next reset on", async () => {
    const cheaper = defineCatalog({
      ...shippedCatalog,
      plans: shippedCatalog.plans.map((plan) => (plan.name === "starter" ? { ...plan, monthlyCredits: 300n } : plan)),
    });
    const other = engine.start(cheaper);
    const there = workspaceOf(other, w.id);
    await there.settle((await there.hold(1n)).hold, 1n);
    expect(await there.balance()).toMatchObject({ monthly: 500n, available: 499n, nextMonthlyCredits: 300n });
    expect(await there.changePlan("starter", "now")).toMatchObject({ granted: 0n, available: 499n });
    goTo("2027-02-28T09:00:00Z");
    await there.hold(0n);
    expect(await w.balance()).toMatchObject({ monthly: 300n, available: 300n });
    // The engine with the larger number comes later in the same period: it takes and adds nothing by itself.
    await w.hold(0n);
    expect(await w.balance()).toMatchObject({ monthly: 300n, available: 300n });
    expect(await w.changePlan("starter", "now")).toMatchObject({ granted: 200n, available: 500n });
    await other.close();
  });

  test("G1 G2 one paid event grants once: again, days later, in parallel, at another server, after a restart", async () => {
    const upgrade = (by: Credits) => workspaceOf(by, w.id).changePlan("pro", "now", { key: "invoice in_1" });
    const other = engine.start();
    const first = await Promise.all([upgrade(credits), upgrade(other), upgrade(credits)]);
    expect(first.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    engine.clock.real += 3 * day;
    expect(await upgrade(other)).toMatchObject({ granted: 2_000n, isReplay: true });
    await other.close();
    const restarted = engine.start();
    engine.clock.real += 30 * day;
    expect(await upgrade(restarted)).toMatchObject({ granted: 2_000n, isReplay: true });
    await restarted.close();
    const granted = (await linesOf()).filter(([cause]) => cause === "grant").map(([, , amount]) => amount);
    expect(granted).toEqual([500n, 2_000n, 2_500n]);
  });

  test("G3 the same key for another plan, moment or payment state is a conflict and changes nothing", async () => {
    await w.changePlan("pro", "reset", { key: "k" });
    const conflict = { code: "idempotency-key-reused" };
    await expect(w.changePlan("free", "reset", { key: "k" })).rejects.toMatchObject(conflict);
    await expect(w.changePlan("pro", "now", { key: "k" })).rejects.toMatchObject(conflict);
    const later = { workspace: w.id, plan: "pro", when: "reset", notBefore: at("2027-09-01T00:00:00Z") } as const;
    await expect(credits.changePlan({ ...later, actor: "t", key: "k" })).rejects.toMatchObject(conflict);
    expect(await w.balance()).toMatchObject({ plan: "starter", nextPlan: "pro", available: 500n });
  });

  test("J1 every change of a plan shows at once, to every server, and nothing of it is left after it came", async () => {
    const other = engine.start();
    const there = workspaceOf(other, w.id);
    await w.changePlan("free", "reset");
    const reset = at("2027-02-28T09:00:00Z");
    expect(await there.balance()).toMatchObject({ nextPlan: "free", nextPlanAt: reset, nextMonthlyCredits: 50n });
    await there.changePlan("starter", "reset");
    expect(await w.balance()).toMatchObject({ nextPlan: null, nextPlanAt: null, nextMonthlyCredits: 500n });
    await w.setUnpaid({ from: reset, plan: "free" });
    expect(await there.balance()).toMatchObject({ unpaidFrom: reset, nextMonthlyCredits: 50n });
    await w.suspend(true);
    expect(await there.balance()).toMatchObject({ isSuspended: true });
    engine.clock.real = reset.getTime();
    expect(await there.balance()).toMatchObject({ plan: "starter", monthly: 50n, isSuspended: true });
    await other.close();
  });

  test("J2 failed, paid, failed and paid again: the bucket shows each state once and ends where it began", async () => {
    goTo("2027-02-28T10:00:00Z");
    await w.settle((await w.hold(70n)).hold, 70n);
    const unpaid = { from: at("2027-02-28T09:00:00Z"), plan: "free" };
    for (let turn = 0; turn < 3; turn += 1) {
      await w.setUnpaid(unpaid);
      expect(await w.balance()).toMatchObject({ monthly: 70n, spent: 70n, available: 0n });
      await w.setUnpaid(null);
      expect(await w.balance()).toMatchObject({ monthly: 500n, spent: 70n, available: 430n });
    }
  });
});
