import { operatorAuditPage, operatorFound } from "@dokly/contract";
import { describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { useOperatorWorld } from "./operator-world.ts";

const world = useOperatorWorld();
const { send, read, charge, nextKey } = world;

const reason = "it did not run";

describe("who may", () => {
  const routes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ["GET", "/operator/search?q=Olga"],
    ["GET", "/operator/workspaces/W"],
    ["GET", "/operator/workspaces/W/actions"],
    ["PUT", "/operator/workspaces/W/plan", { plan: "scale", reason }],
    ["POST", "/operator/workspaces/W/goodwill", { credits: 5, reason }],
    ["PUT", "/operator/workspaces/W/limits", { kind: "improve", credits: 5, reason }],
    ["PUT", "/operator/workspaces/W/suspension", { isSuspended: true, reason }],
    ["GET", "/operator/actions/A"],
    ["POST", "/operator/actions/A/refund", { credits: 1, reason }],
    ["GET", "/operator/holds"],
    ["POST", "/operator/holds/A/release", { reason }],
    ["GET", "/operator/margins?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"],
    ["GET", "/operator/audit"],
    ["GET", "/operator/master-keys"],
    ["POST", "/operator/master-keys/rotate", { reason }],
    ["POST", "/operator/verify", {}],
  ];

  const named = routes.map(([method, path, json]) => ({ method, path, json }));
  test.each(named)(
    "$method $path is for operators alone: no owner, editor or API key",
    async ({ method, path, json }) => {
      const address = `/api/v1${path.replace("W", world.workspace).replace("/A", `/${await charge(1n)}`)}`;
      const options = { ...(json === undefined ? {} : { json }), headers: { "idempotency-key": nextKey() } };
      const before = await read(operatorAuditPage, "/operator/audit");
      for (const person of [world.owner, world.editor]) {
        await expectProblem(await person.send(method, address, options), "role-not-sufficient");
      }
      for (const scope of ["meter", "read", "ai"] as const) {
        const client = await world.server.keyOf(world.workspace, [scope]);
        await expectProblem(await client.send(method, address, options), "role-not-sufficient");
      }
      await expectProblem(await world.server.stranger.send(method, address, options), "not-signed-in");
      expect(await read(operatorAuditPage, "/operator/audit")).toEqual(before);
    },
  );
});

describe("search", () => {
  test("finds a workspace by name and id, a person by e-mail, an action by its ids, a page by its path", async () => {
    const action = await charge(2n, "req_search_me");
    await world.owner.send("PUT", `/api/v1/workspaces/${world.workspace}/documents/guide/intro.md`, {
      body: "# Intro\n",
      headers: { "content-type": "text/markdown", "if-none-match": "*" },
    });
    const find = (q: string) => read(operatorFound, `/operator/search?q=${encodeURIComponent(q)}`);
    const name = "Olga Owner's workspace";
    expect((await find("olga own")).workspaces.items).toEqual([{ id: world.workspace, name }]);
    expect((await find(world.workspace)).workspaces.items).toEqual([{ id: world.workspace, name }]);
    const { people } = await find(world.editor.email);
    expect(people.items).toMatchObject([
      { id: world.editor.id, workspaces: expect.arrayContaining([{ id: world.workspace, name, role: "editor" }]) },
    ]);
    for (const q of [action, action.replace("act_", "hold_"), "req_search_me"]) {
      expect((await find(q)).actions).toMatchObject([
        { id: action, workspace: { id: world.workspace, name }, kind: "improve" },
      ]);
    }
    expect((await find("guide/in")).pages.items).toEqual([
      { workspace: { id: world.workspace, name }, path: "guide/intro.md", title: "Intro" },
    ]);
    expect(await find("%%")).toEqual({
      actions: [],
      workspaces: { items: [], nextCursor: null },
      people: { items: [], nextCursor: null },
      pages: { items: [], nextCursor: null },
    });
  });

  test("pages one section, and refuses a cursor of another", async () => {
    const first = await read(operatorFound, "/operator/search?q=workspace&section=workspaces&limit=1");
    const { items, nextCursor } = first.workspaces;
    expect([items.length, first.people.items.length]).toEqual([1, 0]);
    const more = `/operator/search?q=workspace&limit=1&cursor=${nextCursor}`;
    const second = await read(operatorFound, `${more}&section=workspaces`);
    expect(second.workspaces.items[0]?.id).not.toBe(items[0]?.id);
    for (const path of [more, `${more}&section=people`, "/operator/search?q=a"]) {
      await expectProblem(await send("GET", path), "validation-failed");
    }
  });
});
