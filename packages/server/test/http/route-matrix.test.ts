import { once } from "node:events";
import { createServer } from "node:http";
import { type ApiKeyScope, apiKeyScopes, problem, type Role, roles } from "@dokly/contract";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Person, publicUrl, startTestServer, type TestServer } from "../server-harness.ts";
import { accessOfRoute, type RouteAccess, routesOutsideTheApi } from "./route-access.ts";

/** How somebody is turned away; "in" for everything else, also for what is wrong with the request itself. */
type Outcome =
  | "in"
  | "not-signed-in"
  | "role-not-sufficient"
  | "scope-not-sufficient"
  | "no-workspace"
  | "foreign-page";

type Somebody = {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly role?: Role;
  readonly scopes?: readonly ApiKeyScope[];
  readonly isOperator?: boolean;
  /** What the browser of a member sends for a page of another site. */
  readonly isFromElsewhere?: boolean;
  /** Asks for a workspace that there is not, instead of the one of the test. */
  readonly isLost?: boolean;
};

const unknownId = "00000000-0000-4000-8000-000000000000";
const unknownWorkspace = "ws_00000000000000";
const operation = z.object({ security: z.array(z.unknown()).optional() });
const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

let server: TestServer;
let base: string;
let workspace: string;
let everybody: readonly Somebody[];
let described: readonly string[];
let describedAsPublic: readonly string[];
const http = createServer();

beforeAll(async () => {
  server = await startTestServer();
  const answer = getRequestListener(server.app.fetch);
  http.on("request", (request, response) => void answer(request, response));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  base = `http://127.0.0.1:${address.port}/api/v1`;
  const document = openApi.parse(await (await fetch(`${base}/openapi.json`)).json());
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ route: `${method.toUpperCase()} ${path}`, security })),
  );
  described = operations.map(({ route }) => route);
  describedAsPublic = operations.filter(({ security }) => security?.length === 0).map(({ route }) => route);
  const owner = await server.signUp("Olga Owner");
  workspace = await server.workspaceOf(owner);
  const foreign = await server.signUp("Fritz Foreign");
  const operator = await server.signUp("Opal Operator", "operator@dokly.test");
  const byCookie = (person: Person, origin = publicUrl) => ({ cookie: person.cookie, origin });
  const keyIn = async (of: string, scopes: readonly ApiKeyScope[]) => {
    const input = { workspace: of, label: "Matrix", scopes, createdBy: "test", endsAt: null };
    return { authorization: `Bearer ${(await server.services.apiKeys.create(input)).key}` };
  };
  const members: Somebody[] = [{ name: "owner", headers: byCookie(owner), role: "owner" }];
  for (const role of roles.filter((one) => one !== "owner")) {
    members.push({ name: role, headers: byCookie(await server.member(workspace, role)), role });
  }
  const keys: Somebody[] = [];
  for (const scope of apiKeyScopes) {
    keys.push({ name: `key that may ${scope}`, headers: await keyIn(workspace, [scope]), scopes: [scope] });
  }
  everybody = [
    { name: "stranger", headers: {} },
    ...members,
    { name: "owner from elsewhere", headers: byCookie(owner, "https://elsewhere.test"), isFromElsewhere: true },
    { name: "owner of a foreign workspace", headers: byCookie(foreign) },
    { name: "owner, of a workspace that there is not", headers: byCookie(owner), isLost: true },
    ...keys,
    {
      name: "key of a foreign workspace",
      headers: await keyIn(await server.workspaceOf(foreign), apiKeyScopes),
      scopes: [],
    },
    { name: "operator", headers: byCookie(operator), isOperator: true },
  ];
});
afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await server.close();
});

/** What the table says of somebody at a route. */
function expected(access: RouteAccess, isChange: boolean, somebody: Somebody): Outcome {
  const { name, role, scopes, isOperator = false, isFromElsewhere = false } = somebody;
  if (access.to === "anyone") return "in";
  if (name === "stranger") return "not-signed-in";
  if (isFromElsewhere && isChange) return "foreign-page";
  if (access.to === "signed-in") return "in";
  if (access.to === "people") return scopes === undefined ? "in" : "scope-not-sufficient";
  if (access.to === "operator") return isOperator ? "in" : "role-not-sufficient";
  if (scopes !== undefined) {
    if (name === "key of a foreign workspace") return "no-workspace";
    return access.key !== undefined && scopes.includes(access.key) ? "in" : "scope-not-sufficient";
  }
  const acts = isFromElsewhere ? "owner" : role;
  if (acts === undefined) return "no-workspace";
  return roles.indexOf(acts) <= roles.indexOf(access.to) ? "in" : "role-not-sufficient";
}

