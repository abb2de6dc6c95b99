import { apiKeyScopes, problem } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../server-harness.ts";
import { type PaymentServer, startPaymentServer } from "./payment-harness.ts";

const roles = ["owner", "admin", "editor", "viewer"] as const;
type Role = (typeof roles)[number];

/** Every route that sells or shows money, and the least role that it is for. */
const routes: readonly (readonly [least: Role, method: string, path: string])[] = [
  ["viewer", "GET", "/ways-on"],
  ["editor", "GET", "/top-up-requests"],
  ["editor", "POST", "/top-up-requests"],
  ["admin", "POST", "/top-up-requests/ask_none/approve"],
  ["admin", "POST", "/top-up-requests/ask_none/dismiss"],
  ["admin", "GET", "/top-ups"],
  ["admin", "POST", "/top-ups"],
  ["admin", "GET", "/top-ups/top_none"],
  ["admin", "GET", "/billing"],
  ["admin", "GET", "/billing/plan-quote"],
  ["admin", "GET", "/billing/invoices"],
  ["admin", "GET", "/billing/auto-top-up"],
  ["admin", "PUT", "/billing/auto-top-up"],
  ["admin", "POST", "/billing/card"],
  ["admin", "DELETE", "/billing/card"],
  ["owner", "PUT", "/billing/plan"],
  ["owner", "POST", "/billing/portal"],
];

let world: PaymentServer;
let clients: Record<Role, Client>;
beforeAll(async () => {
  world = await startPaymentServer();
  const member = (role: "admin" | "editor" | "viewer") => world.server.member(world.workspace, role);
  clients = {
    owner: world.owner,
    admin: await member("admin"),
    editor: await member("editor"),
    viewer: await member("viewer"),
  };
});
afterAll(() => world.close());

/** What a client is told about a request that says nothing: the code of its problem, or null. */
async function refusal(client: Client, method: string, path: string): Promise<string | null> {
  const response = await client.send(method, `${world.base}${path}`, method === "GET" ? {} : { json: {} });
  return response.ok ? null : problem.parse(await response.json()).code;
}

test("each route of money is for the roles that it names, and refuses every one below", async () => {
  for (const [least, method, path] of routes) {
    for (const role of roles) {
      const isLet = roles.indexOf(role) <= roles.indexOf(least);
      const code = await refusal(clients[role], method, path);
      expect(code === "role-not-sufficient", `${role}: ${method} ${path} → ${code}`).toBe(!isLet);
    }
  }
});

test("an API key of every scope buys nothing and sees no invoice: money is for people", async () => {
  const key = await world.server.keyOf(world.workspace, apiKeyScopes);
  for (const [, method, path] of routes.filter(([, , each]) => each !== "/ways-on")) {
    expect([method, path, await refusal(key, method, path)]).toEqual([method, path, "scope-not-sufficient"]);
  }
});

test("the operator's clock and flags are for the operator alone", async () => {
  for (const client of Object.values(clients)) {
    for (const [method, path] of [
      ["GET", "/operator/clock"],
      ["DELETE", "/operator/clock"],
      ["GET", "/operator/payment-flags"],
      ["POST", "/operator/payment-flags/flag_none/resolve"],
    ] as const) {
      const response = await client.send(method, `/api/v1${path}`);
      expect(problem.parse(await response.json()).code).toBe("role-not-sufficient");
    }
  }
});
