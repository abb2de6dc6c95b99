import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { writerFor } from "../../src/ai/quote-action.ts";
import { readRun } from "../ai/read-run.ts";
import { expectProblem } from "../server-harness.ts";
import { type ByokServer, newSecret, startByokAfresh, startByokServer } from "./byok-harness.ts";

let world: ByokServer;
beforeAll(async () => {
  world = await startByokServer();
});
beforeEach(async () => {
  world = await startByokAfresh(world);
});
afterAll(() => world.close());

const keysUsed = () =>
  world.anthropic.requests.filter(({ path }) => path === "/v1/messages").map(({ apiKey }) => apiKey);

test("an action on the workspace's own key costs no credits, and the log says what it cost in dollars", async () => {
  const secret = newSecret();
  const key = await world.connect(secret);
  await world.leaveCredits(0);
  const estimate = await world.readEstimate();
  expect(estimate).toMatchObject({ payer: "byok", low: 0, high: 0, enough: true, available: 0 });
  expect(estimate.providerCostNanoDollars).toBeGreaterThan(0);
  world.anthropic.next({ inputTokens: 512, outputTokens: 148 });
  const { end } = await world.run({ ...world.body, quote: estimate.quote });
  expect(end).toMatchObject({ event: "settled", available: 0 });
  expect(end.action).toMatchObject({
    charged: 0,
    held: 0,
    tags: ["byok"],
    ownKey: { id: key.id, nanoDollars: 2_504_000 },
  });
  expect(keysUsed()).toEqual([secret]);
  const detail = await world.readDetail(end.action.id);
  expect(detail.receipt).toMatchObject({ providerCostNanoDollars: 2_504_000, credits: 0 });
  expect((await world.list()).keys).toMatchObject([{ spentCents: 1, reservedCents: 0 }]);
  const [used] = await world.readAudit();
  expect(used).toMatchObject({ action: "own-key-used", actor: { name: "Olga Owner" }, ownKey: { id: key.id } });
  expect(used?.detail).toMatchObject({ action: end.action.id, version: 1 });
  expect(used?.address).toMatch(/^10\./);
});

test("a key that the provider refuses is invalid at once, its owners know, and credits do not take over", async () => {
  const secret = newSecret();
  await world.connect(secret);
  const before = await world.readBalance();
  world.anthropic.next({ fault: { kind: "status", status: 401 } });
  const { end } = await world.run();
  expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "own-key-refused" } } });
  expect((await world.list()).keys).toMatchObject([{ status: "invalid", reason: expect.stringContaining("revoked") }]);
  expect(await world.readEstimate()).toMatchObject({ enough: false, refusal: { code: "own-key-out-of-scope" } });
  await expectProblem(await world.postRun(), "own-key-out-of-scope");
  expect(keysUsed()).toEqual([secret]);
  expect((await world.readBalance()).available).toBe(before.available);
  const actions = (await world.readAudit()).map(({ action }) => action);
  expect(actions).toEqual(["own-key-invalid", "own-key-failed", "own-key-used", "own-key-connected"]);
});

test.each([
  [403, "own-key-permission"],
  [402, "own-key-billing"],
  [429, "own-key-rate-limited"],
  [529, "provider-overloaded"],
] as const)("after a %i the key stays active, and the action says why it failed", async (status, code) => {
  const secret = newSecret();
  await world.connect(secret);
  world.anthropic.next({ fault: { kind: "status", status } });
  const { end } = await world.run();
  expect(end).toMatchObject({
    event: "refunded",
    action: { charged: 0, tags: ["refunded", "byok"], failure: { code } },
  });
  expect((await world.list()).keys).toMatchObject([{ status: "active", spentCents: 0, reservedCents: 0 }]);
  world.anthropic.next({ fault: { kind: "error-event", type: "overloaded_error" } });
  await world.run();
  expect(new Set(keysUsed())).toEqual(new Set([secret]));
  expect((await world.list()).keys).toMatchObject([{ status: "active" }]);
});

