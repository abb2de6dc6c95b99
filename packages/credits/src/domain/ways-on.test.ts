import { describe, expect, test } from "vitest";
import type { Balance, LotView } from "../types.ts";
import { shippedCatalog } from "./shipped-catalog.ts";
import { planWaysOn } from "./ways-on.ts";

const start = new Date("2027-04-01T00:00:00Z");
const end = new Date("2027-05-01T00:00:00Z");
const on = (day: number, time = "00:00:00"): Date => new Date(`2027-04-${String(day).padStart(2, "0")}T${time}Z`);

function lotOf(available: bigint, changes: Partial<LotView> = {}): LotView {
  const parts = { held: 0n, spent: 0n, expired: 0n, reversed: 0n, refundOf: null };
  return { id: "lot", source: "monthly", granted: available, available, ...parts, expiresAt: end, ...changes };
}

function balanceOf(lots: readonly LotView[], changes: Partial<Balance> = {}): Balance {
  const available = lots.reduce((sum, lot) => sum + lot.available, 0n);
  const now = {
    nextPlan: null,
    nextPlanAt: null,
    trialEndsAt: null,
    unpaidFrom: null,
    isSuspended: false,
    asOf: start,
    version: 1,
  };
  const sums = { topUps: 0n, goodwill: 0n, refunds: 0n, spent: 0n, held: 0n, expired: 0n, monthly: available };
  const period = { start, end };
  return {
    workspace: "ws_",
    plan: "free",
    nextMonthlyCredits: 50n,
    period,
    ...now,
    ...sums,
    available,
    lots,
    ...changes,
  };
}

/** On the free plan with so many credits left, on a day of April. */
const free = (available: bigint) => balanceOf([lotOf(available, { granted: 50n })]);
const starter = (available: bigint, changes: Partial<Balance> = {}) =>
  balanceOf([lotOf(available, { granted: 500n })], { plan: "starter", nextMonthlyCredits: 500n, ...changes });

const ask = (balance: Balance, pace: [credits: bigint, days: number], now: Date, needed = 0n) =>
  planWaysOn({ balance, pace: { credits: pace[0], days: pace[1] }, now, needed, catalog: shippedCatalog });

