import { actionKinds } from "@dokly/contract";
import { type Catalog, type PlanUse, shippedCatalog } from "@dokly/credits";
import { describe, expect, test } from "vitest";
import type { CatalogSettings } from "./catalog-file.ts";
import { diffCatalogs } from "./diff-catalogs.ts";

const now = new Date("2027-01-15T00:00:00Z");
const card = shippedCatalog.rateCards[0];
if (card === undefined) throw new Error("there is a rate card");

function settingsOf(changes: Partial<Catalog> = {}, model = "claude-sonnet-5-5"): CatalogSettings {
  const modelOfKind = Object.fromEntries(actionKinds.map((kind) => [kind, model])) as CatalogSettings["modelOfKind"];
  return { catalog: { ...shippedCatalog, ...changes }, modelOfKind };
}

function use(plan: string, workspaces: number, changes: Partial<PlanUse> = {}): PlanUse {
  return { plan, workspaces, monthlyCredits: null, next: null, unpaidPlan: null, ...changes };
}

const withPlan = (name: string, changes: object): Partial<Catalog> => ({
  plans: shippedCatalog.plans.map((plan) => (plan.name === name ? { ...plan, ...changes } : plan)),
});
const diff = (after: CatalogSettings, uses: readonly PlanUse[] = [], before = settingsOf()) =>
  diffCatalogs({ before, after }, { uses, now });
const planIn = (found: ReturnType<typeof diff>, name: string) => found.plans.find(({ plan }) => plan === name);

describe("what a new configuration would do", () => {
  test("the same configuration, also read a second time, changes nothing", () => {
    const trial = { plan: "pro", days: 14 };
    expect(diff(settingsOf(), [use("pro", 3)]).isSame).toBe(true);
    expect(diff(settingsOf({ trial: { ...trial } }), [], settingsOf({ trial })).isSame).toBe(true);
  });

  test("a plan's number counts those whose next reset grants it: not an operator's own, nor who leaves, but who comes", () => {
    const found = diff(settingsOf(withPlan("pro", { monthlyCredits: 2_000n })), [
      use("pro", 5),
      use("pro", 7, { monthlyCredits: 9_000n }),
      use("pro", 11, { next: { plan: "free", monthlyCredits: null } }),
      use("free", 13, { next: { plan: "pro", monthlyCredits: null } }),
      use("starter", 17),
      use("scale", 19, { unpaidPlan: "pro" }),
    ]);
    expect(planIn(found, "pro")).toMatchObject({
      state: "changed",
      workspaces: 5 + 7 + 11 + 13 + 19,
      affected: 5 + 13 + 19,
      monthlyCredits: { before: 2_500n, after: 2_000n },
      monthlyPriceCents: null,
    });
    expect(found.isSame).toBe(false);
  });

  test("a price that changes affects no reset", () => {
    const found = diff(settingsOf(withPlan("pro", { monthlyPriceCents: 8_900n })), [use("pro", 5)]);
    expect(planIn(found, "pro")).toMatchObject({
      affected: 0,
      monthlyCredits: null,
      monthlyPriceCents: { before: 7_900n, after: 8_900n },
    });
  });

  test.each([
    ["is on it", use("starter", 2)],
    ["has chosen it", use("pro", 2, { next: { plan: "starter", monthlyCredits: 5n } })],
    ["gets it while unpaid", use("pro", 2, { unpaidPlan: "starter" })],
  ])("a plan must not vanish while somebody %s", (_, inUse) => {
    const plans = shippedCatalog.plans.filter(({ name }) => name !== "starter");
    expect(diff(settingsOf({ plans }), [inUse]).vanishing).toMatchObject([{ plan: "starter", workspaces: 2 }]);
    expect(diff(settingsOf({ plans }), [use("pro", 2)])).toMatchObject({ vanishing: [], isSame: false });
  });

  test("a plan that workspaces are on and that no catalogue has is named too", () => {
    expect(diff(settingsOf(), [use("gold", 1)]).vanishing).toMatchObject([{ plan: "gold", state: "removed" }]);
  });

  test("orders of the size of a pack are compared, also where the pack is new", () => {
    const packs = [
      { credits: 500n, priceCents: 600n },
      { credits: 1_000n, priceCents: 1_000n },
    ];
    expect(diff(settingsOf({ packs })).topUps).toEqual([
      { credits: 500n, before: 500n, after: 600n },
      { credits: 1_000n, before: 875n, after: 1_000n },
      { credits: 2_500n, before: 2_000n, after: 2_200n },
      { credits: 10_000n, before: 7_000n, after: 8_200n },
    ]);
  });

  test("a kind on another model is priced anew by an example; the others are not named", () => {
    const after = settingsOf();
    const found = diff({ ...after, modelOfKind: { ...after.modelOfKind, page: "claude-haiku-5-5" } });
    expect(found.kinds).toEqual([
      {
        kind: "page",
        at: now,
        model: { before: "claude-sonnet-5-5", after: "claude-haiku-5-5" },
        example: { input: 2_000, output: 4_000 },
        // 2,000 × $2 + 4,000 × $10 a million = 4.4 cents at $0.0015 a credit; on the other 0.22 cents.
        credits: { before: 30n, after: 2n },
      },
    ]);
  });

  test("a rate card of the future is compared at its first instant", () => {
    const from = new Date("2027-03-01T00:00:00Z");
    const dearer = { ...card, version: "2027-03", from, nanoDollarsPerCredit: 750_000n };
    const found = diff(settingsOf({ rateCards: [card, dearer] }));
    expect(new Set(found.kinds.map(({ at }) => at.getTime()))).toEqual(new Set([from.getTime()]));
    expect(found.kinds.find(({ kind }) => kind === "improve")?.credits).toEqual({ before: 4n, after: 7n });
  });

  test("trial, currency and the smallest charge are told", () => {
    const found = diff(settingsOf({ trial: { plan: "pro", days: 14 }, currency: "eur", smallestChargeCents: 70n }));
    expect(found).toMatchObject({
      trial: { before: null, after: { plan: "pro", days: 14 } },
      currency: { before: "usd", after: "eur" },
      smallestChargeCents: { before: 50n, after: 70n },
    });
  });
});
