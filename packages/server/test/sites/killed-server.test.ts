import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionsPage, balance, documentList, estimate, site, workspaceList } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { type ServerProcess, startServerProcess } from "../start/server-process.ts";
import { outlineOf } from "./site-harness.ts";

let folder: string;
let anthropic: AnthropicTestServer;
let server: ServerProcess;
let address: string;
let cookie: string;

beforeAll(async () => {
  anthropic = await startAnthropicTestServer();
  folder = mkdtempSync(join(tmpdir(), "dokly-site-"));
  chmodSync(folder, 0o711);
});
afterAll(async () => {
  server.process.kill("SIGTERM");
  await server.ended;
  await anthropic.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = startServerProcess({
    DOKLY_DATA: join(folder, "data"),
    ANTHROPIC_API_KEY: "sk-ant-test",
    ANTHROPIC_BASE_URL: anthropic.url,
  });
  address = await server.ready;
}

async function kill(): Promise<void> {
  server.process.kill("SIGKILL");
  await server.ended;
}

async function ask<Value>(
  schema: { parse(value: unknown): Value },
  path: string,
  { method = "GET", json }: { method?: string; json?: unknown } = {},
): Promise<Value> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: { cookie, "content-type": "application/json", origin: address },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

test("R6.5 a site of 30 pages survives SIGKILL twice, each page written once and charged once", {
  timeout: 240_000,
}, async () => {
  anthropic.always({ text: `# A gate\n\n${"Open it, and close it behind you. ".repeat(30)}\n`, pieceMs: 15 });
  await start();
  const signedIn = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "owner@dokly.test", password: "dokly-demo" }),
  });
  cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const [acme] = (await ask(workspaceList, "/workspaces")).items;
  const base = `/workspaces/${acme?.id ?? ""}`;
  const outline = outlineOf(30, "site");
  const { quote } = await ask(estimate, `${base}/ai/estimates`, {
    method: "POST",
    json: { kind: "site", input: {}, options: { outline } },
  });
  const { id } = await ask(site, `${base}/sites`, { method: "POST", json: { outline, quote } });
  const read = () => ask(site, `${base}/sites/${id}`);
  const writtenOf = async (): Promise<number> => (await read()).pages.filter(({ state }) => state === "written").length;

  for (const pages of [6, 16]) {
    await expect.poll(writtenOf, { timeout: 60_000, interval: 50 }).toBeGreaterThanOrEqual(pages);
    await kill();
    await start();
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
