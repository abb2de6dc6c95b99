import { actionsPage } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type AiServer, startAiServer } from "./ai-harness.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer({ retriesMax: 1, retryMs: 30 });
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const overloaded = { fault: { kind: "status", status: 529 } } as const;

async function lastActions(count: number) {
  const response = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/actions?limit=${count}`);
  return actionsPage.parse(await response.json()).items;
}

describe("a provider that fails before any text is asked once more, with a hold of its own", () => {
  test.each([
    ["overloaded", { kind: "status", status: 529 }],
    ["broken", { kind: "status", status: 500 }],
    ["limiting for a moment", { kind: "status", status: 429, retryAfterSeconds: 0 }],
  ] as const)("%s", async (_name, fault) => {
    const before = await ai.readBalance();
    ai.anthropic.next({ fault }, { text: "Better." });
    const { events, text, end } = await ai.run();
    expect(events.filter(({ event }) => event === "held")).toHaveLength(2);
    expect(text).toBe("Better.");
    expect(end).toMatchObject({ event: "settled", action: { status: "succeeded" } });
    const [second, first] = await lastActions(2);
    expect(second).toMatchObject({ id: end.action.id, status: "succeeded" });
    expect(first).toMatchObject({ status: "failed", charged: 0, tags: ["refunded"] });
    expect(await ai.readBalance()).toMatchObject({ held: 0, available: before.available - end.action.charged });
    expect((await ai.readDetail(first?.id ?? "")).requestId).toBe("req_test");
  });

  test("and no more than once", async () => {
    ai.anthropic.next(overloaded, overloaded, { text: "Too late." });
    const { end } = await ai.run();
    expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "provider-overloaded" } } });
    expect(ai.anthropic.requests).toHaveLength(2);
    expect((await ai.readBalance()).held).toBe(0);
  });

  test("a replay under the same key tells the attempt that counted, and runs nothing", async () => {
    ai.anthropic.next(overloaded, { text: "Better." });
    const { end } = await ai.run(ai.body, { key: "again" });
    const replayed = await ai.run(ai.body, { key: "again" });
    expect(replayed).toMatchObject({ text: "Better.", end: { event: "settled", action: { id: end.action.id } } });
    expect(ai.anthropic.requests).toHaveLength(2);
  });
});

test.each([
  ["after text", { fault: { kind: "error-event", type: "overloaded_error" } }],
  ["for a reason that does not pass", { fault: { kind: "status", status: 401 } }],
  ["with a long wait asked for", { fault: { kind: "status", status: 429, retryAfterSeconds: 30 } }],
  ["by a refusal", { fault: { kind: "refusal" } }],
] as const)("a failure %s is not tried again by itself", async (_name, behaviour) => {
  ai.anthropic.next(behaviour, { text: "Never asked for." });
  const { end } = await ai.run();
  expect(end).toMatchObject({ event: "refunded", action: { status: "failed", charged: 0 } });
  expect(end.action.failure?.message).toMatch(/Try |administrator|wait/);
  expect(ai.anthropic.requests).toHaveLength(1);
});

test("stopping the first attempt during its pause begins no second one", async () => {
  const slow = await startAiServer({ retriesMax: 1, retryMs: 600 });
  try {
    slow.anthropic.next(overloaded, { text: "Never asked for." });
    const response = await slow.postRun();
    await expect.poll(() => slow.anthropic.requests.length).toBe(1);
    const log = await slow.owner.send("GET", `/api/v1/workspaces/${slow.workspace}/actions?limit=1`);
    const [first] = actionsPage.parse(await log.json()).items;
    await slow.cancel(first?.id ?? "");
    expect(await response.text()).toContain("event: refunded");
    expect(slow.anthropic.requests).toHaveLength(1);
    expect(await slow.readBalance()).toMatchObject({ held: 0 });
  } finally {
    await slow.close();
  }
});
