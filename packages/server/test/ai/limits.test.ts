import { afterEach, expect, test } from "vitest";
import { claimRun, type RunClaim } from "../../src/ai/runner/claim-run.ts";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";

const open: AiServer[] = [];
afterEach(async () => {
  for (const ai of open.splice(0)) await ai.close();
});

async function start(limits: object): Promise<AiServer> {
  const ai = await startAiServer({}, { aiLimits: { ...roomy, ...limits } });
  open.push(ai);
  return ai;
}

const roomy = {
  runsPerMember: 100,
  runsPerWorkspace: 100,
  startsPerMinuteMember: 100,
  startsPerMinuteWorkspace: 100,
};

test("as many actions run at once as may; the next is told when to try again, and nothing is held for it", async () => {
  const ai = await start({ runsPerMember: 2 });
  ai.anthropic.always({ text: "One. Two. Three. Four.", isPaused: true });
  const running = [await ai.postRun(ai.body, { key: "first" }), await ai.postRun(ai.body, { key: "second" })];
  const held = (await ai.readBalance()).held;
  const third = await ai.postRun(ai.body, { key: "third" });
  expect(third.headers.get("retry-after")).toBe("5");
  await expectProblem(third, "too-many-requests");
  expect((await ai.readBalance()).held).toBe(held);
  // Joining a run that goes on starts nothing.
  const joined = await ai.postRun(ai.body, { key: "first" });
  expect(joined.headers.get("idempotent-replayed")).toBe("true");
  ai.anthropic.always({});
  ai.anthropic.resume();
  await Promise.all([...running, joined].map((response) => response.text()));
  expect((await ai.run(ai.body, { key: "third" })).end.event).toBe("settled");
});

test("within a minute as many begin as may", async () => {
  const ai = await start({ startsPerMinuteMember: 2 });
  await ai.run();
  await ai.run();
  const refused = await ai.postRun();
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await expectProblem(refused, "too-many-requests");
});

test("claims that come at once, as from many servers, do not pass a limit together", async () => {
  const ai = await start({});
  const claim = (at: number): RunClaim => ({
    workspace: ai.workspace,
    member: at % 2 === 0 ? "one" : "two",
    key: `key-${at}`,
    fingerprint: "same",
    kind: "improve",
    writer: "demo",
  });
  const limits = { ...roomy, runsPerWorkspace: 5, runsPerMember: 3 };
  const tries = Array.from({ length: 20 }, (_, at) => claimRun(ai.server.database.pool, claim(at), limits));
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  const { rows } = await ai.server.database.pool.query(
    "select member, count(*)::int as runs from dokly.ai_runs group by member",
  );
  for (const { runs } of rows as { runs: number }[]) expect(runs).toBeLessThanOrEqual(3);
});
