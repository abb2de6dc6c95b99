import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { workspaceList } from "@dokly/contract";
import pg from "pg";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { runningUrl } from "../../src/embedded-postgres/running-url.ts";
import { copySeededData } from "./seeded-data.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

type Request = {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The server as a process with a database of its own, which is killed and started again; a person is signed in. */
export type KillableServer = {
  readonly anthropic: AnthropicTestServer;
  readonly dataFolder: string;
  /** Below `/api/v1`: the workspace of the demo. */
  readonly base: string;
  send(path: string, request?: Request): Promise<Response>;
  ask<Value>(schema: { parse(value: unknown): Value }, path: string, request?: Request): Promise<Value>;
  /** SIGKILL, and a start anew once nobody waits for the killed one any more. */
  killAndStart(): Promise<void>;
  close(): Promise<void>;
};

/** As if no server had run for as long as the killed one has its jobs to itself: its PostgreSQL runs on. */
async function passLeases(dataFolder: string): Promise<void> {
  const client = new pg.Client({ connectionString: runningUrl(dataFolder) ?? "" });
  await client.connect();
  for (const jobs of ["sites", "page_runs"]) {
    await client.query(`update dokly.${jobs} set leased_until = clock_timestamp() where leased_until is not null`);
  }
  await client.end();
}

/** Starts a server whose provider is the Anthropic stand-in. */
export async function startKillableServer(): Promise<KillableServer> {
  const anthropic = await startAnthropicTestServer();
  const folder = mkdtempSync(join(folderForData(), "dokly-killed-"));
  chmodSync(folder, 0o711);
  const dataFolder = join(folder, "data");
  await copySeededData(dataFolder);
  const start = (): ServerProcess =>
    startServerProcess({
      DOKLY_DATA: dataFolder,
      ANTHROPIC_API_KEY: "sk-ant-test",
      ANTHROPIC_BASE_URL: anthropic.url,
    });
  let server = start();
  let address = await server.ready;
  const signedIn = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "owner@dokly.test", password: "dokly-demo" }),
  });
  const cookies = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]);
  const send: KillableServer["send"] = (path, { method = "GET", json, headers = {} } = {}) =>
    fetch(`${address}/api/v1${path}`, {
      method,
      headers: { cookie: cookies.join("; "), "content-type": "application/json", origin: address, ...headers },
      ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
    });
  const ask: KillableServer["ask"] = async (schema, path, request) => {
    const response = await send(path, request);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  };
  const [acme] = (await ask(workspaceList, "/workspaces")).items;
  return {
    anthropic,
    dataFolder,
    base: `/workspaces/${acme?.id ?? ""}`,
    send,
    ask,
    killAndStart: async () => {
      server.process.kill("SIGKILL");
      await server.ended;
      await passLeases(dataFolder);
      server = start();
      address = await server.ready;
    },
    close: async () => {
      server.process.kill("SIGTERM");
      await server.ended;
      await anthropic.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
