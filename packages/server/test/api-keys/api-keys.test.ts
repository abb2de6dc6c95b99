import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKeyStore } from "../../src/api-keys/api-key-store.ts";
import { clientOf, expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let owner: Person;
let w: string;
let address: string;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Owner");
  w = await server.workspaceOf(owner);
  address = `/api/v1/workspaces/${w}/api-keys`;
});
afterAll(() => server.close());

async function made(json: Record<string, unknown> = {}) {
  const response = await owner.send("POST", address, { json: { label: "Build", scopes: ["documents"], ...json } });
  if (response.status !== 201) throw new Error(await response.text());
  return await response.json();
}

const withKey = (key: string) => clientOf(server.app, { authorization: `Bearer ${key}` });

describe("an API key", () => {
  test("is shown once, works in its scopes and workspace, and is kept as a hash only", async () => {
    const { key, id, ...rest } = await made();
    expect(key).toMatch(/^dk_[A-Za-z0-9_-]{43}$/);
    expect(rest).toMatchObject({
      label: "Build",
      start: key.slice(0, 9),
      scopes: ["documents"],
      createdBy: "Owner",
      endsAt: null,
    });
    const listed = await (await owner.send("GET", address)).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(key);
    const { rows } = await server.database.pool.query("select t::text as row from dokly.api_keys as t");
    expect(rows.map((row) => row.row).join()).not.toContain(key.slice(9));

    expect((await withKey(key).send("GET", `/api/v1/workspaces/${w}/documents`)).status).toBe(200);
    await expectProblem(await withKey(key).send("GET", `/api/v1/workspaces/${w}/members`), "scope-not-sufficient");
    const workspaces = await (await withKey(key).send("GET", "/api/v1/workspaces")).json();
    expect(workspaces.items.map((one: { id: string }) => one.id)).toEqual([w]);
    expect(server.log.join("\n")).not.toContain(key);
  });

  test("can not do what only people can", async () => {
    const client = withKey((await made({ scopes: ["read", "documents", "ai", "meter"] })).key);
    await expectProblem(
      await client.send("POST", address, { json: { label: "x", scopes: ["read"] } }),
      "scope-not-sufficient",
    );
    await expectProblem(await client.send("GET", "/api/v1/me"), "scope-not-sufficient");
    await expectProblem(
      await client.send("POST", "/api/v1/workspaces", { json: { name: "x" } }),
      "scope-not-sufficient",
    );
  });

  test("of another workspace meets nothing", async () => {
    const other = await server.signUp("Other");
    const client = withKey((await made()).key);
    await expectProblem(
      await client.send("GET", `/api/v1/workspaces/${await server.workspaceOf(other)}/documents`),
      "not-found",
    );
  });

  test("that is unknown, malformed or of another scheme is refused, not taken for a stranger", async () => {
    for (const authorization of [
      `Bearer dk_${"a".repeat(43)}`,
      "Bearer nonsense",
      "Basic b3duZXI6cGFzcw==",
      "Bearer",
    ]) {
      const client = clientOf(server.app, { authorization });
      await expectProblem(await client.send("GET", `/api/v1/workspaces/${w}/documents`), "not-signed-in");
    }
  });

  test("stops at its end, and when it is revoked", async () => {
    const { key, id } = await made();
    expect((await withKey(key).send("GET", "/api/v1/workspaces")).status).toBe(200);
    expect((await owner.send("DELETE", `${address}/${id}`)).status).toBe(204);
    await expectProblem(await withKey(key).send("GET", "/api/v1/workspaces"), "not-signed-in");
    await expectProblem(await owner.send("DELETE", `${address}/${id}`), "not-found");

    const ending = await made({ endsAt: new Date(Date.now() + 3_600_000).toISOString() });
    await server.database.pool.query("update dokly.api_keys set ends_at = now() where id = $1", [ending.id]);
    await expectProblem(await withKey(ending.key).send("GET", "/api/v1/workspaces"), "not-signed-in");
  });

  test("wants a label, a scope that exists, and an end in the future", async () => {
    const refused = async (json: unknown) =>
      (await expectProblem(await owner.send("POST", address, { json }), "validation-failed")).errors;
    expect(await refused({ label: " ", scopes: [] })).toMatchObject([{ path: "label" }, { path: "scopes" }]);
    expect(await refused({ label: "x", scopes: ["everything"] })).toMatchObject([{ path: "scopes.0" }]);
    expect(await refused({ label: "x", scopes: ["read"], endsAt: "2001-01-01T00:00:00Z" })).toMatchObject([
      { path: "endsAt" },
    ]);
  });

  test("is an admin's to make", async () => {
    const editor = await server.member(w, "editor");
    await expectProblem(await editor.send("GET", address), "role-not-sufficient");
    await expectProblem(
      await editor.send("POST", address, { json: { label: "x", scopes: ["read"] } }),
      "role-not-sufficient",
    );
  });

  test("R8.5: is asked of the database once in 5 s, writes nothing, and a revocation elsewhere counts within them", async () => {
    const { key, id } = await made();
    let now = Date.now();
    const store = createApiKeyStore({ database: server.services.database, now: () => now });
    expect(await store.verify(key)).not.toBeNull();
    // Revoked by another process: this one still believes it, but not for longer than 5 s.
    await server.database.pool.query("update dokly.api_keys set revoked_at = now() where id = $1", [id]);
    now += 4_999;
    expect(await store.verify(key)).not.toBeNull();
    now += 1;
    expect(await store.verify(key)).toBeNull();
  });
});
