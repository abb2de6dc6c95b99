import { type EstimateQuality, estimateQuality } from "@dokly/contract";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { FinishedAction } from "../../src/ai/estimates/finished-action.ts";
import { createLearntEstimates } from "../../src/ai/estimates/learnt-estimates.ts";
import { type Client, expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

async function readQuality(client: Client, path = `/workspaces/${ai.workspace}/ai/estimate-quality`) {
  await ai.server.services.ai.estimates.close();
  const response = await client.send("GET", `/api/v1${path}`);
  if (!response.ok) throw new Error(await response.text());
  return estimateQuality.parse(await response.json());
}

const ofKind = (quality: EstimateQuality, kind: string) => quality.items.find((item) => item.kind === kind);

const sort = { kind: "expand", writer: "anthropic", model: "claude-sonnet-5-5", language: "latin" } as const;
const finished = (more: Partial<FinishedAction> = {}): FinishedAction => ({
  workspace: ai.workspace,
  sort,
  expected: { input: 500, output: 400, thinking: 32 },
  usage: { input: 520, cacheRead: 0, cacheWrite: 0, output: 390, thinking: 0 },
  low: 2n,
  high: 5n,
  charged: 4n,
  stopReason: "complete",
  ...more,
});

async function statisticsOf(kind: string, model: string = sort.model) {
  const { rows } = await ai.server.database.pool.query<{ language: string; samples: number; cut: number }>(
    "select language, samples, cut from dokly.ai_length_statistics where kind = $1 and model = $2 order by language",
    [kind, model],
  );
  return rows;
}

test("an action that ran is learnt from, for its script and for its kind, and counted as inside its range", async () => {
  const estimate = await ai.readEstimate();
  const { end } = await ai.run({ ...ai.body, quote: estimate.quote });
  expect(end.event).toBe("settled");
  const quality = await readQuality(ai.owner);
  expect(quality.all).toMatchObject({ samples: 1, insidePercent: 100, below: 0, cut: 0, cutPercent: 0 });
  expect(ofKind(quality, "improve")).toMatchObject({
    writer: "anthropic",
    samples: 1,
    medianWidth: Math.ceil((10 * estimate.high) / estimate.low) / 10,
  });
  expect(await statisticsOf("improve")).toMatchObject([
    { language: "*", samples: 1, cut: 0 },
    { language: "latin", samples: 1, cut: 0 },
  ]);
});

test("R6.4: an output that was cut at its cap is learnt and counted as outside, though it cost nothing", async () => {
  ai.anthropic.next({ fault: { kind: "cut-at-cap" } });
  const { end } = await ai.run();
  expect(end).toMatchObject({ event: "refunded", action: { charged: 0 } });
  const quality = await readQuality(ai.owner);
  expect(ofKind(quality, "improve")).toMatchObject({ samples: 2, insidePercent: 50, cut: 1, cutPercent: 50 });
  expect((await statisticsOf("improve")).map(({ cut }) => cut > 0)).toEqual([true, true]);
});

test("what failed or was refused at the provider says nothing about lengths", async () => {
  ai.anthropic.next({ fault: { kind: "refusal" } }, { fault: { kind: "socket-cut" } });
  expect((await ai.run()).end.event).toBe("refunded");
  expect((await ai.run()).end.event).toBe("refunded");
  expect((await readQuality(ai.owner)).all.samples).toBe(2);
});

test("samples of several processes at once are all learnt, none is lost and none is counted twice", async () => {
  const { pool, logger } = ai.server.services;
  const processes = Array.from({ length: 3 }, () => createLearntEstimates({ pool, logger }));
  for (let number = 0; number < 20; number++) {
    for (const process of processes) process.record(finished());
  }
  await Promise.all(processes.map((process) => process.close()));
  expect(await statisticsOf("expand")).toMatchObject([{ samples: 60 }, { samples: 60 }]);
  expect(ofKind(await readQuality(ai.owner), "expand")).toMatchObject({ samples: 60, insidePercent: 100 });
});

test("what one process learnt narrows the estimates of another", async () => {
  const body = { kind: "expand", input: { text: "The server keeps every page as the bytes you wrote. ".repeat(12) } };
  const { estimates } = ai.server.services.ai;
  const fresh = createLearntEstimates(ai.server.services);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const before = await ai.readEstimate(body);
  for (let number = 0; number < 150; number++) fresh.record(finished());
  await fresh.close();
  await estimates.refresh();
  expect(width(await ai.readEstimate(body))).toBeLessThan(width(before));
});

test("a range that was learnt is a promise too: nothing costs more than its high", async () => {
  const estimate = await ai.readEstimate();
  ai.anthropic.next({ inputTokens: 30_000, outputTokens: 9_000 });
  const { end } = await ai.run({ ...ai.body, quote: estimate.quote });
  expect(end.action.charged).toBe(estimate.high);
});

test("figures of a workspace are for its members, and those of the deployment for its operator alone", async () => {
  const { server } = ai;
  const elsewhere = await server.signUp("Eve Elsewhere");
  const own = await server.workspaceOf(elsewhere);
  expect((await readQuality(elsewhere, `/workspaces/${own}/ai/estimate-quality`)).all.samples).toBe(0);
  const foreign = await elsewhere.send("GET", `/api/v1/workspaces/${ai.workspace}/ai/estimate-quality`);
  await expectProblem(foreign, "not-found");
  await expectProblem(await ai.owner.send("GET", "/api/v1/operator/estimates"), "role-not-sufficient");
  await expectProblem(await server.stranger.send("GET", "/api/v1/operator/estimates"), "not-signed-in");
  const key = await server.keyOf(ai.workspace, ["read", "ai"]);
  await expectProblem(await key.send("GET", "/api/v1/operator/estimates"), "role-not-sufficient");
  expect((await readQuality(key)).all.samples).toBeGreaterThan(0);

  const operator = await server.signUp("Opal Operator", "operator@dokly.test");
  const all = await readQuality(operator, "/operator/estimates?days=7");
  expect(all.days).toBe(7);
  expect(ofKind(all, "expand")?.samples).toBe(210);
  await expectProblem(await operator.send("GET", "/api/v1/operator/estimates?days=0"), "validation-failed");
});

test("a database that is away costs a sample, not the action", async () => {
  const { logger } = ai.server.services;
  const away = new pg.Pool({ host: "127.0.0.1", port: 1 });
  const estimates = createLearntEstimates({ pool: away, logger });
  estimates.record(finished());
  expect(estimates.learntFor(sort).raise).toBe(0);
  await estimates.close();
  await away.end();
  expect(ai.server.log.some((line) => line.includes("could not be learnt"))).toBe(true);
});
