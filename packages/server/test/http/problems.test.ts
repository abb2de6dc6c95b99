import { CreditsError, type CreditsErrorCode, type CreditsErrorDetails } from "@dokly/credits";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { createServices } from "../../src/create-services.ts";
import type { Services } from "../../src/services.ts";
import { clientOf, expectProblem, type Person, password, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let owner: Person;
let w: string;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Owner");
  w = await server.workspaceOf(owner);
});
afterAll(() => server.close());

/** The same server with one part of it broken. */
function broken(changes: Partial<Services>) {
  const log: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(line) });
  const client = clientOf(createApp({ ...server.services, logger, ...changes }), { cookie: owner.cookie });
  return { client, log };
}

describe("what no route takes", () => {
  test("an unknown address is a 404, a wrong method a 405 that says which are right", async () => {
    await expectProblem(await owner.send("GET", "/api/v1/nothing"), "not-found");
    await expectProblem(await owner.send("GET", "/api/nothing"), "not-found");
    const response = await owner.send("DELETE", "/api/v1/workspaces");
    expect(response.headers.get("allow")).toBe("GET, POST");
    await expectProblem(response, "method-not-allowed");
    expect((await owner.send("PATCH", `/api/v1/workspaces/${w}/documents/a.md`)).headers.get("allow")).toBe(
      "GET, PUT, DELETE",
    );
    await expectProblem(await server.stranger.send("GET", "/api/auth/sign-in/email"), "method-not-allowed");
  });

  test("a body that is no JSON is malformed, one with wrong fields names each", async () => {
    const headers = { "content-type": "application/json" };
    await expectProblem(await owner.send("POST", "/api/v1/workspaces", { body: "{", headers }), "malformed-request");
    const told = await expectProblem(
      await owner.send("POST", "/api/v1/workspaces", { json: { name: 7, plan: "pro" } }),
      "validation-failed",
    );
    expect(told.errors).toEqual([
      { path: "name", message: expect.any(String) },
      { path: "", message: expect.stringContaining("plan") },
    ]);
  });

  test("a body of several shapes names what is wrong with the one that it comes nearest to", async () => {
    const json = { kind: "sing", input: { text: "A text." } };
    const response = await owner.send("POST", `/api/v1/workspaces/${w}/ai/estimates`, { json });
    const { errors } = await expectProblem(response, "validation-failed");
    expect(errors).toEqual([{ path: "kind", message: expect.stringContaining("improve") }]);
  });

  test("a NUL character is refused wherever it stands", async () => {
    await expectProblem(await owner.send("GET", "/api/v1/workspaces/%00/credits"), "malformed-request");
    await expectProblem(await owner.send("GET", "/api/v1/invitations/%00"), "malformed-request");
    const json = { name: "a\u0000b" };
    await expectProblem(await owner.send("POST", "/api/v1/workspaces", { json }), "malformed-request");
  });

  test("a JSON body of more than 1 MB is too large", async () => {
    await expectProblem(
      await owner.send("POST", "/api/v1/workspaces", { json: { name: "x".repeat(1_100_000) } }),
      "too-large",
    );
  });
});

describe("a request id", () => {
  test("is the client's if it is sane, else one of ours, and stands in problem, header and log", async () => {
    const response = await owner.send("GET", "/api/v1/nothing", { headers: { "x-request-id": "trace-2026.11_a" } });
    expect(response.headers.get("x-request-id")).toBe("trace-2026.11_a");
    expect((await expectProblem(response, "not-found")).requestId).toBe("trace-2026.11_a");
    expect(server.log.filter((line) => line.includes("trace-2026.11_a"))).toHaveLength(1);
    for (const insane of ["short", "<script>alert(1)</script>", "x".repeat(200)]) {
      const other = await owner.send("GET", "/api/v1/nothing", { headers: { "x-request-id": insane } });
      expect(other.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{24}$/);
    }
  });

  test("the request log has no query and no headers", async () => {
    await owner.send("GET", "/api/v1/me?token=very-secret");
    const line = server.log.find((entry) => entry.includes('"/api/v1/me"')) ?? "";
    expect(JSON.parse(line)).toMatchObject({ method: "GET", path: "/api/v1/me", status: 200 });
    await owner.send("GET", "/api/v1/invitations/also-secret");
    await owner.send("GET", "/invitations/also-secret");
    await owner.send("POST", "/api/v1/invitations/also-secret/accept", { json: {} });
    await owner.send("DELETE", `/api/v1/workspaces/${w}/invitations/also-secret`);
    expect(server.log.join("\n")).not.toMatch(/very-secret|also-secret/);
  });
});

