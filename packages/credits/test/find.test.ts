import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Credits, createCredits, shippedCatalog, type TokenUsage, workspaceOfId } from "../src/index.ts";
import { type EngineDatabase, openEngineDatabase } from "./databases/engine-database.ts";
import { databaseKind, titles } from "./databases/kinds.ts";
import { openTestWorkspace } from "./histories/test-workspace.ts";

const sonnet = "claude-sonnet-5-5";
const haiku = "claude-haiku-5-5";
const none = { cacheRead: 0, cacheWrite: 0, thinking: 0 };
/** Below and above the bound of haiku's first band, and with a cache. */
const runs: readonly { readonly kind: string; readonly model: string; readonly usage: TokenUsage }[] = [
  { kind: "improve", model: sonnet, usage: { ...none, input: 512, output: 148 } },
  {
    kind: "improve",
    model: sonnet,
    usage: { input: 900, cacheRead: 4_000, cacheWrite: 1_200, output: 700, thinking: 9 },
  },
  { kind: "page", model: haiku, usage: { ...none, input: 100_000, output: 300 } },
  { kind: "page", model: haiku, usage: { ...none, input: 100_001, output: 300 } },
];

describe(`what operators look for over all workspaces, on ${titles[databaseKind]}`, () => {
  let database: EngineDatabase;
  let credits: Credits;
  beforeAll(async () => {
    database = await openEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });
  const open = () => openTestWorkspace(credits, { plan: "starter" });

  test("the holds that run are told with their workspace, the oldest first, and no ended one", async () => {
    const [one, other] = [await open(), await open()];
    const first = await one.hold(5n, { action: { kind: "page", member: "ada" } });
    const ended = await one.hold(4n);
    const second = await other.hold(3n);
    await one.settle(ended.hold, 4n);
    const { items, asOf } = await credits.listRunningHolds();
    expect(items.map(({ hold }) => hold)).toEqual([first.hold, second.hold]);
    expect(items[0]).toMatchObject({
      workspace: one.id,
      action: first.action,
      kind: "page",
      member: "ada",
      credits: 5n,
    });
    expect(items.every(({ placedAt, deadline }) => placedAt <= asOf && asOf < deadline)).toBe(true);
    const [only] = (await credits.listRunningHolds({ workspace: other.id, limit: 1 })).items;
    expect(only).toMatchObject({ hold: second.hold, action: second.action });
    for (const { hold } of [first, second]) await (hold === first.hold ? one : other).release(hold);
    expect((await credits.listRunningHolds()).items).toEqual([]);
  });

  test("an action is found by its provider's request id, in whatever workspace", async () => {
    const w = await open();
    const { hold, action } = await w.hold(5n);
    const end = { charge: { credits: 2n }, status: "succeeded", actor: "test", requestId: "req_found" } as const;
    await credits.settleHold({ workspace: w.id, hold, ...end });
    expect(await credits.findActions({ requestId: "req_found" })).toEqual([{ workspace: w.id, action }]);
    expect(await credits.findActions({ requestId: "req_other" })).toEqual([]);
    expect([workspaceOfId("act", action), workspaceOfId("hold", hold)]).toEqual([w.id, w.id]);
    const none = ["act_", "act_1", w.id, hold].map((id) => workspaceOfId("act", id));
    expect(none).toEqual([null, null, null, null]);
  });

  test("margins are the sums of the receipts, with the credits that paid for them", async () => {
    const from = new Date((await (await open()).balance()).asOf.getTime());
    const [one, other] = [await open(), await open()];
    await one.grant(30n, { source: "top-up" });
    let cost = 0n;
    let charged = 0n;
    for (const w of [one, other]) {
      for (const { kind, model, usage } of runs) {
        const { hold, action } = await w.hold(100n, { action: { kind, model } });
        await credits.settleHold({ workspace: w.id, hold, charge: { usage }, status: "succeeded", actor: "test" });
        const found = await w.action(action);
        cost += found.receipt?.providerCostNanoDollars ?? 0n;
        charged += found.action.charged;
      }
    }
    const failed = await one.hold(3n, { action: { kind: "improve", model: sonnet } });
    await one.release(failed.hold);
    const [newest] = await other.log();
    await other.refund(newest?.id ?? "", 1n);

    const to = new Date(Date.now() + 60_000);
    const { rows, sources } = await credits.sumMargins({ from, to });
    expect(rows.map(({ kind, model, actions, failed: count }) => ({ kind, model, actions, count }))).toEqual([
      { kind: "improve", model: sonnet, actions: 5, count: 1 },
      { kind: "page", model: haiku, actions: 4, count: 0 },
    ]);
    expect(rows.reduce((sum, row) => sum + row.providerCostNanoDollars, 0n)).toBe(cost);
    expect(rows.reduce((sum, row) => sum + row.charged, 0n)).toBe(charged);
    expect(rows.map(({ refunded }) => refunded)).toEqual([0n, 1n]);
    // A monthly lot is drawn before a top-up that ends at the same reset.
    expect(new Set(sources.map(({ source, entitlement }) => `${source} ${entitlement}`))).toEqual(
      new Set(["monthly 500"]),
    );
    expect(sources.reduce((sum, { credits: paid }) => sum + paid, 0n)).toBe(charged - 1n);
    expect((await credits.sumMargins({ from: to, to: new Date(to.getTime() + 1) })).rows).toEqual([]);
  });

  test("a charge over several lots is told of each, and a refund takes from what was drawn last", async () => {
    const w = await openTestWorkspace(credits, { plan: "free" });
    const { asOf: from } = await w.balance();
    await w.grant(30n, { source: "top-up" });
    const { hold, action } = await w.hold(70n, { action: { kind: "several" } });
    await w.settle(hold, 65n);
    await w.refund(action, 5n);
    const { sources } = await credits.sumMargins({ from, to: new Date(Date.now() + 60_000) });
    expect(sources.filter(({ kind }) => kind === "several")).toEqual([
      { kind: "several", model: null, isDemo: false, source: "monthly", entitlement: 50n, credits: 50n },
      { kind: "several", model: null, isDemo: false, source: "top-up", entitlement: null, credits: 10n },
    ]);
  });
});
