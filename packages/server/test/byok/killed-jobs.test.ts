import { actionsPage, balance, ownKey, ownKeyList, pageRun, pageRunEstimate, workspaceList } from "@dokly/contract";
import { createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runningUrl } from "../../src/embedded-postgres/running-url.ts";
import { betterBody, pageText } from "../page-runs/page-run-harness.ts";
import { type KillableServer, startKillableServer } from "../start/killable-server.ts";
import { newSecret } from "./byok-harness.ts";

let server: KillableServer;
beforeAll(async () => {
  server = await startKillableServer();
});
afterAll(() => server.close());

async function putOnEnterprise(): Promise<void> {
  const pool = new pg.Pool({ connectionString: runningUrl(server.dataFolder) ?? "", max: 2 });
  const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
  const workspace = (await server.ask(workspaceList, "/workspaces")).items[0]?.id ?? "";
  await credits.changePlan({ workspace, plan: "enterprise", when: "now", actor: "test", key: "enterprise" });
  await credits.close();
  await pool.end();
}

test("R6.5 a run on an own key survives SIGKILL: each page is written once, on that key, and its dollars counted once", {
  timeout: 120_000,
}, async () => {
  const { ask, base, send, anthropic } = server;
  await putOnEnterprise();
  const secret = newSecret();
  const connected = { label: "Production", secret, scope: { monthlyLimitCents: 500 } };
  const key = await ask(ownKey, `${base}/byok`, { method: "POST", json: connected });
  anthropic.always({ text: betterBody, pieceMs: 80 });
  const pages = Array.from({ length: 6 }, (_, index) => ({ path: `killed/page-${index + 1}.md` }));
  const headers = { "content-type": "text/markdown", "if-none-match": "*" };
  for (const { path } of pages)
    await send(`${base}/documents/${path}`, { method: "PUT", json: pageText("Gate"), headers });
  const before = await ask(balance, `${base}/credits`);
  const asked = { kind: "improve", pages };
  const { quote, payer } = await ask(pageRunEstimate, `${base}/page-runs/estimate`, { method: "POST", json: asked });
  expect(payer).toBe("byok");
  const { id } = await ask(pageRun, `${base}/page-runs`, { method: "POST", json: { ...asked, quote } });
  const read = () => ask(pageRun, `${base}/page-runs/${id}`);
  const writtenOf = async (): Promise<number> =>
    (await read()).pages.filter(({ state }) => state === "to-review").length;

  await expect.poll(writtenOf, { timeout: 30_000, interval: 100 }).toBeGreaterThanOrEqual(2);
  await server.killAndStart();
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 200 }).toBe("done");

  const done = await read();
  expect(done.pages.map(({ state }) => state)).toEqual(pages.map(() => "to-review"));
  const log = (await ask(actionsPage, `${base}/actions?kind=improve&limit=200`)).items.filter(
    ({ group }) => group === id,
  );
  const succeeded = log.filter(({ status }) => status === "succeeded");
  expect(new Set(succeeded.map(({ document }) => document?.path)).size).toBe(6);
  expect(succeeded).toHaveLength(6);
  expect(log.length).toBeGreaterThan(6);
  expect(
    log.every(({ charged, tags, ownKey: own }) => charged === 0 && tags.includes("byok") && own?.id === key.id),
  ).toBe(true);
  const dollars = succeeded.reduce((sum, { ownKey: own }) => sum + (own?.nanoDollars ?? 0), 0);
  expect(done).toMatchObject({ charged: 0, ownKey: { nanoDollarsHeld: 0, nanoDollars: dollars } });
  expect((await ask(ownKeyList, `${base}/byok`)).keys).toMatchObject([{ status: "active", reservedCents: 0 }]);
  expect(await ask(balance, `${base}/credits`)).toMatchObject({ held: 0, spent: before.spent });
  const used = anthropic.requests.filter(({ path }) => path === "/v1/messages").map(({ apiKey }) => apiKey);
  expect(new Set(used)).toEqual(new Set([secret]));
});