describe("a failure of ours", () => {
  test("tells the client nothing of the inside, and the log everything", async () => {
    const documents = {
      ...server.services.documents,
      list: () => Promise.reject(new Error("password=hunter2 at /srv/dokly/secret.ts")),
    };
    const { client, log } = broken({ documents });
    const told = await expectProblem(await client.send("GET", `/api/v1/workspaces/${w}/documents`), "internal");
    expect(JSON.stringify(told)).not.toMatch(/hunter2|secret\.ts|at .*:\d+/);
    expect(log.find((line) => line.includes("hunter2"))).toContain(told.requestId);
  });

  test("a database that is away is said to be away", async () => {
    const pool = new pg.Pool({ host: "127.0.0.1", port: 1, connectionTimeoutMillis: 1_000 });
    const away = createServices({ ...server.services, pool });
    const client = clientOf(createApp(away), {});
    const response = await client.send("GET", "/api/v1/configuration");
    expect(response.headers.get("retry-after")).toBe("2");
    await expectProblem(response, "database-unavailable");
    const signedIn = clientOf(createApp(away), { cookie: owner.cookie });
    await expectProblem(await signedIn.send("GET", "/api/v1/workspaces"), "database-unavailable");
    const json = { email: owner.email, password };
    await expectProblem(await client.send("POST", "/api/auth/sign-in/email", { json }), "database-unavailable");
    expect((await client.send("GET", "/healthz")).status).toBe(200);
    expect((await client.send("GET", "/readyz")).status).toBe(503);
    await pool.end();
  });

  test("so is one whose name stands for several addresses, none of which answers", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
    const list = () => Promise.reject(new AggregateError([refused, refused]));
    const { client } = broken({ documents: { ...server.services.documents, list } });
    await expectProblem(await client.send("GET", `/api/v1/workspaces/${w}/documents`), "database-unavailable");
  });
});

describe("a refusal of the engine", () => {
  const details: { [Code in CreditsErrorCode]: CreditsErrorDetails[Code] } = {
    "insufficient-credits": { needed: 35n, available: 12n, shortfall: 23n },
    "limit-reached": {
      member: null,
      kind: "improve",
      ownKey: null,
      unit: "credits",
      limit: 10n,
      used: 7n,
      reserved: 2n,
      needed: 3n,
    },
    "idempotency-key-reused": { operation: "place-hold", key: "k" },
    "workspace-not-found": { workspace: "ws_1" },
    "hold-not-found": { hold: "hold_1" },
    "lot-not-found": { lot: "lot_1" },
    "action-not-found": { action: "act_1" },
    "settle-above-hold": { hold: "hold_1", held: 1n, asked: 2n },
    "refund-above-charge": { action: "act_1", charged: 2n, refunded: 1n, asked: 2n },
    "hold-ended": { hold: "hold_1", state: "settled" },
    "hold-linked": { hold: "hold_1" },
    "hold-limit": { limit: "extension", limitMs: 1, askedMs: 2 },
    "invalid-amount": { what: "credits", value: "0", allowed: "1 or more" },
    "invalid-argument": { what: "days", value: "0", allowed: "1 or more" },
    "unpriced-model": { model: "m", at: new Date(0) },
    "workspace-collision": { externalId: "e" },
    "workspace-suspended": { workspace: "ws_1" },
    overloaded: { retryAfterMs: 1_500 },
    "outcome-unknown": {},
    "database-unavailable": {},
    "schema-version": { schema: "credits", found: null, expected: 1 },
  };
  const codes = {
    "insufficient-credits": "insufficient-credits",
    "limit-reached": "limit-reached",
    "idempotency-key-reused": "idempotency-key-reused",
    "workspace-not-found": "not-found",
    "hold-not-found": "not-found",
    "lot-not-found": "not-found",
    "action-not-found": "not-found",
    "settle-above-hold": "settle-above-hold",
    "refund-above-charge": "refund-above-charge",
    "hold-ended": "hold-ended",
    "hold-linked": "hold-linked",
    "hold-limit": "hold-limit",
    "invalid-amount": "validation-failed",
    "invalid-argument": "validation-failed",
    "unpriced-model": "kind-not-available",
    "workspace-collision": "internal",
    "workspace-suspended": "workspace-suspended",
    overloaded: "overloaded",
    "outcome-unknown": "outcome-unknown",
    "database-unavailable": "database-unavailable",
    "schema-version": "internal",
  } as const;

  async function refused<Code extends CreditsErrorCode>(code: Code) {
    const getBalance = () => Promise.reject(new CreditsError(code, details[code]));
    const { client } = broken({ credits: { ...server.services.credits, getBalance } });
    return await client.send("GET", "/api/v1/workspaces");
  }

  test.each(Object.keys(details) as CreditsErrorCode[])("%s has its problem", async (code) => {
    await expectProblem(await refused(code), codes[code]);
  });

  test("a shortfall carries the smallest order that covers it and that can be paid", async () => {
    expect(await (await refused("insufficient-credits")).json()).toMatchObject({
      status: 402,
      needed: 35,
      available: 12,
      shortfall: 23,
      topUp: { credits: 50, priceCents: 50 },
    });
  });

  test("a busy engine says when to come back", async () => {
    expect((await refused("overloaded")).headers.get("retry-after")).toBe("2");
  });
});
