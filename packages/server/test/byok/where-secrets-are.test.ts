import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type OwnKey, ownKey, workspaceList } from "@dokly/contract";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { poolTypes } from "../../src/database/pool-types.ts";
import { runningUrl } from "../../src/embedded-postgres/running-url.ts";
import { page, passage, path } from "../ai/fixture-page.ts";
import { readRun } from "../ai/read-run.ts";
import { copySeededData } from "../start/seeded-data.ts";
import { type ServerProcess, startServerProcess } from "../start/server-process.ts";
import { findSecret, requireNoSecret } from "../suite-secrets.ts";
import { openTestEngine } from "../test-engine.ts";
import { newSecret } from "./byok-harness.ts";

const folder = mkdtempSync(join(folderForData(), "dokly-secrets-"));
const dataFolder = join(folder, "data");
let anthropic: AnthropicTestServer;
/** Takes what is traced, as a collector of OpenTelemetry does. */
let collector: Server;
const traces: string[] = [];
let server: ServerProcess;
let address: string;
let cookie: string;
let base: string;
let version: string;
let pool: pg.Pool;
/** Every reply that anybody got, with its headers. */
const replies: string[] = [];

beforeAll(async () => {
  chmodSync(folder, 0o711);
  anthropic = await startAnthropicTestServer();
  collector = createServer((request, response) => {
    let body = "";
    request.setEncoding("latin1").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      traces.push(body);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  await copySeededData(dataFolder);
  server = startServerProcess({
    DOKLY_DATA: dataFolder,
    DOKLY_LOG_LEVEL: "trace",
    ANTHROPIC_API_KEY: "sk-ant-test",
    ANTHROPIC_BASE_URL: anthropic.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  address = await server.ready;
  const signedIn = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "owner@dokly.test", password: "dokly-demo" }),
  });
  cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const listed = await fetch(`${address}/api/v1/workspaces`, { headers: { cookie } });
  const workspace = workspaceList.parse(await listed.json()).items[0]?.id ?? "";
  base = `/workspaces/${workspace}`;
  pool = new pg.Pool({ connectionString: runningUrl(dataFolder) ?? "", types: poolTypes, max: 2 });
  pool.on("error", () => undefined);
  const engine = openTestEngine(pool);
  await engine.changePlan({ workspace, plan: "enterprise", when: "now", actor: "test", key: "enterprise" });
  await engine.close();
  const headers = { cookie, origin: address, "if-none-match": "*", "content-type": "text/markdown" };
  const made = await fetch(`${address}/api/v1${base}/documents/${path}`, { method: "PUT", headers, body: page });
  version = JSON.parse(made.headers.get("etag") ?? '""') as string;
});
afterAll(async () => {
  await pool.end().catch(() => undefined);
  server.process.kill("SIGTERM");
  await server.ended;
  await anthropic.close();
  await new Promise((resolve) => collector.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function send(method: string, where: string, json?: unknown): Promise<Response> {
  const headers = { cookie, origin: address, "content-type": "application/json" };
  const init: RequestInit = { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) };
  const response = await fetch(`${address}${where.startsWith("/workspaces") ? "/api/v1" : ""}${where}`, init);
  const kept = response.clone();
  replies.push(`${JSON.stringify([...kept.headers])}\n${await kept.text()}`);
  return response;
}

async function connect(secret: string, label: string): Promise<OwnKey> {
  return ownKey.parse(await (await send("POST", `${base}/byok`, { label, secret, scope: {} })).json());
}

async function improve() {
  const start = page.indexOf(passage);
  const input = { document: path, version, range: { start, end: start + passage.length } };
  return await readRun(await send("POST", `${base}/ai/actions`, { kind: "improve", input }));
}

/** What the live panel is told until the given work is done. */
async function readEventsDuring(work: () => Promise<void>): Promise<string> {
  const stop = new AbortController();
  const stream = await fetch(`${address}/api/v1${base}/events`, { headers: { cookie }, signal: stop.signal });
  let text = "";
  const reading = (async () => {
    for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })().catch(() => undefined);
  await work();
  stop.abort();
  await reading;
  return text;
}

test("a key that is used, rotated, refused and revoked is nowhere but at the provider", async () => {
  const [first, second, third, refused] = [newSecret(), newSecret(), newSecret(), newSecret()];
  const events = await readEventsDuring(async () => {
    const key = await connect(first, "Production");
    expect((await improve()).end).toMatchObject({ event: "settled", action: { charged: 0 } });
    expect((await send("POST", `${base}/byok/${key.id}/rotate`, { secret: second })).status).toBe(200);
    const { end } = await improve();
    // Two receipts: of one that paid, and of one whose key was refused in the middle of its stream.
    await send("GET", `${base}/actions/${end.action.id}`);
    anthropic.next({ fault: { kind: "error-event", type: "authentication_error" } });
    await send("GET", `${base}/actions/${(await improve()).end.action.id}`);
    const ended = await connect(third, "To be revoked");
    expect((await send("POST", `${base}/byok/${ended.id}/revoke`)).status).toBe(200);
    // Refusals: by the provider, by the rules, and of bodies that can not be read.
    anthropic.next({ fault: { kind: "status", status: 401 } });
    expect((await send("POST", `${base}/byok`, { label: "Bad", secret: refused, scope: {} })).status).toBe(422);
    for (const body of [
      { label: "Again", secret: second, scope: {} },
      { label: "x".repeat(5_000), secret: refused, scope: { kinds: [refused] } },
      { label: "Spaces", secret: `${refused} ${refused}`, scope: {} },
      { [refused]: refused },
    ])
      expect((await send("POST", `${base}/byok`, body)).status).toBeGreaterThanOrEqual(400);
    await send("POST", `${base}/byok/${key.id}/rotate`, { secret: [refused] });
    await send("GET", `${base}/byok`);
    await send("GET", `${base}/audit?limit=200`);
    for (const format of ["csv", "jsonl"]) {
      await send("GET", `${base}/audit?format=${format}`);
      await send("GET", `${base}/actions?format=${format}`);
    }
    await send("GET", `${base}/ledger.jsonl`);
    await send("GET", `${base}/export.zip`);
    await send("GET", "/metrics");
  });
  expect(anthropic.requests.map(({ apiKey }) => apiKey)).toEqual(
    expect.arrayContaining([first, second, third, refused]),
  );
  expect(events).toContain("event:");
  requireNoSecret("the stream of events", [events]);
  const audit = replies.filter((reply) => reply.includes("own-key-rotated"));
  expect(audit.length).toBeGreaterThanOrEqual(3);
  requireNoSecret("a reply", replies);
});

/** Every row of every table that this role may read, of every schema, as text; bytes are in hexadecimal. */
async function dumpDatabase(): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where has_table_privilege(format('%I.%I', schemaname, tablename), 'select')`,
  );
  const dump = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ line: string }>(`select t::text as line from ${name} as t`);
    dump.set(name, rows.map(({ line }) => line).join("\n"));
  }
  return dump;
}

test("nor is it in any table of any schema, in a trace, in the log, or in any file of the data folder", async () => {
  const dump = await dumpDatabase();
  expect(dump.get("dokly.own_keys")).toContain("Production");
  expect(dump.get("dokly.audit_log")).toContain("own-key-used");
  expect(dump.get("credits.actions")).toContain("improve");
  expect([...dump.keys()].filter((name) => name.startsWith("pg_catalog.")).length).toBeGreaterThan(20);
  for (const [table, rows] of dump) requireNoSecret(table, rows.split("\n"));
  await pool.end();
  // Stopped, PostgreSQL has written all it has, its log of changes with the rows that were replaced among them.
  server.process.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(server.output()).toMatch(/"level":"(info|debug|trace)"/);
  expect(traces.join("")).toContain("provider stream");
  requireNoSecret("a trace", traces);
  const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(500);
  const leaks = files.filter(({ parentPath, name }) => {
    const file = join(parentPath, name);
    return file !== join(dataFolder, "master-keys") && findSecret(readFileSync(file, "latin1")) !== null;
  });
  expect(leaks.map(({ name }) => name)).toEqual([]);
});