test("a rotated key takes over at once, and what runs finishes on the old one", async () => {
  const [old, fresh] = [newSecret(), newSecret()];
  const key = await world.connect(old);
  world.anthropic.next({ isPaused: true });
  const running = await world.postRun();
  await expect.poll(() => keysUsed().length, { timeout: 20_000 }).toBe(1);
  const rotated = await world.post(`/${key.id}/rotate`, { secret: fresh });
  expect(await rotated.json()).toMatchObject({ version: 2, last4: fresh.slice(-4), status: "active" });
  expect((await world.run()).end.event).toBe("settled");
  world.anthropic.resume();
  expect((await readRun(running)).end.event).toBe("settled");
  expect(keysUsed()).toEqual([old, fresh]);
  const { rows } = await world.server.services.pool.query(
    "select count(*)::int as count from dokly.own_keys where workspace_id = $1",
    [world.workspace],
  );
  expect(rows).toEqual([{ count: 1 }]);
});

test("no action fails while a key is rotated again and again under load", async () => {
  const key = await world.connect(newSecret());
  const ends: string[] = [];
  const runs = Array.from({ length: 12 }, async () => {
    ends.push((await world.run()).end.event);
  });
  for (let turn = 0; turn < 4; turn++) {
    expect((await world.post(`/${key.id}/rotate`, { secret: newSecret() })).status).toBe(200);
  }
  await Promise.all(runs);
  expect(ends).toEqual(Array.from({ length: 12 }, () => "settled"));
});

test("an old version that the provider refuses while it is rotated is left, and the action goes on with the new", async () => {
  const [old, fresh] = [newSecret(), newSecret()];
  const key = await world.connect(old);
  world.anthropic.next({ firstByteMs: 1_500, fault: { kind: "status", status: 401 } });
  const running = world.run();
  await expect.poll(() => keysUsed().length, { timeout: 20_000 }).toBe(1);
  expect((await world.post(`/${key.id}/rotate`, { secret: fresh })).status).toBe(200);
  expect((await running).end.event).toBe("settled");
  expect(keysUsed()).toEqual([old, fresh]);
  expect((await world.list()).keys).toMatchObject([{ status: "active", version: 2 }]);
});

test("a revoked key is refused for the next request, and its secret is gone", async () => {
  const key = await world.connect(newSecret());
  expect(await (await world.post(`/${key.id}/revoke`)).json()).toMatchObject({ status: "revoked" });
  const { rows } = await world.server.services.pool.query(
    "select sealed, wrapped_key, master_key from dokly.own_keys where workspace_id = $1",
    [world.workspace],
  );
  expect(rows).toEqual([{ sealed: null, wrapped_key: null, master_key: null }]);
  // With no key left that could pay, credits do, and say so.
  expect(await world.readEstimate()).toMatchObject({ payer: "credits" });
});

test("a quote binds for whoever was to pay", async () => {
  const credits = await world.readEstimate();
  const key = await world.connect(newSecret());
  const changed = await expectProblem(await world.postRun({ ...world.body, quote: credits.quote }), "estimate-changed");
  expect(changed.detail).toContain("Who pays");
  const own = await world.readEstimate();
  await world.setFallback(true);
  await world.post(`/${key.id}/pause`);
  await expectProblem(await world.postRun({ ...world.body, quote: own.quote }), "estimate-changed");
  expect(await world.readEstimate()).toMatchObject({ payer: "credits", enough: true });
  expect((await world.run()).end.action).toMatchObject({ tags: [] });
});

