import { actionDetail, forecast, planList, topUpQuote, usage } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
  for (const credits of [1, 2, 3]) {
    const held = await on.placeHold({ credits: 4, kind: "render" }, { client: on.owner });
    await on.endHold(held.id, "settle", { credits });
  }
  const failed = await on.placeHold({ credits: 4, kind: "print" });
  await on.endHold(failed.id, "release");
});
afterAll(() => on.server.close());

test("the bucket adds up: monthly + topUps + goodwill = spent + held + available", async () => {
  const found = await on.readBalance();
  expect(found).toMatchObject({ plan: "free", monthly: 50, spent: 6, held: 0, available: 44 });
  expect(found.monthly + found.topUps + found.goodwill).toBe(found.spent + found.held + found.available);
});

test("usage has one row per day with zero days, today's last, and adds up to what was spent", async () => {
  const response = await on.viewer.send("GET", `${on.base}/credits/usage?days=30&timeZone=Europe/Berlin`);
  const { days } = usage.parse(await response.json());
  expect(days).toHaveLength(30);
  expect(days.reduce((sum, day) => sum + day.credits, 0)).toBe(6);
  expect(days.at(-1)?.byKind["render"] ?? days.at(-2)?.byKind["render"]).toBe(6);
});

test("the forecast tells its basis, and that one day is little to go by", async () => {
  const response = await on.viewer.send("GET", `${on.base}/credits/forecast?timeZone=Europe/Berlin`);
  const found = forecast.parse(await response.json());
  expect(found).toMatchObject({ basis: { credits: 6, days: 7 }, isRough: true, available: 44, runsOutAt: null });
  expect(found.leftAtReset).toBeGreaterThan(0);
  const unknown = await on.viewer.send("GET", `${on.base}/credits/forecast?timeZone=Mars/Base`);
  await expectProblem(unknown, "validation-failed");
});

test("an unknown time zone is named", async () => {
  const response = await on.owner.send("GET", `${on.base}/credits/usage?timeZone=Mars/Base`);
  expect(await expectProblem(response, "validation-failed")).toMatchObject({ errors: [{ path: "timeZone" }] });
});

describe("who sees which actions", () => {
  test("admins see all rows, newest first, with names", async () => {
    const { items } = await on.readLog(on.owner);
    expect(items.map((item) => [item.kind, item.status, item.charged])).toEqual([
      ["print", "failed", 0],
      ["render", "succeeded", 3],
      ["render", "succeeded", 2],
      ["render", "succeeded", 1],
    ]);
    expect(items[0]).toMatchObject({ tags: ["refunded"], member: { name: "Test" }, model: null, estimate: null });
    expect(items[1]?.member).toEqual({ id: on.owner.id, name: "Olga Owner" });
  });
  test("editors see their own rows only", async () => {
    expect((await on.readLog(on.editor)).items).toEqual([]);
    await expectProblem(await on.editor.send("GET", `${on.base}/actions?member=${on.owner.id}`), "role-not-sufficient");
    const { items } = await on.readLog(on.owner);
    await expectProblem(await on.editor.send("GET", `${on.base}/actions/${items[0]?.id}`), "not-found");
  });
  test("viewers see totals only", async () => {
    await expectProblem(await on.viewer.send("GET", `${on.base}/actions`), "role-not-sufficient");
    expect((await on.viewer.send("GET", `${on.base}/credits`)).status).toBe(200);
  });
  test("nobody of another workspace sees anything", async () => {
    const other = await on.server.signUp("Otto Other");
    const { items } = await on.readLog(on.owner);
    for (const path of ["/credits", "/credits/usage", "/actions", `/actions/${items[0]?.id}`, "/events"]) {
      await expectProblem(await other.send("GET", `${on.base}${path}`), "not-found");
    }
  });
});

test("the log is filtered by kind, outcome and member, and paged without losing or repeating a row", async () => {
  expect((await on.readLog(on.owner, "?kind=print")).items).toHaveLength(1);
  expect((await on.readLog(on.owner, "?outcome=succeeded")).items).toHaveLength(3);
  expect((await on.readLog(on.owner, `?member=${on.owner.id}&outcome=failed`)).items).toHaveLength(0);
  const all = (await on.readLog(on.owner)).items.map((item) => item.id);
  const paged: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "?limit=2" : `?limit=2&cursor=${encodeURIComponent(cursor)}`;
    const page = await on.readLog(on.owner, query);
    paged.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
});

test("a row opens to its ledger lines, which add up to its charge", async () => {
  const [first] = (await on.readLog(on.owner, "?outcome=succeeded")).items;
  const detail = actionDetail.parse(await (await on.owner.send("GET", `${on.base}/actions/${first?.id}`)).json());
  expect(detail.receipt).toBeNull();
  const moved = (from: string, to: string) =>
    detail.transfers.filter((one) => one.from === from && one.to === to).reduce((sum, one) => sum + one.credits, 0);
  expect(moved("available", "held")).toBe(4);
  expect(moved("held", "spent")).toBe(3);
  expect(moved("held", "available")).toBe(1);
});

test("plans say what they buy, packs what they cost", async () => {
  const found = planList.parse(await (await on.owner.send("GET", "/api/v1/plans")).json());
  expect(found.plans.find((plan) => plan.name === "starter")?.buys).toEqual({ inlineEdits: 200, pages: 10 });
  expect(found.plans.find((plan) => plan.name === "pro")?.buys).toEqual({ inlineEdits: 1_000, pages: 50 });
  expect(found.plans.find((plan) => plan.name === "enterprise")).toMatchObject({ monthlyCredits: null, buys: null });
  expect(found).toMatchObject({ currency: "usd", payments: "sandbox" });
});

test("any whole number of credits has a price", async () => {
  const found = topUpQuote.parse(await (await on.owner.send("GET", "/api/v1/top-ups/quote?credits=1234")).json());
  expect(found).toMatchObject({ credits: 1_234, priceCents: 1_051, currency: "usd" });
  await expectProblem(await on.owner.send("GET", "/api/v1/top-ups/quote?credits=0"), "validation-failed");
});
