import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let http: Server;
let port: number;
let key: string;
let w: string;

beforeAll(async () => {
  server = await startTestServer();
  const owner = await server.signUp("Owner");
  w = await server.workspaceOf(owner);
  const created = await server.services.apiKeys.create({
    workspace: w,
    label: "Socket",
    scopes: ["documents"],
    createdBy: owner.id,
    endsAt: null,
  });
  key = created.key;
  const listener = getRequestListener(server.app.fetch);
  http = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
  await server.close();
});

const url = (path: string) => `http://127.0.0.1:${port}/api/v1/workspaces/${w}${path}`;
const headers = () => ({ authorization: `Bearer ${key}` });

describe("over a real socket", () => {
  test("R9.4: a page of 5 MB is refused by name, whether its length is told or not", async () => {
    const body = Buffer.alloc(5_000_000, "x");
    const precondition = { ...headers(), "content-type": "text/markdown", "if-none-match": "*" };
    const told = await fetch(url("/documents/large.md"), { method: "PUT", headers: precondition, body });
    await expectProblem(told, "too-large");
    const stream = new Blob([body]).stream();
    const init = { method: "PUT", headers: precondition, body: stream, duplex: "half" } as RequestInit;
    await expectProblem(await fetch(url("/documents/large.md"), init), "too-large");
  });

  test("an export arrives whole", async () => {
    const put = { ...headers(), "content-type": "text/markdown", "if-none-match": "*" };
    for (let page = 0; page < 5; page += 1) {
      const body = `# ${page}\n${Math.random().toString(36).repeat(50_000)}`;
      expect((await fetch(url(`/documents/${page}.md`), { method: "PUT", headers: put, body })).status).toBe(201);
    }
    const response = await fetch(url("/export.zip"), { headers: headers() });
    const archive = Buffer.from(await response.arrayBuffer());
    expect(archive.readUInt16LE(archive.length - 12)).toBe(5);
  });

  test("dot segments do not lead to another workspace or out of the documents", async () => {
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let reply = "";
      socket.on("data", (chunk) => {
        reply += chunk.toString("utf8");
      });
      socket.on("end", () => resolve(reply));
      socket.on("error", reject);
      const path = `/api/v1/workspaces/${w}/documents/../../../../me`;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`);
    });
    expect(raw).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(raw).not.toContain('"email"');
  });

  test("a reply carries the headers of security and its request's id, and keeps those that it sets itself", async () => {
    const named = { ...headers(), "x-request-id": "of-a-socket" };
    const policies = {
      "/documents/0.md": "sandbox; default-src 'none'",
      "/documents/missing.md": "default-src 'none'; frame-ancestors 'none'",
    };
    for (const [path, policy] of Object.entries(policies)) {
      const reply = (await fetch(url(path), { headers: named })).headers;
      expect(reply.get("x-request-id")).toBe("of-a-socket");
      expect(reply.get("content-security-policy")).toBe(policy);
      expect(reply.get("x-content-type-options")).toBe("nosniff");
      expect(reply.get("x-frame-options")).toBe("DENY");
    }
    const refused = await fetch(url("/documents/missing.md"), { headers: headers() });
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(refused.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{24}$/);
  });

  test("a JSON body is bounded by its told length, and by what comes where none is told", async () => {
    const path = `http://127.0.0.1:${port}/api/v1/workspaces/${w}/holds`;
    const json = { ...headers(), "content-type": "application/json", "idempotency-key": "too-large" };
    const body = JSON.stringify({ credits: 1, kind: "x".repeat(1_000_000) });
    await expectProblem(await fetch(path, { method: "POST", headers: json, body }), "too-large");
    const stream = new Blob([body]).stream();
    const untold = { method: "POST", headers: json, body: stream, duplex: "half" } as RequestInit;
    await expectProblem(await fetch(path, untold), "too-large");
  });

  test("no route is ambiguous that is not known to be: it would make every request slower", () => {
    expect(server.app.router).toMatchObject({ name: "RouteTable", unexpected: null });
  });

  test("HEAD answers with the headers of GET and no body", async () => {
    const response = await fetch(url("/documents/0.md"), { method: "HEAD", headers: headers() });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
    expect(await response.text()).toBe("");
  });
});
