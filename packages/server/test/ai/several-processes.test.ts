import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDraftLander } from "../../src/ai/runner/land-draft.ts";
import { recoverRuns } from "../../src/ai/runner/recover-runs.ts";
import { createApp } from "../../src/app.ts";
import { createServices } from "../../src/create-services.ts";
import type { Services } from "../../src/services.ts";
import { type Client, clientOf, expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { readEvents, readRun } from "./read-run.ts";

let ai: AiServer;
/** The same owner, whose requests reach another process on the same database. */
let elsewhere: Client;
let other: Services;

beforeAll(async () => {
  ai = await startAiServer();
  const { configuration, logger, pool, credits } = ai.server.services;
  other = createServices({ configuration, logger, pool, credits, webFolder: "/nonexistent" });
  elsewhere = clientOf(createApp(other), { cookie: ai.owner.cookie });
});
afterEach(() => ai.anthropic.reset());
afterAll(async () => {
  other.versions.close();
  await other.ai.close(1_000);
  await ai.close();
});

/** As if the server had died before it wrote that the run is over. */
async function forget(id: string): Promise<void> {
  await ai.server.database.pool.query(
    `update dokly.ai_runs set ended_at = null, failure_code = null,
       heartbeat_at = clock_timestamp() - interval '2 minutes' where action_id = $1`,
    [id],
  );
}

function recovery() {
  const { actions, ai: runs, documents, logger } = ai.server.services;
  const land = createDraftLander({ documents, logger });
  return { store: runs.store, logger, readAction: actions.read.bind(actions), land };
}

async function untilText(response: Response) {
  const events = readEvents(response);
  const held = (await events.next()).value;
  const text = (await events.next()).value;
  if (held.event !== "held" || text.event !== "text") throw new Error("expected held, then text");
  return { actionId: held.data.actionId as string, events };
}

describe("a run in one process, seen from another", () => {
  test("is joined by its key, told from its start and to its end, and sent to the provider once", async () => {
    ai.anthropic.next({ isPaused: true, text: "Words that two processes tell." });
    const { actionId } = await untilText(await ai.postRun(ai.body, { key: "two-1" }));
    const joined = await ai.postRun(ai.body, { key: "two-1", client: elsewhere });
    expect(joined.headers.get("idempotent-replayed")).toBe("true");
    const told = readRun(joined);
    ai.anthropic.resume();
    const ran = await told;
    expect(ran.events[0]).toMatchObject({ event: "held", data: { actionId } });
    expect(ran.text).toBe("Words that two processes tell.");
    expect(ran.end).toMatchObject({ event: "settled", action: { id: actionId, status: "succeeded" } });
    expect(ai.anthropic.requests).toHaveLength(1);
  });

  test("is stopped from there within a second, by the cancel rule", async () => {
    ai.anthropic.next({ isPaused: true });
    const { actionId, events } = await untilText(await ai.postRun());
    const response = await elsewhere.send("POST", `/api/v1/workspaces/${ai.workspace}/ai/actions/${actionId}/cancel`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "cancelled" });
    expect((await events.next()).value).toMatchObject({ event: "settled" });
    ai.anthropic.resume();
  });
});