test("on another plan keys are paused, kept, and owners are told; then credits pay", async () => {
  await world.connect(newSecret());
  await world.changePlan("pro");
  await world.server.services.ownKeys.checkPlans();
  const list = await world.list();
  expect(list).toMatchObject({
    isOnPlan: false,
    keys: [{ status: "paused", reason: expect.stringContaining("plan") }],
  });
  expect(await world.readEstimate()).toMatchObject({ payer: "credits" });
  expect((await world.readAudit())[0]).toMatchObject({ action: "own-key-paused", actor: { id: "server" } });
  await expectProblem(await world.post("", { label: "x", secret: newSecret() }), "plan-does-not-include-byok");
  await world.changePlan("enterprise");
  const [key] = list.keys;
  expect(await world.readEstimate()).toMatchObject({ enough: false, refusal: {} });
  expect(await (await world.post(`/${key?.id}/resume`)).json()).toMatchObject({ status: "active" });
  expect((await world.run()).end.action.tags).toEqual(["byok"]);
});

test("a spend limit at the provider is told as the key's, and the key stays", async () => {
  await world.connect(newSecret());
  world.anthropic.next({ fault: { kind: "status", status: 400, errorCode: "workspace_spend_limit_reached" } });
  expect((await world.run()).end.action.failure).toMatchObject({ code: "own-key-billing" });
  world.anthropic.next({ fault: { kind: "error-event", type: "billing_error" } });
  expect((await world.run()).end.action.failure).toMatchObject({ code: "own-key-billing" });
  expect((await world.list()).keys).toMatchObject([{ status: "active", spentCents: 0 }]);
});

test("what runs on an own key is estimated for the provider, also where the demo writer writes for credits", async () => {
  const estimate = await world.readEstimate();
  const plain = { workspace: world.workspace, member: "nobody" };
  const { ai, configuration, ownKeys } = world.server.services;
  const demo = { configuration, ai: { ...ai, provider: { ...ai.provider, writer: "demo" as const } } };
  expect(writerFor(demo, await ownKeys.openPayers(plain), "improve")).toBe("demo");
  await world.connect(newSecret());
  expect(writerFor(demo, await ownKeys.openPayers(plain), "improve")).toBe("anthropic");
  expect((await world.readEstimate()).providerCostNanoDollars).toBe(estimate.high * 1_500_000);
});

test("what is reserved of a key is what the estimate told, and its limit may be just that", async () => {
  await world.connect(newSecret());
  const { quote, providerCostNanoDollars = 0 } = await world.readEstimate();
  const scope = { monthlyLimitCents: Math.ceil(providerCostNanoDollars / 10_000_000) };
  const [key] = (await world.list()).keys;
  await world.owner.send("PATCH", `${world.base}/byok/${key?.id}`, { json: { scope: { ...key?.scope, ...scope } } });
  world.anthropic.next({ isPaused: true });
  const running = await world.postRun({ ...world.body, quote });
  const { items } = await world.server.services.credits.listActions({ workspace: world.workspace, limit: 1 });
  expect(items[0]?.ownKey?.nanoDollarsHeld).toBe(BigInt(providerCostNanoDollars));
  await expect.poll(() => world.anthropic.requests.at(-1)?.body?.max_tokens ?? 0).toBeGreaterThan(15);
  world.anthropic.resume();
  expect((await readRun(running)).end.event).toBe("settled");
});

test("a hold that a dead server left behind on a key is not run at the cost of credits", async () => {
  const secret = newSecret();
  const key = await world.connect(secret);
  world.anthropic.next({ isPaused: true });
  const running = await world.postRun(world.body, { key: "once" });
  await expect.poll(() => keysUsed().length).toBe(1);
  // As if its server had died before it wrote the hold down.
  await world.server.services.pool.query(
    `update dokly.ai_runs set action_id = null, hold_id = null, heartbeat_at = clock_timestamp() - interval '1 minute'
     where workspace_id = $1`,
    [world.workspace],
  );
  await world.setFallback(true);
  await world.post(`/${key.id}/pause`);
  const refused = await expectProblem(await world.postRun(world.body, { key: "once" }), "estimate-changed");
  expect(refused.detail).toContain("Who pays");
  expect(keysUsed()).toEqual([secret]);
  world.anthropic.resume();
  await running.text();
});
