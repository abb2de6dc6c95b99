import { pinPrices, priceUsage, shippedCatalog } from "@dokly/credits";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../../../test-servers/anthropic/server.ts";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { page, passage, path } from "./fixture-page.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const better = "The server starts on the embedded database and prints where to sign in.";

test("an action goes from estimate to charge, and its receipt can be recomputed", async () => {
  const before = await ai.readBalance();
  const estimate = await ai.readEstimate();
  ai.anthropic.next({ text: better, inputTokens: 400, outputTokens: 210, thinkingTokens: 6 });
  const { events, text, end } = await ai.run({ ...ai.body, quote: estimate.quote });

  expect(events.map((event) => event.event).filter((name) => name !== "text")).toEqual(["held", "settled"]);
  expect(events[0]).toMatchObject({
    data: { held: estimate.high, estimate: { low: estimate.low, high: estimate.high }, writer: "anthropic" },
  });
  expect(events[0]).toMatchObject({ data: { available: before.available - estimate.high } });
  expect(text).toBe(better);
  expect(end.event).toBe("settled");

  const detail = await ai.readDetail(end.action.id);
  const usage = { input: 400, cacheRead: 0, cacheWrite: 0, output: 210, thinking: 6 };
  const recomputed = priceUsage(pinPrices(shippedCatalog, "claude-sonnet-5-5", new Date()), usage);
  expect(detail.receipt?.usage).toEqual(usage);
  expect(detail.receipt?.providerCostNanoDollars).toBe(Number(recomputed.providerCostNanoDollars));
  expect(detail.charged).toBe(Math.min(Number(recomputed.credits), estimate.high));
  expect(detail.charged).toBeLessThanOrEqual(estimate.high);
  expect(detail).toMatchObject({
    kind: "improve",
    status: "succeeded",
    requestId: "req_test",
    document: { path, title: "Intro" },
    member: { id: ai.owner.id, name: "Olga Owner" },
  });
  const after = await ai.readBalance();
  expect(after).toMatchObject({
    held: 0,
    available: before.available - detail.charged,
    spent: before.spent + detail.charged,
  });
  expect(end.available).toBe(after.available);
});

test("a typical inline edit is estimated at one to three credits, and the cap that is sent keeps it below its high", async () => {
  const estimate = await ai.readEstimate();
  expect(estimate.low).toBeGreaterThanOrEqual(1);
  expect(estimate.high).toBeLessThanOrEqual(3);
  await ai.run({ ...ai.body, quote: estimate.quote });
  const sent = ai.anthropic.requests[0]?.body;
  const prices = pinPrices(shippedCatalog, "claude-sonnet-5-5", new Date());
  const most = { input: 0, cacheRead: 0, cacheWrite: 0, output: sent?.max_tokens ?? 0, thinking: 0 };
  expect(Number(priceUsage(prices, most).credits)).toBeLessThanOrEqual(estimate.high);
});

test("several kinds are estimated at once", async () => {
  const { input } = ai.body;
  const response = await ai.owner.send("POST", `/api/v1/workspaces/${ai.workspace}/ai/estimates`, {
    json: { kinds: ["improve", "expand", "grammar"], input },
  });
  const { items } = (await response.json()) as {
    items: Record<string, { low: number; high: number; confirm: boolean }>;
  };
  expect(Object.keys(items)).toEqual(["improve", "expand", "grammar"]);
  for (const one of Object.values(items)) expect(one).toMatchObject({ confirm: false });
});

describe("SPEC 4: whatever fails is released, costs nothing and is never left held", () => {
  const faults: [Fault, string][] = [
    [{ kind: "status", status: 400 }, "provider-rejected"],
    [{ kind: "status", status: 401 }, "provider-key-refused"],
    [{ kind: "status", status: 403 }, "provider-permission"],
    [{ kind: "status", status: 429, retryAfterSeconds: 3 }, "provider-rate-limited"],
    [{ kind: "status", status: 429 }, "provider-rate-limited"],
    [{ kind: "status", status: 529 }, "provider-overloaded"],
    [{ kind: "error-event", type: "overloaded_error" }, "provider-overloaded"],
    [{ kind: "socket-cut" }, "provider-unreachable"],
    [{ kind: "no-closing-event" }, "provider-incomplete"],
    [{ kind: "no-final-usage" }, "provider-incomplete"],
    [{ kind: "empty-output" }, "output-invalid"],
    [{ kind: "refusal" }, "provider-refused"],
    [{ kind: "cut-at-cap" }, "output-cut-off"],
    [{ kind: "silence" }, "provider-timeout"],
  ];
  test.each(faults)("%j is told as %s", async (fault, code) => {
    const before = await ai.readBalance();
    ai.anthropic.next({ fault });
    const { firstByteMs } = ai.timeouts;
    if (fault.kind === "silence") ai.timeouts.firstByteMs = 500;
    const { end } = await ai.run();
    ai.timeouts.firstByteMs = firstByteMs;
    expect(end.event).toBe("refunded");
    expect(end.action).toMatchObject({ status: "failed", charged: 0, tags: ["refunded"], failure: { code } });
    expect(JSON.stringify(end.action)).not.toMatch(/sk-ant|prompt stand/);
    expect(ai.anthropic.requests).toHaveLength(1);
    const after = await ai.readBalance();
    expect(after).toMatchObject({ held: 0, available: before.available, spent: before.spent });
    expect((await ai.readDetail(end.action.id)).receipt).toBeNull();
  });

  test("an answer that would break the page fails", async () => {
    ai.anthropic.next({ text: "```js\nlet a;" });
    expect((await ai.run()).end.action).toMatchObject({
      status: "failed",
      charged: 0,
      failure: { code: "output-invalid" },
    });
  });

  test("nothing of a key or a prompt stands in the log of the server", async () => {
    ai.anthropic.next({ fault: { kind: "status", status: 401 } });
    await ai.run();
    const logged = ai.server.log.join("\n");
    expect(logged).not.toMatch(/sk-ant|prompt stand/);
    expect(logged).not.toContain(passage);
  });
});

test("the page itself is not changed by an action, and the range that is replaced is told", async () => {
  const estimate = await ai.readEstimate();
  const { range } = estimate;
  expect(page.slice(range?.start, range?.end)).toBe(passage);
  await ai.run();
  const response = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/documents/${path}`);
  expect(await response.text()).toBe(page);
});

test("with too few credits nothing runs, nothing is sent, and the smallest payable order is offered", async () => {
  const poor = await startAiServer();
  try {
    await poor.leaveCredits(0);
    const estimate = await poor.readEstimate();
    expect(estimate).toMatchObject({ enough: false, available: 0, shortfall: estimate.high });
    const told = await expectProblem(await poor.postRun(poor.body, { key: "poor-1" }), "insufficient-credits");
    const topUp = { credits: 50, priceCents: 50 };
    expect(told).toMatchObject({ needed: estimate.high, available: 0, shortfall: estimate.high, topUp });
    expect(estimate.topUp).toEqual(topUp);
    expect(poor.anthropic.requests).toHaveLength(0);
    expect(await poor.readBalance()).toMatchObject({ held: 0, available: 0 });

    // R4.2: a refusal is not stored, so that the same key works after a top-up.
    await poor.server.services.credits.grant({
      workspace: poor.workspace,
      source: "goodwill",
      credits: 20n,
      key: "gift",
      reason: "test",
      actor: "test",
    });
    const ran = await poor.run(poor.body, { key: "poor-1" });
    expect(ran.end.event).toBe("settled");
    expect(ran.response.headers.get("idempotent-replayed")).toBeNull();
  } finally {
    await poor.close();
  }
});
