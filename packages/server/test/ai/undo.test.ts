import { type Action, action } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { recoverUndos, undoAction } from "../../src/ai/undo/undo-action.ts";
import { type Client, expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
  await ai.grant(1_000);
});
afterEach(async () => {
  ai.anthropic.reset();
  await ai.server.database.pool.query("delete from dokly.ai_undos");
});
afterAll(() => ai.close());

const undo = (id: string, client: Client = ai.owner) =>
  client.send("POST", `/api/v1/workspaces/${ai.workspace}/actions/${id}/undo`);
const undone = async (id: string): Promise<Action> => action.parse(await (await undo(id)).json());

test("an edit is taken back with its whole charge, and the log says so", async () => {
  const before = await ai.readBalance();
  const { end } = await ai.run();
  expect(end.action.charged).toBeGreaterThan(0);
  const taken = await undone(end.action.id);
  expect(taken).toMatchObject({ status: "succeeded", charged: end.action.charged, refunded: end.action.charged });
  expect(taken.tags).toEqual(["refunded", "undone"]);
  expect((await ai.readBalance()).available).toBe(before.available);
  const log = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/actions?limit=1`);
  expect(await log.json()).toMatchObject({ items: [{ id: end.action.id, tags: ["refunded", "undone"] }] });
  const output = `/api/v1/workspaces/${ai.workspace}/ai/actions/${end.action.id}/output`;
  await expectProblem(await ai.owner.send("GET", output), "not-found");
});

test("taking back twice, also at the same time, refunds once and counts once", async () => {
  const { end } = await ai.run();
  const before = await ai.readBalance();
  const replies = await Promise.all(Array.from({ length: 6 }, () => undo(end.action.id)));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
  expect((await ai.readBalance()).available).toBe(before.available + end.action.charged);
});

test("five a day for a member, however many come at once", async () => {
  const ids: string[] = [];
  for (let run = 0; run < 8; run++) ids.push((await ai.run()).end.action.id);
  const replies = await Promise.all(ids.map((id) => undo(id)));
  const statuses = replies.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  const refused = replies.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  // What was taken back already can be asked for again.
  const first = ids[replies.findIndex(({ status }) => status === 200)] ?? "";
  expect((await undo(first)).status).toBe(200);
});

test("an action of somebody else, a failed one, a large one and an old one can not be taken back", async () => {
  const { end } = await ai.run();
  const stranger = await ai.server.signUp("Sam Stranger");
  await expectProblem(await undo(end.action.id, stranger), "not-found");
  ai.anthropic.next({ fault: { kind: "socket-cut" } });
  const failed = await ai.run();
  await expectProblem(await undo(failed.end.action.id), "undo-refused");
  ai.anthropic.next({ text: "Text." });
  const page = { kind: "page", input: {}, options: { title: "Large", brief: "A brief." }, maxCredits: 60 };
  await expectProblem(await undo((await ai.run(page)).end.action.id), "undo-refused");
  const { actions, ai: runs, credits } = ai.server.services;
  const old = { ...end.action, endedAt: new Date(Date.now() - 601_000).toISOString() };
  const asked = { workspace: ai.workspace, action: old, member: ai.owner.id, actor: "test" };
  const late = undoAction(asked, { undos: runs.undos, credits, readAction: actions.read.bind(actions) });
  await expect(late).rejects.toMatchObject({ code: "undo-refused" });
});

test("a server can do without it", async () => {
  const strict = await startAiServer({}, { hasUndo: false });
  const { end } = await strict.run();
  const path = `/api/v1/workspaces/${strict.workspace}/actions/${end.action.id}/undo`;
  await expectProblem(await strict.owner.send("POST", path), "undo-refused");
  await strict.close();
});

test("what a dying server left between the intent and the refund is finished, once", async () => {
  const { end } = await ai.run();
  const before = await ai.readBalance();
  await ai.server.database.pool.query(
    `insert into dokly.ai_undos (workspace_id, action_id, member, credits, actor, undone_at)
     values ($1, $2, $3, $4, 'test', clock_timestamp() - interval '1 minute')`,
    [ai.workspace, end.action.id, ai.owner.id, end.action.charged],
  );
  const { ai: runs, credits } = ai.server.services;
  expect(await recoverUndos({ undos: runs.undos, credits })).toBe(1);
  expect(await recoverUndos({ undos: runs.undos, credits })).toBe(0);
  expect((await ai.readBalance()).available).toBe(before.available + end.action.charged);
});