describe("ways on", () => {
  test("what is there lasts until the reset: waiting alone, for nothing and with no day without", () => {
    const { missing, runsOutAt, ways } = ask(free(10n), [30n, 30], on(21));
    expect({ missing, runsOutAt }).toEqual({ missing: 0n, runsOutAt: null });
    expect(ways).toEqual([
      { way: "wait", cents: 0n, laterCents: 0n, isEnough: true, until: end, days: 10, daysWithout: 0, credits: 50n },
    ]);
  });

  test("one credit less, and the last of the days is without: one day earlier it runs out", () => {
    const { missing, runsOutAt, ways } = ask(free(9n), [30n, 30], on(21));
    expect({ missing, runsOutAt }).toEqual({ missing: 1n, runsOutAt: on(30) });
    expect(ways[0]).toMatchObject({ way: "wait", days: 10, daysWithout: 1 });
  });

  test("SPEC 6 R7.1 the top-up is the smallest that covers what is missing and that can be paid", () => {
    expect(ask(free(0n), [30n, 30], on(21)).ways[1]).toMatchObject({ way: "top-up", credits: 50n, cents: 50n });
    expect(ask(free(0n), [1_500n, 30], on(21)).ways[1]).toMatchObject({ way: "top-up", credits: 500n, cents: 500n });
    expect(ask(free(0n), [1_503n, 30], on(21)).ways[1]).toMatchObject({ credits: 501n, cents: 501n, isEnough: true });
  });

  test("later months: on free the pace beyond 50 is bought; on a plan it is its price and what the pace has beyond it", () => {
    const { ways } = ask(free(0n), [600n, 30], on(21));
    // 600 a month: 550 beyond free's 50, which cost $5 + 50 × 0.75¢; 100 beyond Starter's 500.
    expect(ways).toMatchObject([
      { way: "wait", cents: 0n, laterCents: 0n, days: 10, daysWithout: 10 },
      { way: "top-up", credits: 200n, cents: 200n, laterCents: 538n },
      { way: "upgrade", plan: "starter", credits: 500n, cents: 1_900n, laterCents: 2_000n, isNewPeriod: true },
    ]);
  });

  test("R3.2 R3.3 from a paid plan an upgrade costs and adds the difference; from free or a trial, the whole", () => {
    expect(ask(starter(0n), [1_500n, 30], on(16)).ways.at(-1)).toMatchObject({
      way: "upgrade",
      plan: "pro",
      cents: 6_000n,
      credits: 2_000n,
      isNewPeriod: false,
      laterCents: 6_000n,
    });
    const trial = { plan: "pro", nextPlan: "free", nextMonthlyCredits: 50n, trialEndsAt: end };
    const tried = balanceOf([lotOf(0n, { granted: 2_500n })], trial);
    expect(ask(tried, [900n, 30], on(16)).ways.at(-1)).toMatchObject({
      way: "upgrade",
      plan: "starter",
      cents: 1_900n,
      credits: 500n,
      isNewPeriod: true,
      isEnough: true,
    });
  });

  test("R3.2 who pays by the year is quoted a twelfth of the yearly difference for each period left", () => {
    const of = { balance: starter(0n), pace: { credits: 1_500n, days: 30 }, now: on(16), needed: 0n };
    const paid = { interval: "year", priceCents: 19_000n, periodsLeft: 5n } as const;
    const { ways } = planWaysOn({ ...of, catalog: shippedCatalog, subscription: paid });
    // $790 − $190 for five of twelve months; later a twelfth of the difference each month.
    const upgrade = ways.find(({ way }) => way === "upgrade");
    expect(upgrade).toMatchObject({ plan: "pro", cents: 25_000n, laterCents: 5_000n, isNewPeriod: false });
  });

  test("a plan that nobody pays for, as an operator's, is no price to count an upgrade from: a subscription starts", () => {
    const of = { balance: starter(0n), pace: { credits: 1_500n, days: 30 }, now: on(16), needed: 0n };
    const { ways } = planWaysOn({ ...of, catalog: shippedCatalog, subscription: null });
    const upgrade = ways.find(({ way }) => way === "upgrade");
    expect(upgrade).toMatchObject({ plan: "pro", cents: 7_900n, credits: 2_500n, isNewPeriod: true });
  });

  test("SPEC 2 a top-up that lives longer than the reset says until when", () => {
    const of = { balance: free(0n), pace: { credits: 600n, days: 30 }, now: on(21), needed: 0n };
    const until = (topUpMonths: number | null) =>
      planWaysOn({ ...of, catalog: { ...shippedCatalog, topUpMonths } }).ways.find(({ way }) => way === "top-up");
    expect(until(null)).toMatchObject({ expiresAt: end });
    expect(until(12)).toMatchObject({ expiresAt: new Date("2028-04-21T00:00:00Z") });
  });

  test("the cheapest plan that is enough is compared, and the largest where none is", () => {
    const pace = (credits: bigint) => ask(starter(0n), [credits, 30], on(16)).ways.at(-1);
    expect(pace(4_000n)).toMatchObject({ plan: "pro", isEnough: true });
    expect(pace(4_002n)).toMatchObject({ plan: "scale", isEnough: true });
    expect(pace(90_000n)).toMatchObject({ plan: "scale", isEnough: false });
  });

  test("an action that waits decides where it needs more than the pace, and blocks every day until the reset", () => {
    const { missing, ways } = ask(free(20n), [0n, 7], on(21), 45n);
    expect(missing).toBe(25n);
    expect(ways[0]).toMatchObject({ way: "wait", isEnough: true, days: 10, daysWithout: 10 });
    expect(ways[1]).toMatchObject({ way: "top-up", credits: 50n, cents: 50n });
  });

  test("what is not enough comes last, also where it costs nothing: the reset brings less than the action needs", () => {
    const { ways } = ask(free(20n), [0n, 7], on(21), 51n);
    expect(ways.map(({ way, isEnough }) => [way, isEnough])).toEqual([
      ["top-up", true],
      ["upgrade", true],
      ["wait", false],
    ]);
    const lasting = lotOf(1n, { source: "top-up", expiresAt: null });
    const kept = balanceOf([lotOf(20n, { granted: 50n }), lasting]);
    expect(ask(kept, [0n, 7], on(21), 51n).ways[0]).toMatchObject({ way: "wait", isEnough: true, credits: 51n });
  });

  test("a new period of a subscription keeps what was bought, and not what the old plan had left", () => {
    const bought = lotOf(100n, { source: "top-up", granted: 100n });
    const held = balanceOf([lotOf(40n, { granted: 50n }), bought]);
    expect(ask(held, [0n, 7], on(21), 600n).ways.find(({ way }) => way === "upgrade")).toMatchObject({
      plan: "starter",
      isEnough: true,
    });
    expect(ask(held, [0n, 7], on(21), 601n).ways.find(({ way }) => way === "upgrade")).toMatchObject({ plan: "pro" });
  });

  test("no upgrade is offered while the plan is unpaid, nor from a plan without a price", () => {
    const without = (balance: Balance) => ask(balance, [900n, 30], on(16)).ways.map(({ way }) => way);
    expect(without(starter(0n, { unpaidFrom: start }))).toEqual(["wait", "top-up"]);
    expect(without(starter(0n, { plan: "enterprise" }))).toEqual(["wait", "top-up"]);
  });

  test("dearer packs or cheaper plans change the order: an upgrade can be the cheapest that pays", () => {
    const catalog = {
      ...shippedCatalog,
      packs: [{ credits: 100n, priceCents: 1_000n }],
    };
    const { ways } = planWaysOn({
      balance: free(0n),
      pace: { credits: 600n, days: 30 },
      now: on(21),
      needed: 51n,
      catalog,
    });
    expect(ways.map(({ way, cents, isEnough }) => [way, cents, isEnough])).toEqual([
      ["upgrade", 1_900n, true],
      ["top-up", 2_000n, true],
      ["wait", 0n, false],
    ]);
  });

  test("at the reset itself, and after it, nothing is missing and no day is left", () => {
    for (const now of [end, new Date(end.getTime() + 1)]) {
      expect(ask(free(0n), [900n, 30], now)).toMatchObject({ missing: 0n, ways: [{ days: 0, daysWithout: 0 }] });
    }
    const last = ask(free(0n), [900n, 30], new Date(end.getTime() - 1));
    expect(last).toMatchObject({ missing: 1n, ways: [{ days: 1, daysWithout: 1 }, {}, {}] });
  });
});
