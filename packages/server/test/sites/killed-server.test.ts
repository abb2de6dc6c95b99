import { actionsPage, balance, documentList, estimate, site } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KillableServer, startKillableServer } from "../start/killable-server.ts";
import { outlineOf } from "./site-harness.ts";

let server: KillableServer;
beforeAll(async () => {
  server = await startKillableServer();
});
afterAll(() => server.close());

test("R6.5 a site of 30 pages survives SIGKILL twice, each page written once and charged once", {
  timeout: 240_000,
}, async () => {
  server.anthropic.always({ text: `# A gate\n\n${"Open it, and close it behind you. ".repeat(30)}\n`, pieceMs: 8 });
  const { ask, base } = server;
  const outline = outlineOf(30, "site");
  const { quote } = await ask(estimate, `${base}/ai/estimates`, {
    method: "POST",
    json: { kind: "site", input: {}, options: { outline } },
  });
  const { id } = await ask(site, `${base}/sites`, { method: "POST", json: { outline, quote } });
  const read = () => ask(site, `${base}/sites/${id}`);
  const writtenOf = async (): Promise<number> => (await read()).pages.filter(({ state }) => state === "written").length;

  for (const pages of [6, 16]) {
    await expect.poll(writtenOf, { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(pages);
    await server.killAndStart();
  }
  await expect.poll(async () => (await read()).state, { timeout: 90_000, interval: 200 }).toBe("done");

  const done = await read();
  expect(done.pages.map(({ state }) => state)).toEqual(Array.from({ length: 30 }, () => "written"));
  const log = await ask(actionsPage, `${base}/actions?kind=page&limit=200`);
  const succeeded = log.items.filter(({ group, status }) => group === id && status === "succeeded");
  expect(new Set(succeeded.map(({ document }) => document?.path)).size).toBe(30);
  expect(succeeded).toHaveLength(30);
  const cut = log.items.filter(({ group, status }) => group === id && status !== "succeeded");
  expect(cut.every(({ status, charged }) => status === "failed" && charged === 0)).toBe(true);
  expect(done.charged).toBe(succeeded.reduce((sum, { charged }) => sum + charged, 0));
  const credits = await ask(balance, `${base}/credits`);
  expect(credits).toMatchObject({ held: 0, spent: done.charged });
  const { items } = await ask(documentList, `${base}/documents`);
  expect(items.filter(({ path }) => path.startsWith("site/"))).toHaveLength(30);
});