/** What somebody meets with a request whose body no route takes: whoever is refused is so before it is looked at. */
async function met(route: string, { headers, isLost = false }: Somebody): Promise<Outcome> {
  const [method = "", path = ""] = route.split(" ");
  const address = path
    .replace("{w}", isLost ? unknownWorkspace : workspace)
    .replace("{n}", "1")
    .replaceAll(/\{\w+\}/g, unknownId);
  const hasBody = method !== "GET" && method !== "DELETE";
  const response = await fetch(`${base}${address}`, {
    method,
    headers: { ...headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
    ...(hasBody ? { body: "[not JSON" } : {}),
  });
  // A stream of events has no end.
  if (response.status < 400) {
    await response.body?.cancel();
    return "in";
  }
  const { code, status, detail } = problem.parse(await response.json());
  expect(status, route).toBe(response.status);
  if (code === "origin-not-allowed") return "foreign-page";
  if (code === "not-found" && detail === "There is no such workspace among yours.") {
    expect(status, route).toBe(404);
    return "no-workspace";
  }
  const isRefusal = code === "not-signed-in" || code === "role-not-sufficient" || code === "scope-not-sufficient";
  if (!isRefusal) return "in";
  expect(status, route).toBe(code === "not-signed-in" ? 401 : 403);
  return code;
}

describe("who is let in where", () => {
  test("every route that answers is in the OpenAPI document or known to be outside it, and in the table", () => {
    const apiPaths = described.map((route) => route.replace(" ", " /api/v1"));
    const answering = server.app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace("{[^]+}", "").replaceAll(/:(\w+)/g, "{$1}")}`);
    const outside = [...new Set(answering)].filter((route) => !apiPaths.includes(route));
    expect(outside.sort()).toEqual(
      [...routesOutsideTheApi, "GET /api/v1/openapi.json"].map((path) => path.replaceAll(/:(\w+)/g, "{$1}")).sort(),
    );
    expect(apiPaths.filter((route) => !answering.includes(route))).toEqual([]);
    expect(described.toSorted()).toEqual([...accessOfRoute.keys()].sort());
    const toAnyone = [...accessOfRoute].filter(([, { to }]) => to === "anyone").map(([route]) => route);
    expect(describedAsPublic.toSorted()).toEqual(toAnyone.sort());
    const inWorkspaces = [...accessOfRoute].filter(([route]) => route.includes(" /workspaces/{w}"));
    expect(inWorkspaces.filter(([, { to }]) => !roles.some((role) => role === to))).toEqual([]);
    const ofOperators = [...accessOfRoute].filter(([route]) => route.includes(" /operator/"));
    expect(ofOperators.filter(([, { to }]) => to !== "operator").map(([route]) => route)).toEqual([
      "GET /operator/claim",
    ]);
  });

  test("no body has a field for an address that the server would call", async () => {
    const text = await (await fetch(`${base}/openapi.json`)).text();
    const fields = new Set<string>();
    const collect = (field: string, value: unknown) => {
      fields.add(field);
      return value;
    };
    JSON.parse(text, (name, value: unknown) => {
      if (name === "requestBody") JSON.stringify(value, collect);
      return value;
    });
    expect(fields.size).toBeGreaterThan(50);
    // It comes back to a page of ours: a path, checked by the schema.
    expect([...fields].filter((field) => /url|uri|host|endpoint|callback|address|returnto/i.test(field))).toEqual([
      "returnTo",
    ]);
  });

  test.each([...accessOfRoute])("%s", async (route, access) => {
    const isChange = !route.startsWith("GET ");
    const outcomes = await Promise.all(everybody.map(async (one) => [one.name, await met(route, one)] as const));
    const told = everybody.map((one) => [one.name, expected(access, isChange, one)] as const);
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(told));
  });
});