describe("a server that died in the middle of an action", () => {
  test("leaves a hold that the next sweep of any process releases; the key tells the failure and no text", async () => {
    const before = await ai.readBalance();
    const { credits, ai: runs } = ai.server.services;
    const key = { workspace: ai.workspace, member: ai.owner.id, key: "died-1" };
    // What the dead server had done: claim, hold, attach, and a text half written.
    const first = await ai.run(ai.body, { key: "died-0" });
    const row = await runs.store.findByAction(ai.workspace, first.end.action.id);
    if (row === null) throw new Error("no record");
    const claim = { ...key, fingerprint: row.fingerprint, kind: "improve", writer: "anthropic" };
    await runs.store.claim(claim);
    const action = { kind: "improve", member: ai.owner.id, document: null, model: null, group: null, isDemo: false };
    const held = await credits.placeHold({
      workspace: ai.workspace,
      key: "died-1",
      fingerprint: row.fingerprint,
      credits: 3n,
      deadlineMs: 50,
      action: { ...action, estimate: { low: 1n, high: 3n } },
      actor: "test",
    });
    const hold = { action: held.action, hold: held.hold, low: 1n, high: 3n, held: 3n, available: held.available };
    await runs.store.attach(key, hold, "demo");
    await runs.store.beat({ workspace: ai.workspace, action: held.action, text: "Half a sen" });
    await ai.server.database.pool.query(
      "update dokly.ai_runs set heartbeat_at = clock_timestamp() - interval '1 minute' where action_id = $1",
      [held.action],
    );
    await expect.poll(() => other.credits.expireHolds()).toBeGreaterThanOrEqual(1);

    const again = await ai.run(ai.body, { key: "died-1" });
    expect(again.text).toBe("");
    expect(again.end).toMatchObject({ event: "refunded", action: { id: held.action, status: "failed", charged: 0 } });
    const after = await ai.readBalance();
    expect(after).toMatchObject({ held: 0, available: before.available - first.end.action.charged });
  });

  test("between a charge and its record, the text that was paid for is offered again", async () => {
    const { end } = await ai.run();
    const id = end.action.id;
    await forget(id);
    const output = `/api/v1/workspaces/${ai.workspace}/ai/actions/${id}/output`;
    await expectProblem(await ai.owner.send("GET", output), "not-found");
    expect(await recoverRuns(recovery())).toBe(1);
    expect(await (await ai.owner.send("GET", output)).json()).toMatchObject({ text: expect.stringMatching(/./) });
    expect(await recoverRuns(recovery())).toBe(0);
  });

  test("between the charge for a page and its place in the workspace, the page is stored, once", async () => {
    await ai.grant(100);
    ai.anthropic.next({ text: "Text." });
    const options = { title: "Recovered", brief: "What was paid for." };
    const { end, text } = await ai.run({ kind: "page", input: {}, options, maxCredits: 60 });
    const { documents } = ai.server.services;
    const there = await documents.read(ai.workspace, "recovered.md");
    await documents.delete({ workspace: ai.workspace, path: "recovered.md", ifVersion: there?.version ?? "" });
    for (const _crash of [1, 2]) {
      await forget(end.action.id);
      expect(await recoverRuns(recovery())).toBe(1);
      expect((await documents.read(ai.workspace, "recovered.md"))?.bytes.toString()).toBe(text);
    }
    expect(await documents.listPaths(ai.workspace)).not.toContain("recovered-2.md");
  });

  test("before a charge, the record is closed with the hold and keeps no text", async () => {
    ai.anthropic.next({ fault: { kind: "error-event", type: "overloaded_error" } });
    const { end } = await ai.run();
    const id = end.action.id;
    expect(end.action.charged).toBe(0);
    await forget(id);
    await ai.server.services.ai.store.beat({ workspace: ai.workspace, action: id, text: "Half a sen" });
    await forget(id);
    expect(await recoverRuns(recovery())).toBe(1);
    const { rows } = await ai.server.database.pool.query(
      "select output, failure_code, ended_at is not null as is_ended from dokly.ai_runs where action_id = $1",
      [id],
    );
    expect(rows).toEqual([{ output: null, failure_code: "provider-overloaded", is_ended: true }]);
  });

  test("a run is written down by one process only, which runs it", async () => {
    const { store } = ai.server.services.ai;
    const { end } = await ai.run(ai.body, { key: "once-1" });
    const key = { workspace: ai.workspace, member: ai.owner.id, key: "once-1" };
    const row = await store.find(key);
    if (row?.hold == null) throw new Error("no record");
    expect(await store.attach(key, { ...row.hold, action: "act_other", hold: "hold_other" }, "demo")).toBe(false);
    expect((await store.find(key))?.hold?.action).toBe(end.action.id);
  });

  test("before it held anything leaves a key that can be used again", async () => {
    const first = await ai.run(ai.body, { key: "claimed-0" });
    const { store } = ai.server.services.ai;
    const row = await store.findByAction(ai.workspace, first.end.action.id);
    const key = { workspace: ai.workspace, member: ai.owner.id, key: "claimed-1" };
    await store.claim({ ...key, fingerprint: row?.fingerprint ?? "", kind: "improve", writer: "anthropic" });
    await ai.server.database.pool.query(
      "update dokly.ai_runs set heartbeat_at = clock_timestamp() - interval '1 minute' where idempotency_key = $1",
      [key.key],
    );
    const ran = await ai.run(ai.body, { key: "claimed-1" });
    expect(ran.end.event).toBe("settled");
    expect(ran.response.headers.get("idempotent-replayed")).toBeNull();
  });
});

test("kept texts are removed when their days are over, and the log keeps its row", async () => {
  const { end } = await ai.run();
  const { store } = ai.server.services.ai;
  const url = `/api/v1/workspaces/${ai.workspace}/ai/actions/${end.action.id}/output`;
  expect((await ai.owner.send("GET", url)).status).toBe(200);
  await ai.server.database.pool.query(
    "update dokly.ai_runs set output_ends_at = clock_timestamp() - interval '1 second' where action_id = $1",
    [end.action.id],
  );
  expect((await ai.owner.send("GET", url)).status).toBe(404);
  await store.deleteOld();
  const { rows } = await ai.server.database.pool.query("select output from dokly.ai_runs where action_id = $1", [
    end.action.id,
  ]);
  expect(rows).toEqual([{ output: null }]);
  expect((await ai.readDetail(end.action.id)).status).toBe("succeeded");
});
