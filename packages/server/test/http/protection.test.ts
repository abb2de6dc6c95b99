import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

/** Every route that answers strangers. A new one is added here on purpose, or it is protected. */
const publicRoutes = ["GET /configuration", "GET /invitations/{id}", "POST /webhooks/{provider}"];

type Operation = { readonly method: string; readonly path: string; readonly isPublic: boolean };

let server: TestServer;
let owner: Person;
let w: string;
let operations: Operation[];

beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Owner");
  w = await server.workspaceOf(owner);
  const document = await (await server.stranger.send("GET", "/api/v1/openapi.json")).json();
  operations = Object.entries<Record<string, { security?: unknown[] }>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: security?.length === 0,
    })),
  );
});
afterAll(() => server.close());

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
const isOfWorkspace = ({ path }: Operation) => path.startsWith("/workspaces/{w}/");

function send(client: Client, { method, path }: Operation, workspace: string): Promise<Response> {
  const address = path
    .replace("{w}", workspace)
    .replace("{path}", "guide/intro.md")
    .replaceAll(/\{[^}]+\}/g, "unknown");
  return client.send(method, `/api/v1${address}`, method === "GET" ? {} : { json: {} });
}

/** Runs the check for every operation and names all that fail it. */
async function expectOfEach(checked: readonly Operation[], check: (operation: Operation) => Promise<unknown>) {
  expect(checked.length).toBeGreaterThan(0);
  const failures: string[] = [];
  for (const operation of checked) {
    await check(operation).catch((error: Error) => failures.push(`${nameOf(operation)}: ${error.message}`));
  }
  expect(failures).toEqual([]);
}

describe("every route of the API", () => {
  test("is described in the OpenAPI document", () => {
    const routed = server.app.routes
      .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/") && path !== "/api/v1/openapi.json")
      .map(
        ({ method, path }) => `${method} ${path.slice("/api/v1".length).replaceAll(/:(\w+)(?:\{[^}]*\})?/g, "{$1}")}`,
      );
    expect([...new Set(routed)].sort()).toEqual(operations.map(nameOf).sort());
  });

  test("refuses strangers, except those that are public on purpose", async () => {
    const protectedOnes = operations.filter((operation) => !publicRoutes.includes(nameOf(operation)));
    await expectOfEach(protectedOnes, async (operation) => {
      await expectProblem(await send(server.stranger, operation, w), "not-signed-in");
    });
    expect(
      operations
        .filter(({ isPublic }) => isPublic)
        .map(nameOf)
        .sort(),
    ).toEqual(publicRoutes);
  });

  test("looks to members of another workspace as if it were not there", async () => {
    const other = await server.signUp("Other");
    await expectOfEach(operations.filter(isOfWorkspace), async (operation) => {
      const foreign = await expectProblem(await send(other, operation, w), "not-found");
      const unknown = await expectProblem(await send(other, operation, "ws_00000000000000"), "not-found");
      expect(foreign.detail).toBe(unknown.detail);
    });
  });

  test("is closed to the keys of another workspace, whatever their scopes", async () => {
    const other = await server.signUp("Other");
    const key = await server.keyOf(await server.workspaceOf(other), ["read", "documents", "ai", "meter"]);
    await expectOfEach(operations.filter(isOfWorkspace), async (operation) => {
      await expectProblem(await send(key, operation, w), "not-found");
    });
  });

  test("that changes something refuses a cookie without an Origin of ours", async () => {
    const changes = operations.filter(
      ({ method, path }) => method !== "GET" && !publicRoutes.includes(`${method} ${path}`),
    );
    await expectOfEach(changes, async ({ method, path }) => {
      const address = path
        .replace("{w}", w)
        .replace("{path}", "a.md")
        .replaceAll(/\{[^}]+\}/g, "unknown");
      const options = { json: {}, headers: { origin: "https://evil.example" } };
      await expectProblem(await owner.send(method, `/api/v1${address}`, options), "origin-not-allowed");
    });
  });
});
