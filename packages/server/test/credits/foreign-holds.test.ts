import { afterAll, beforeAll, expect, test } from "vitest";
import { type AiServer, startAiServer } from "../ai/ai-harness.ts";
import { readEvents } from "../ai/read-run.ts";
import { expectProblem } from "../server-harness.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterAll(() => ai.close());

test("the hold of a running AI action can not be ended by metering, so that its text is paid for", async () => {
  ai.anthropic.next({ isPaused: true, text: "Text that somebody would like for nothing." });
  const events = readEvents(await ai.postRun());
  const { actionId } = (await events.next()).value.data as { actionId: string };
  const hold = `/api/v1/workspaces/${ai.workspace}/holds/hold_${actionId.slice("act_".length)}`;
  const key = await ai.server.keyOf(ai.workspace, ["meter"]);
  for (const client of [ai.owner, key]) {
    await expectProblem(await client.send("POST", `${hold}/release`, { json: {} }), "not-found");
    await expectProblem(await client.send("POST", `${hold}/settle`, { json: { credits: 0 } }), "not-found");
    await expectProblem(await client.send("POST", `${hold}/extend`, { json: { deadlineSeconds: 5 } }), "not-found");
  }
  ai.anthropic.resume();
  let end = (await events.next()).value;
  while (end.event === "text") end = (await events.next()).value;
  expect(end).toMatchObject({ event: "settled", data: { action: { status: "succeeded" } } });
  expect((await ai.readDetail(actionId)).charged).toBeGreaterThan(0);
  await expectProblem(await ai.owner.send("POST", `${hold}/release`, { json: {} }), "not-found");
});
