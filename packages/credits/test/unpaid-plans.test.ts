import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, defineCatalog, shippedCatalog } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace, workspaceOf } from "./histories/test-workspace.ts";

const anchor = new Date("2027-01-10T08:00:00Z");
const reset = new Date("2027-02-10T08:00:00Z");
const hour = 3_600_000;
const day = 24 * hour;
const unpaid = { from: reset, plan: "free" };

describe.each(startEngines)("plans that are not paid, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace & { readonly externalId: string };
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { anchor, plan: "pro" });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());
  const spend = async (amount: bigint) => w.settle((await w.hold(amount)).hold, amount);
  const goTo = (instant: number) => {
    engine.clock.real = instant;
  };

  test("SPEC 2 R3.5 unpaid at the reset: the free plan's credits, raised to the plan's when it is paid", async () => {
    await w.setUnpaid(unpaid);
    expect(await w.balance()).toMatchObject({ available: 2_500n, nextMonthlyCredits: 50n, unpaidFrom: reset });
    goTo(reset.getTime());
    expect(await w.balance()).toMatchObject({ plan: "pro", monthly: 50n, available: 50n });
    await spend(20n);
    expect(await w.setUnpaid(null)).toMatchObject({ granted: 2_450n, reversed: 0n, restored: 0n, available: 2_480n });
    expect(await w.balance()).toMatchObject({ unpaidFrom: null, monthly: 2_500n, spent: 20n, available: 2_480n });
    goTo(Date.UTC(2027, 2, 10, 8));
    expect(await w.balance()).toMatchObject({ monthly: 2_500n, available: 2_500n });
  });

  test("R3.5 the hour in which a renewal is charged does not count: the reset grants in full", async () => {
    goTo(reset.getTime() + hour / 2);
    expect(await w.balance()).toMatchObject({ monthly: 2_500n, available: 2_500n });
    expect(await w.hold(2_500n)).toMatchObject({ available: 0n });
  });

  test.each([
    { spent: 0n, reversed: 2_450n, left: 50n },
    { spent: 20n, reversed: 2_450n, left: 30n },
    { spent: 50n, reversed: 2_450n, left: 0n },
    { spent: 51n, reversed: 2_449n, left: 0n },
    { spent: 2_500n, reversed: 0n, left: 0n },
  ])(
    "R3.5 R5.2 a renewal that fails later takes back $reversed with $spent spent, and leaves $left",
    async (figures) => {
      goTo(reset.getTime());
      if (figures.spent > 0n) await spend(figures.spent);
      goTo(reset.getTime() + hour);
      expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: figures.reversed, available: figures.left });
      expect(await w.balance()).toMatchObject({ spent: figures.spent, available: figures.left, plan: "pro" });
      const paid = await w.setUnpaid(null);
      expect(paid).toMatchObject({ restored: figures.reversed, granted: 0n, available: 2_500n - figures.spent });
    },
  );

  test("R3.5 what a hold returns while the plan is unpaid goes back to what is due first", async () => {
    goTo(reset.getTime());
    const { hold } = await w.hold(2_480n);
    expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: 20n, available: 0n });
    expect(await w.settle(hold, 10n)).toMatchObject({ charged: 10n, returned: 2_470n, available: 40n });
    expect(await w.setUnpaid(null)).toMatchObject({ restored: 2_450n, available: 2_490n });
  });

  test("R3.5 a failure that comes late finds the period opened by itself, also where nobody touched it", async () => {
    goTo(reset.getTime() + 3 * day);
    expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: 2_450n, available: 50n });
    expect(await w.balance()).toMatchObject({ monthly: 50n });
  });

  test("R3.5 a failure in the middle that is not this period's leaves its credits, and counts at the next reset", async () => {
    await w.setUnpaid({ from: new Date(engine.clock.real), plan: "free" });
    expect(await w.balance()).toMatchObject({ available: 2_500n });
    expect(await w.setUnpaid(null)).toMatchObject({ restored: 0n, granted: 0n, available: 2_500n });
    await w.setUnpaid({ from: new Date(engine.clock.real), plan: "free" });
    goTo(reset.getTime() + 70 * day);
    expect(await w.balance()).toMatchObject({ monthly: 50n });
  });

  test("R3.5 a mark that begins later than before says that this period is paid, and gives it what it was without", async () => {
    goTo(reset.getTime());
    const later = { from: new Date(reset.getTime() + 20 * day), plan: "free" };
    expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: 2_450n });
    expect(await w.setUnpaid(later)).toMatchObject({ restored: 2_450n, granted: 0n, available: 2_500n });
    goTo(Date.UTC(2027, 2, 10, 8));
    expect(await w.balance()).toMatchObject({ monthly: 50n });
    const next = { from: new Date(Date.UTC(2027, 3, 1)), plan: "free" };
    expect(await w.setUnpaid(next)).toMatchObject({ granted: 2_450n, available: 2_500n });
    expect(await w.setUnpaid(later)).toMatchObject({ reversed: 2_450n, available: 50n });
    const starter = { ...later, plan: "starter" };
    expect(await w.setUnpaid(starter)).toMatchObject({ restored: 450n, granted: 0n, available: 500n });
  });

  test("R3.5 paid for a later period, this one is raised by nothing, also where the plan has grown since it began", async () => {
    const plans = shippedCatalog.plans.map((plan) =>
      plan.name === "pro" ? { ...plan, monthlyCredits: 3_000n } : plan,
    );
    const grown = engine.start(defineCatalog({ ...shippedCatalog, plans }));
    const there = workspaceOf(grown, w.id);
    await there.setUnpaid(unpaid);
    expect(await there.setUnpaid(null)).toMatchObject({ granted: 0n, restored: 0n, available: 2_500n });
    await grown.close();
  });

  test("R3.5 unpaid twice takes nothing twice, and paid twice gives nothing twice; each key acts once", async () => {
    goTo(reset.getTime());
    await w.balance();
    const many = await Promise.all(Array.from({ length: 5 }, () => w.setUnpaid(unpaid, { key: "declined" })));
    expect(many.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(many.map(({ reversed }) => reversed)).toEqual(Array(5).fill(2_450n));
    expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: 0n, available: 50n });
    expect(await w.setUnpaid(null)).toMatchObject({ restored: 2_450n });
    expect(await w.setUnpaid(null)).toMatchObject({ restored: 0n, granted: 0n, available: 2_500n });
    expect(await w.setUnpaid(unpaid, { key: "declined" })).toMatchObject({ isReplay: true, reversed: 2_450n });
    expect(await w.balance()).toMatchObject({ unpaidFrom: null, available: 2_500n });
    const reused = w.setUnpaid(null, { key: "declined" });
    await expect(reused).rejects.toMatchObject({ code: "idempotency-key-reused" });
  });

  test("R3.1 R3.5 the entitlement of the lots decides: what an upgrade added goes first, free's number stays", async () => {
    goTo(reset.getTime());
    await w.changePlan("scale", "now");
    await spend(100n);
    expect(await w.setUnpaid(unpaid)).toMatchObject({ reversed: 9_900n, available: 0n });
    const lots = (await w.balance()).lots.map(({ granted, reversed }) => [granted, reversed]);
    expect(lots).toEqual([
      [2_500n, 2_400n],
      [7_500n, 7_500n],
    ]);
    expect(await w.setUnpaid(null)).toMatchObject({ restored: 9_900n, available: 9_900n });
  });

  test("R3.5 a plan that is put in force now counts as paid, as far as it reaches; a downgrade gives nothing back", async () => {
    goTo(reset.getTime());
    await w.setUnpaid(unpaid);
    expect(await w.changePlan("starter", "now")).toMatchObject({ granted: 0n, available: 500n });
    expect(await w.balance()).toMatchObject({ plan: "starter", unpaidFrom: null, monthly: 500n });
    await w.setUnpaid(unpaid);
    expect(await w.changePlan("free", "now")).toMatchObject({ granted: 0n, available: 50n });
    expect(await w.changePlan("scale", "now")).toMatchObject({ granted: 7_500n, available: 7_550n });
  });

  test("R3.3 R3.5 a subscription that starts from a lapsed one begins a period with the full plan", async () => {
    goTo(reset.getTime() + day);
    await w.setUnpaid(unpaid);
    const moved = { anchor: new Date(engine.clock.real) };
    expect(await w.changePlan("starter", "now", moved)).toMatchObject({ granted: 500n, available: 500n });
    expect(await w.balance()).toMatchObject({ unpaidFrom: null, nextMonthlyCredits: 500n });
  });

  test("R3.5 cancelled while unpaid: free from the reset on; top-ups stay and are never taken", async () => {
    await w.grant(30n, { source: "top-up", expiresAt: new Date(Date.UTC(2028, 0, 1)) });
    await w.setUnpaid(unpaid);
    await w.changePlan("free", "reset");
    goTo(reset.getTime());
    expect(await w.balance()).toMatchObject({ plan: "free", monthly: 50n, topUps: 30n, available: 80n });
    expect(await w.setUnpaid(null)).toMatchObject({ granted: 0n, available: 80n });
  });

  test("SPEC 2 a plan that gives less than the free one is not raised by being unpaid", async () => {
    const change = {
      workspace: w.id,
      plan: "enterprise",
      when: "reset",
      monthlyCredits: 7n,
      actor: "t",
      key: "k",
    } as const;
    await credits.changePlan(change);
    await w.setUnpaid(unpaid);
    goTo(reset.getTime());
    expect(await w.balance()).toMatchObject({ monthly: 7n });
  });

  test("the ledger says why: reversal, restoration, and a lot of an unpaid plan", async () => {
    await w.setUnpaid(unpaid);
    goTo(reset.getTime());
    await w.setUnpaid(null);
    await w.setUnpaid(unpaid);
    await w.setUnpaid(null);
    const lines = await engine.read(
      `select cause, reason from credits.transfers where workspace_id =
         (select workspace_id from credits.accounts where external_id = '${w.externalId}')
       order by sequence desc limit 4`,
    );
    expect(lines.map(({ cause }) => cause)).toEqual(["restoration", "reversal", "grant", "grant"]);
    expect(lines.map(({ reason }) => reason)).toEqual(["test", "test", "Plan pro", "Plan pro, unpaid"]);
  });

  test("bad input is refused by name", async () => {
    for (const [input, what] of [
      [{ from: reset, plan: "gold" }, "unpaid.plan"],
      [{ from: new Date(Number.NaN), plan: "free" }, "unpaid.from"],
      ["yes" as never, "unpaid"],
      [undefined as never, "unpaid"],
    ] as const) {
      await expect(w.setUnpaid(input)).rejects.toMatchObject({ code: "invalid-argument", details: { what } });
    }
  });
});
