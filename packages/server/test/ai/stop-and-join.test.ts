import { actionOutput } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { followRun } from "../../src/ai/runner/follow-run.ts";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { readEvents, readRun } from "./read-run.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

/** Reads a stream until its first text, and goes on reading it in the background. */
async function untilText(response: Response) {
  const events = readEvents(response);
  let actionId = "";
  let text = "";
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    const event = next.value;
    if (event.event === "held") actionId = event.data.actionId;
    if (event.event !== "text") continue;
    text = event.data.delta;
    break;
  }
  return { actionId, text, events };
}

describe("R6.2: an explicit cancel follows the cancel rule", () => {
  test("before any text it is released and not charged", async () => {
    const before = await ai.readBalance();
    ai.anthropic.next({ firstByteMs: 400 });
    const events = readEvents(await ai.postRun());
    const held = (await events.next()).value;
    const stopped = await ai.cancel(held.data.actionId);
    expect(stopped).toMatchObject({ status: "cancelled", charged: 0, tags: [] });
    expect((await events.next()).value).toMatchObject({ event: "refunded", data: { available: before.available } });
    expect(await ai.readBalance()).toMatchObject({ held: 0, available: before.available });
  });

  test("after text it charges the input and what was delivered, closes the upstream request and keeps the text", async () => {
    ai.anthropic.next({ isPaused: true, text: "Some words that are delivered.", inputTokens: 800 });
    const { actionId, text, events } = await untilText(await ai.postRun());
    const stopped = await ai.cancel(actionId);
    expect(stopped.status).toBe("cancelled");
    expect((await events.next()).value).toMatchObject({ event: "settled", data: { action: { status: "cancelled" } } });
    const detail = await ai.readDetail(actionId);
    expect(detail.receipt?.usage.input).toBe(800);
    expect(detail.receipt?.usage.output).toBeLessThanOrEqual(Math.ceil(text.length / 3));
    expect(detail.charged).toBe(2);
    await expect.poll(() => ai.anthropic.requests[0]?.isAborted).toBe(true);
    ai.anthropic.resume();
    const kept = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/ai/actions/${actionId}/output`);
    expect(actionOutput.parse(await kept.json()).text).toBe(text);
  });

  test("after the end it changes nothing", async () => {
    const { end } = await ai.run();
    expect(await ai.cancel(end.action.id)).toEqual(end.action);
  });

  test("a wish to stop that another process wrote reaches the run within a second", async () => {
    ai.anthropic.next({ isPaused: true });
    const { actionId, events } = await untilText(await ai.postRun());
    await ai.server.services.ai.store.requestCancel(ai.workspace, actionId);
    const startedAt = performance.now();
    expect((await events.next()).value).toMatchObject({ data: { action: { status: "cancelled" } } });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    ai.anthropic.resume();
  });

  test("only the person who runs it, or an admin, can stop it", async () => {
    ai.anthropic.next({ isPaused: true });
    const { actionId, events } = await untilText(await ai.postRun());
    const editor = await ai.server.member(ai.workspace, "editor");
    const url = `/api/v1/workspaces/${ai.workspace}/ai/actions/${actionId}/cancel`;
    await expectProblem(await editor.send("POST", url), "role-not-sufficient");
    ai.anthropic.resume();
    expect((await events.next()).value).toMatchObject({ event: "text" });
    for await (const event of events) if (event.event === "settled") return;
    throw new Error("the run did not go on");
  });
});

describe("a lost connection is not a cancel", () => {
  test("the server finishes, charges, and keeps the text for its own member only", async () => {
    ai.anthropic.next({ isPaused: true, text: "All of these words arrive." });
    const { actionId, events } = await untilText(await ai.postRun());
    await events.return(undefined);
    ai.anthropic.resume();
    await expect.poll(async () => (await ai.readDetail(actionId)).status).toBe("succeeded");
    const url = `/api/v1/workspaces/${ai.workspace}/ai/actions/${actionId}/output`;
    const kept = actionOutput.parse(await (await ai.owner.send("GET", url)).json());
    expect(kept.text).toBe("All of these words arrive.");
    const admin = await ai.server.member(ai.workspace, "admin");
    await expectProblem(await admin.send("GET", url), "not-found");
  });

  test("what is kept is not readable in the database", async () => {
    ai.anthropic.next({ text: "A very secret sentence." });
    await ai.run();
    const { rows } = await ai.server.database.pool.query<{ output: Buffer }>(
      "select output from dokly.ai_runs where output is not null",
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.output.includes("secret")).toBe(false);
  });
});

describe("R6.1: one Idempotency-Key is one action", () => {
  test("while it runs, the same request joins it from its start", async () => {
    ai.anthropic.next({ isPaused: true, text: "Words for two listeners." });
    const first = await untilText(await ai.postRun(ai.body, { key: "join-1" }));
    const second = await ai.postRun(ai.body, { key: "join-1" });
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    const joined = readRun(second);
    ai.anthropic.resume();
    const ran = await joined;
    expect(ran.events[0]).toMatchObject({ event: "held", data: { actionId: first.actionId } });
    expect(ran.text).toBe("Words for two listeners.");
    expect(ai.anthropic.requests).toHaveLength(1);
  });

  test("after its end it replays held, text and end, and moves nothing", async () => {
    ai.anthropic.next({ text: "Once and for all." });
    const first = await ai.run(ai.body, { key: "replay-1" });
    const before = await ai.readBalance();
    const again = await ai.run(ai.body, { key: "replay-1" });
    expect(again.response.headers.get("idempotent-replayed")).toBe("true");
    expect(again.events[0]).toEqual(first.events[0]);
    expect(again.text).toBe("Once and for all.");
    expect(again.end).toEqual(first.end);
    expect(ai.anthropic.requests).toHaveLength(1);
    expect((await ai.readBalance()).version).toBe(before.version);
  });

  test("a failed action is replayed as failed, without any text", async () => {
    ai.anthropic.next({ fault: { kind: "error-event", type: "overloaded_error" } });
    const first = await ai.run(ai.body, { key: "replay-2" });
    const again = await ai.run(ai.body, { key: "replay-2" });
    expect(again.end).toEqual(first.end);
    expect(again.text).toBe("");
  });

  test("with another body it is refused, while it runs and after its end", async () => {
    ai.anthropic.next({ isPaused: true });
    const { events } = await untilText(await ai.postRun(ai.body, { key: "other-1" }));
    const other = { ...ai.body, kind: "grammar" };
    await expectProblem(await ai.postRun(other, { key: "other-1" }), "idempotency-key-reused");
    ai.anthropic.resume();
    for await (const event of events) expect(["text", "settled"]).toContain(event.event);
    await expectProblem(await ai.postRun(other, { key: "other-1" }), "idempotency-key-reused");
    expect(ai.anthropic.requests).toHaveLength(1);
  });

  test("two requests at once with one key run one action", async () => {
    const both = await Promise.all([ai.run(ai.body, { key: "race-1" }), ai.run(ai.body, { key: "race-1" })]);
    expect(both[0]?.end).toEqual(both[1]?.end);
    expect(ai.anthropic.requests).toHaveLength(1);
  });

  test("two people may use the same key", async () => {
    const admin = await ai.server.member(ai.workspace, "admin");
    const mine = await ai.run(ai.body, { key: "shared-1" });
    const theirs = await ai.run(ai.body, { key: "shared-1", client: admin });
    expect(theirs.end.action.id).not.toBe(mine.end.action.id);
  });

  test("another process tells the run from what is kept, to its end", async () => {
    ai.anthropic.next({ text: "Told from the database." });
    const { end } = await ai.run(ai.body, { key: "follow-1" });
    const { services } = ai.server;
    const row = await services.ai.store.findByAction(ai.workspace, end.action.id);
    if (row === null || row.hold === null) throw new Error("the run was not recorded");
    const told = [];
    const readAction = (workspace: string, id: string) => services.actions.read(workspace, id);
    const deps = { credits: services.credits, store: services.ai.store, pollMs: 10, readAction };
    for await (const event of followRun(row, row.hold, deps)) told.push(event.event);
    expect(told).toEqual(["held", "text", "settled"]);
  });
});

describe("stopping the server", () => {
  test("waits for what runs, refuses what comes, and fails what takes too long without a charge", async () => {
    const stopping = await startAiServer();
    try {
      stopping.anthropic.next({ isPaused: true });
      const { events } = await untilText(await stopping.postRun());
      const closed = stopping.server.services.ai.close(300);
      await expectProblem(await stopping.postRun(), "overloaded");
      const end = (await events.next()).value;
      expect(end).toMatchObject({
        event: "refunded",
        data: { action: { charged: 0, failure: { code: "server-stopped" } } },
      });
      await closed;
      expect(await stopping.readBalance()).toMatchObject({ held: 0 });
    } finally {
      await stopping.close();
    }
  });
});

test("a hold that expired under a run is refunded, not charged", async () => {
  const late = await startAiServer({ holdMs: 300, extendMs: 60_000 });
  try {
    late.anthropic.next({ isPaused: true });
    const { events } = await untilText(await late.postRun());
    await new Promise((resolve) => setTimeout(resolve, 350));
    late.anthropic.resume();
    let end = (await events.next()).value;
    while (end.event === "text") end = (await events.next()).value;
    expect(end).toMatchObject({ event: "refunded", data: { action: { charged: 0, status: "failed" } } });
    expect(await late.readBalance()).toMatchObject({ held: 0, spent: 0 });
  } finally {
    await late.close();
  }
});
