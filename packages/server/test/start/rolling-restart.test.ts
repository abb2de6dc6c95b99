import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { createdApiKey, hold, workspaceList } from "@dokly/contract";
import { createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { readRun } from "../ai/read-run.ts";
import { migrateAll } from "../test-engine.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const noticeSeconds = 1;
const passage = "A text that is to be improved.";

let database: TestDatabase;
let anthropic: AnthropicTestServer;
const started: ServerProcess[] = [];
beforeAll(async () => {
  anthropic = await startAnthropicTestServer();
  database = await createTestDatabase({ template: "server", migrate: migrateAll });
});
afterAll(async () => {
  for (const { process } of started) process.kill("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  await anthropic.close();
  await database.drop();
});

async function start(): Promise<ServerProcess & { readonly address: string }> {
  const server = startServerProcess({
    DATABASE_URL: database.url,
    DOKLY_SECRET: "of two servers that take turns, 40 characters",
    ANTHROPIC_API_KEY: "sk-ant-test",
    ANTHROPIC_BASE_URL: anthropic.url,
    DOKLY_STOP_NOTICE_SECONDS: String(noticeSeconds),
    DOKLY_STOP_GRACE_SECONDS: "30",
    DOKLY_AI_RUNS_PER_MEMBER: "50",
    DOKLY_AI_RUNS_PER_WORKSPACE: "50",
    DOKLY_AI_STARTS_PER_MEMBER: "9999",
    DOKLY_AI_STARTS_PER_WORKSPACE: "9999",
  });
  started.push(server);
  return { ...server, address: await server.ready };
}

/** What stands in front of the servers: asks /readyz again and again, and sends requests to those that are ready. */
function balance(addresses: readonly string[]) {
  const ready = new Set<string>();
  let all = [...addresses];
  let turn = 0;
  let isStopped = false;
  const probe = async (address: string): Promise<void> => {
    const isReady = await fetch(`${address}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) ready.add(address);
    else ready.delete(address);
  };
  const probing = (async () => {
    while (!isStopped) {
      await Promise.all(all.map(probe));
      await wait(50);
    }
  })();
  return {
    ready,
    add: (address: string) => {
      all = [...all, address];
    },
    pick: (): string => {
      const addressesNow = [...ready];
      turn += 1;
      return addressesNow[turn % addressesNow.length] ?? "";
    },
    stop: async () => {
      isStopped = true;
      await probing;
    },
  };
}

async function readJson<Value>(schema: { parse(value: unknown): Value }, response: Response): Promise<Value> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${response.url} ${text}`);
  return schema.parse(JSON.parse(text));
}

/** The demo's owner on one server, with a key for the meter. */
async function signIn(address: string) {
  const json = { "content-type": "application/json", origin: address };
  const body = JSON.stringify({ email: "owner@dokly.test", password: "dokly-demo" });
  const response = await fetch(`${address}/api/auth/sign-in/email`, { method: "POST", headers: json, body });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const headers = { ...json, cookie };
  const list = await readJson(workspaceList, await fetch(`${address}/api/v1/workspaces`, { headers }));
  const workspace = list.items.find(({ name }) => name === "Acme Docs")?.id ?? "";
  const made = await fetch(`${address}/api/v1/workspaces/${workspace}/api-keys`, {
    method: "POST",
    headers,
    body: JSON.stringify({ label: "Load", scopes: ["read", "meter", "ai"], endsAt: null }),
  });
  const { key } = await readJson(createdApiKey, made);
  return { workspace, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } };
}

test("two processes are restarted in turn under load: no request fails that could finish, and no hold is left", async () => {
  const first = await start();
  const second = await start();
  const { workspace, headers } = await signIn(first.address);
  const base = `/api/v1/workspaces/${workspace}`;
  const balancer = balance([first.address, second.address]);
  await expect.poll(() => balancer.ready.size, { timeout: 10_000 }).toBe(2);

  let isOver = false;
  let charged = 0;
  let requests = 0;
  const post = (path: string, body: object): Promise<Response> => {
    requests += 1;
    const key = { "idempotency-key": randomUUID() };
    const init = { method: "POST", headers: { ...headers, ...key }, body: JSON.stringify(body) };
    return fetch(`${balancer.pick()}${base}${path}`, init);
  };
  const meter = async (): Promise<void> => {
    while (!isOver) {
      const body = { credits: 2, kind: "render", deadlineSeconds: 60 };
      const held = await readJson(hold, await post("/holds", body));
      const response = await post(`/holds/${held.id}/settle`, { credits: 1 });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      charged += 1;
      await wait(20);
    }
  };
  const improve = { kind: "improve", input: { text: passage } };
  const run = async (): Promise<void> => {
    const { end } = await readRun(await post("/ai/actions", improve));
    expect(end.event).toBe("settled");
    charged += end.action.charged ?? 0;
  };
  const runAgain = async (): Promise<void> => {
    while (!isOver) await run();
  };
  const load = [meter(), meter(), meter(), runAgain()];
  const failed = Promise.all(load);
  failed.catch(() => undefined);

  // A long answer runs on each server when it is told to stop.
  const restart = async (server: ServerProcess & { address: string }): Promise<void> => {
    anthropic.next({ pieceMs: 40, text: `${passage} `.repeat(8) }, { pieceMs: 40, text: `${passage} `.repeat(8) });
    const long = [run(), run()];
    await wait(100);
    server.process.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${server.address}/readyz`)).status, { interval: 20 }).toBe(503);
    await Promise.all(long);
    expect(await server.ended, server.output()).toBe(0);
  };
  await restart(first);
  const third = await start();
  balancer.add(third.address);
  await expect.poll(() => balancer.ready.has(third.address), { timeout: 10_000 }).toBe(true);
  await restart(second);
  isOver = true;
  await failed;
  await balancer.stop();
  expect(requests).toBeGreaterThan(50);

  const credits = createCredits({ database: postgresDatabase(database.pool), catalog: shippedCatalog });
  expect((await credits.countHolds()).open).toBe(0);
  expect((await credits.getBalance({ workspace })).spent).toBe(BigInt(charged));
  expect((await credits.verify({ workspace })).differences).toEqual([]);
  await credits.close();
}, 120_000);

test("a server refuses to start on tables from the future, and names what it does not know", async () => {
  await database.pool.query("insert into dokly.migrations (name, checksum) values ('9999_future.sql', 'x')");
  const server = startServerProcess({ DATABASE_URL: database.url });
  started.push(server);
  expect(await server.ended).toBe(3);
  expect(server.output()).toContain("brought up to 9999_future.sql by a newer Dokly");
  await database.pool.query("delete from dokly.migrations where name = '9999_future.sql'");
  await database.pool.query("insert into credits.schema_versions (version) values (9999)");
  const other = startServerProcess({ DATABASE_URL: database.url });
  started.push(other);
  expect(await other.ended).toBe(3);
  expect(other.output()).toMatch(/9999/);
}, 60_000);
