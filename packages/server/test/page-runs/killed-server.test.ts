import { actionsPage, balance, pageRun, pageRunEstimate } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KillableServer, startKillableServer } from "../start/killable-server.ts";
import { betterBody, pageText } from "./page-run-harness.ts";

let server: KillableServer;
beforeAll(async () => {
  server = await startKillableServer();
});
afterAll(() => server.close());

test("R6.5 a run of 14 pages survives SIGKILL twice, each page written once and charged once", {
  timeout: 180_000,
}, async () => {
  const { ask, base, send } = server;
  server.anthropic.always({ text: betterBody, pieceMs: 80 });
  const pages = Array.from({ length: 14 }, (_, index) => ({ path: `killed/page-${index + 1}.md` }));
  const headers = { "content-type": "text/markdown", "if-none-match": "*" };
  for (const { path } of pages) {
    const stored = await send(`${base}/documents/${path}`, { method: "PUT", json: pageText("Gate"), headers });
    expect(stored.status).toBe(201);
  }
  const asked = { kind: "improve", pages };
  const { quote } = await ask(pageRunEstimate, `${base}/page-runs/estimate`, { method: "POST", json: asked });
  const { id } = await ask(pageRun, `${base}/page-runs`, { method: "POST", json: { ...asked, quote } });
  const read = () => ask(pageRun, `${base}/page-runs/${id}`);
  const writtenOf = async (): Promise<number> =>
    (await read()).pages.filter(({ state }) => state === "to-review").length;

  for (const written of [3, 8]) {
    await expect.poll(writtenOf, { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(written);
    await server.killAndStart();
  }
  await expect.poll(async () => (await read()).state, { timeout: 90_000, interval: 200 }).toBe("done");

  const done = await read();
  expect(done.pages.map(({ state }) => state)).toEqual(pages.map(() => "to-review"));
  const log = (await ask(actionsPage, `${base}/actions?kind=improve&limit=200`)).items;
  const succeeded = log.filter(({ group, status }) => group === id && status === "succeeded");
  expect(succeeded).toHaveLength(14);
  expect(new Set(succeeded.map(({ document }) => document?.path)).size).toBe(14);
  const cut = log.filter(({ group, status }) => group === id && status !== "succeeded");
  expect(cut.length).toBeGreaterThan(0);
  expect(cut.every(({ status, charged }) => status === "failed" && charged === 0)).toBe(true);
  expect(done.charged).toBe(succeeded.reduce((sum, { charged }) => sum + charged, 0));
  expect(await ask(balance, `${base}/credits`)).toMatchObject({ held: 0, spent: done.charged });
  const accepted = await send(`${base}/page-runs/${id}/pages/14/accept`, { method: "POST", json: {} });
  expect(accepted.status).toBe(200);
});
