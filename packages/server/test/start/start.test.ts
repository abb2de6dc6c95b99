import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { isRunning } from "../../src/embedded-postgres/postmaster.ts";
import { copySeededData } from "./seeded-data.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

// Each test starts whole servers: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
const servers: ServerProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(folderForData(), "dokly-start-"));
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.process.kill("SIGTERM");
    await server.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>> = {}): ServerProcess {
  const server = startServerProcess({ DOKLY_DATA: join(folder, "data"), ...environment });
  servers.push(server);
  return server;
}

/** Starts one on a data folder that had its first start before. */
async function startOnSeeded(): Promise<ServerProcess> {
  await copySeededData(join(folder, "data"));
  return start();
}

function postgresPid(): number {
  return Number(readFileSync(join(folder, "data", "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

/** As a program does: its fetch sends no Origin, and a mode that only browsers sent once. */
async function signIn(address: string, email = "owner@dokly.test"): Promise<string> {
  const response = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: "dokly-demo" }),
  });
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

async function get<Body>(address: string, cookie: string, path: string): Promise<Body> {
  const response = await fetch(`${address}/api/v1${path}`, { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

type WorkspaceItem = { id: string; name: string; plan: string; role: string };

describe("the first start", () => {
  /** Kept for its owner's eyes only, and not told. */
  function readSecret(server: ServerProcess): string {
    const path = join(folder, "data", "secret");
    const secret = readFileSync(path, "utf8").trim();
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(server.output()).not.toContain(secret);
    return secret;
  }

  test("seeds two workspaces with pages and sign-ins, and a second start seeds nothing and keeps the secret", {
    timeout: 90_000,
  }, async () => {
    const first = start();
    const address = await first.ready;
    expect(first.output()).toContain("owner@dokly.test");
    const secret = readSecret(first);
    const cookie = await signIn(address);
    const { items } = await get<{ items: WorkspaceItem[] }>(address, cookie, "/workspaces");
    expect(items).toMatchObject([
      { name: "Acme Docs", plan: "pro", role: "owner" },
      { name: "Almost empty", plan: "free", role: "owner" },
    ]);
    const [acme, empty] = items as [WorkspaceItem, WorkspaceItem];
    const credits = await get<{ available: number; spent: number }>(address, cookie, `/workspaces/${empty.id}/credits`);
    expect(credits).toMatchObject({ available: 3, spent: 47, held: 0 });
    const actions = await get<{ items: { charged: number }[] }>(
      address,
      cookie,
      `/workspaces/${empty.id}/actions?limit=100`,
    );
    expect(actions.items.reduce((sum, action) => sum + action.charged, 0)).toBe(47);
    const documents = await get<{ items: { path: string; version: string }[] }>(
      address,
      cookie,
      `/workspaces/${acme.id}/documents`,
    );
    expect(documents.items.map((document) => document.path)).toContain("guide/first-steps.md");

    const deleted = await fetch(`${address}/api/v1/workspaces/${acme.id}/documents/index.md`, {
      method: "DELETE",
      headers: {
        cookie,
        origin: address,
        "if-match": documents.items.find(({ path }) => path === "index.md")?.version ?? "",
      },
    });
    expect(deleted.status).toBe(204);
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);

    const second = start();
    const again = await second.ready;
    expect(readSecret(second)).toBe(secret);
    const after = await get<{ items: WorkspaceItem[] }>(again, await signIn(again), "/workspaces");
    expect(after.items).toEqual(items);
    const left = await get<{ items: { path: string }[] }>(
      again,
      await signIn(again),
      `/workspaces/${acme.id}/documents`,
    );
    expect(left.items).toHaveLength(documents.items.length - 1);
  });
});

describe("stopping", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "on %s PostgreSQL is stopped too, and the exit code is 0",
    async (signal) => {
      const server = await startOnSeeded();
      await server.ready;
      const pid = postgresPid();
      expect(isRunning(pid)).toBe(true);
      server.process.kill(signal);
      expect(await server.ended).toBe(0);
      expect(isRunning(pid)).toBe(false);
      expect(existsSync(join(folder, "data", "server.lock"))).toBe(false);
    },
  );

  test("after a SIGKILL the next start takes over the PostgreSQL that was left, with all that was written", async () => {
    const killed = await startOnSeeded();
    await killed.ready;
    const pid = postgresPid();
    killed.process.kill("SIGKILL");
    expect(await killed.ended).toBe("SIGKILL");
    expect(isRunning(pid)).toBe(true);
    const next = start();
    const address = await next.ready;
    expect(next.output()).toContain(`Took over the PostgreSQL (process ${pid})`);
    await signIn(address);
  });
});

describe("a start that can not be says why, and leaves nothing running", () => {
  test("a port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const server = start({ PORT: String(port) });
    expect(await server.ended).toBe(3);
    expect(server.output()).toContain(`Port ${port} of 127.0.0.1 is taken by another program.`);
    expect(server.output()).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, "data", "server.lock"))).toBe(false);
    other.close();
  });

  test("a data folder that can not be made or written", async () => {
    writeFileSync(join(folder, "file"), "");
    const server = start({ DOKLY_DATA: join(folder, "file", "data") });
    expect(await server.ended).toBe(3);
    expect(server.output()).toMatch(/The data folder .*file\/data can not be written \(ENOTDIR\).*set DOKLY_DATA/);
  });

  test("a database that can not be reached, without its password", async () => {
    const server = start({ DATABASE_URL: "postgresql://dokly:hidden-word@127.0.0.1:1/dokly" });
    expect(await server.ended).toBe(3);
    expect(server.output()).toMatch(
      /DATABASE_URL \(127\.0\.0\.1:1\/dokly\) can not be reached: nothing listens there.*ECONNREFUSED/,
    );
    expect(server.output()).not.toContain("hidden-word");
  });

  test("a password of the database that is wrong", async () => {
    const url = new URL(process.env["TEST_DATABASE_URL"] ?? "");
    url.password = "hidden-word";
    const server = start({ DATABASE_URL: url.href });
    expect(await server.ended).toBe(3);
    expect(server.output()).toContain("the password is wrong [28P01]");
    expect(server.output()).not.toContain("hidden-word");
  });

  test("a second server on the same data folder is told which process has it, and the first goes on", async () => {
    const first = await startOnSeeded();
    const address = await first.ready;
    const second = start();
    expect(await second.ended).toBe(3);
    expect(second.output()).toContain(`belongs to the Dokly that runs as process ${first.process.pid}`);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
  });

  test("a lock whose process is gone, or whose number another program has by now, is no obstacle", async () => {
    await copySeededData(join(folder, "data"));
    const owner = { pid: process.pid, startedTicks: "1", startedAt: "2026-01-01T00:00:00.000Z" };
    writeFileSync(join(folder, "data", "server.lock"), JSON.stringify(owner));
    expect((await fetch(`${await start().ready}/readyz`)).status).toBe(200);
  });

  test("mistakes in the configuration, all at once", async () => {
    const server = start({ PORT: "no", DOKLY_SIGN_UP: "closed", DOKLY_PORT: "1" });
    expect(await server.ended).toBe(2);
    expect(server.output()).toMatch(
      /PORT \("no"\)[\s\S]*DOKLY_SIGN_UP \("closed"\)[\s\S]*DOKLY_PORT is not a variable/,
    );
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("production without its secrets", async () => {
    const server = start({ NODE_ENV: "production" });
    expect(await server.ended).toBe(2);
    expect(server.output()).toMatch(/DOKLY_SECRET is missing[\s\S]*DATABASE_URL is missing/);
  });
});

test("production on the embedded database, when that is allowed, seeds nobody", async () => {
  const server = start({
    NODE_ENV: "production",
    DOKLY_ALLOW_EMBEDDED: "1",
    DOKLY_SECRET: "0123456789abcdef0123456789abcdef",
    PUBLIC_URL: "https://docs.example.com",
  });
  await server.ready;
  expect(server.output()).toMatch(/Payments +nobody's/);
  expect(server.output()).not.toContain("dokly-demo");
  expect(existsSync(join(folder, "data", "secret"))).toBe(false);
});
