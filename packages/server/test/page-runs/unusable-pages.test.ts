import { CreditsError } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { outlineOf } from "../sites/site-harness.ts";
import { isOver, type PageRunServer, startPageRunServer, statesOf } from "./page-run-harness.ts";

let runs: PageRunServer;
beforeAll(async () => {
  runs = await startPageRunServer();
});
afterAll(() => runs.close());

test("R6.3 pages that give no usable text count, each try of them, and pause the AI for their member alone", async () => {
  runs.anthropic.always({ fault: { kind: "empty-output" } });
  const { pool } = runs.server.services;
  const count = async (): Promise<number> =>
    (await pool.query<{ count: number }>("select count from dokly.unusable_outputs")).rows[0]?.count ?? 0;
  const pages = await runs.writePages(2, "empty");
  const { id } = await runs.begin({ kind: "improve", pages });
  await runs.until(id, isOver);
  expect(await count()).toBe(2);
  // A retry that is refused puts the failure of before back, and counts nothing.
  const { pageRuns, credits } = runs.server.services;
  const suspended = () => Promise.reject(new CreditsError("workspace-suspended", { workspace: runs.workspace }));
  Object.assign(pageRuns, { credits: { ...credits, placeHold: suspended } });
  await expectProblem(await runs.send(id, "pages/1/retry"), "workspace-suspended");
  Object.assign(pageRuns, { credits });
  await runs.until(id, isOver);
  expect(await count()).toBe(2);

  await pool.query("update dokly.unusable_outputs set count = 19");
  expect((await runs.send(id, "pages/1/retry")).status).toBe(200);
  await expect.poll(count, { timeout: 20_000 }).toBe(20);
  expect(statesOf(await runs.until(id, isOver))).toEqual(["refunded", "refunded"]);
  await expectProblem(await runs.send(id, "pages/1/retry"), "too-many-requests");
  await expectProblem(await runs.post({ kind: "improve", pages, maxCredits: 50 }), "too-many-requests");
  const site = { outline: outlineOf(2), maxCredits: 500 };
  await expectProblem(await runs.owner.send("POST", `${runs.base}/sites`, { json: site }), "too-many-requests");
  const editor = await runs.server.member(runs.workspace, "editor");
  expect((await runs.post({ kind: "improve", pages, maxCredits: 50 }, { client: editor })).status).toBe(202);

  await pool.query("update dokly.unusable_outputs set day = day - 1");
  expect((await runs.send(id, "pages/1/retry")).status).toBe(200);
});
