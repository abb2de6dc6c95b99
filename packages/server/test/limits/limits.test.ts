import { estimate, limitList, limitRefusal } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CreditsServer, startCreditsServer } from "../credits/credits-harness.ts";
import { type Client, expectProblem } from "../server-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

const put = (json: object, client: Client = on.owner) => client.send("PUT", `${on.base}/limits`, { json });
const read = async (client: Client = on.owner) =>
  limitList.parse(await (await client.send("GET", `${on.base}/limits`)).json());
const ask = async (client: Client) => {
  const json = { kind: "improve", input: { text: "Some words about the product." }, options: {} };
  return estimate.parse(await (await client.send("POST", `${on.base}/ai/estimates`, { json })).json());
};

test("a hard limit refuses, a soft one only warns, and each turns into the other without losing count", async () => {
  expect(await read()).toEqual({ items: [], changedBy: [{ id: on.owner.id, name: "Olga Owner" }] });
  const before = await on.placeHold({ credits: 4, kind: "render" }, { client: on.owner });
  await on.endHold(before.id, "settle", { credits: 3 });

  const scope = { member: null, kind: "render" };
  const set = { setBy: { id: on.owner.id, name: "Olga Owner" }, setAt: expect.any(String) };
  expect((await put({ ...scope, mode: "soft", credits: 5 })).status).toBe(200);
  const soft = { ...scope, mode: "soft", credits: 5, used: 3, reserved: 0, ...set };
  expect((await read()).items).toEqual([soft]);
  const above = await on.placeHold({ credits: 6, kind: "render" });
  expect((await read()).items).toEqual([{ ...soft, reserved: 6 }]);
  await on.endHold(above.id, "release");

  await put({ ...scope, mode: "hard", credits: 5 });
  expect((await read()).items).toEqual([{ ...soft, mode: "hard" }]);
  await expectProblem(await on.postHold({ credits: 6, kind: "render" }, { key: "above" }), "limit-reached");
  await put({ ...scope, mode: "soft", credits: 4 });
  expect((await read()).items).toEqual([{ ...soft, credits: 4 }]);
  await on.endHold((await on.placeHold({ credits: 6, kind: "render" })).id, "release");
  await put({ ...scope, credits: null });
  expect((await read()).items).toEqual([]);
});

test("an estimate says which soft limits it would go above, to the member that they count", async () => {
  await put({ member: on.editor.id, kind: null, mode: "soft", credits: 0 });
  await put({ member: null, kind: "translate", mode: "soft", credits: 0 });
  const { high, limitWarnings } = await ask(on.editor);
  expect(high).toBeGreaterThan(0);
  expect(limitWarnings).toEqual([{ member: on.editor.id, kind: null, credits: 0, used: 0, reserved: 0 }]);
  expect((await ask(on.owner)).limitWarnings).toBeUndefined();
  await put({ member: on.editor.id, kind: null, mode: "soft", credits: high });
  expect((await ask(on.editor)).limitWarnings).toBeUndefined();
});

test("a soft limit whose setting was interrupted counts from the next look on", async () => {
  await on.server.services.pool.query(
    "insert into dokly.soft_limits (workspace_id, member, kind, credits) values ($1, '', 'print', 9)",
    [on.workspace],
  );
  expect((await read()).items).toContainEqual({
    member: null,
    kind: "print",
    mode: "soft",
    credits: 9,
    used: 0,
    reserved: 0,
    setBy: null,
    setAt: null,
  });
});

test("R4.6 a refusal names whose limit it is, who set it and who can change it, to people and to keys that may read", async () => {
  const admin = await on.server.member(on.workspace, "admin");
  expect((await put({ member: on.owner.id, kind: "bind", mode: "hard", credits: 2 }, admin)).status).toBe(200);
  const people = [
    { id: on.owner.id, name: "Olga Owner" },
    { id: admin.id, name: "admin" },
  ];
  const asked = { credits: 3, kind: "bind" };
  const told = await expectProblem(await on.postHold(asked, { key: "bind", client: on.owner }), "limit-reached");
  expect(limitRefusal.parse(told)).toMatchObject({
    changedBy: "admin",
    whose: people[0],
    setBy: people[1],
    people: expect.arrayContaining(people),
    limit: { most: 2, used: 0, reserved: 0, needed: 3 },
  });
  expect(told.detail).toContain("Olga Owner's limit for “bind” is 2 credits a period");
  expect(told.detail).toContain("admin set it.");
  expect(told.detail).not.toContain(on.owner.id);

  // Set around these routes, it has no author to name; and a program that may not read is told no names.
  const limit = { workspace: on.workspace, kind: "bind", actor: "test" };
  const { credits } = on.server.services;
  await credits.setLimit({ ...limit, member: on.owner.id, credits: 1n, key: "other limit" });
  const again = await expectProblem(await on.postHold(asked, { key: "bind", client: on.owner }), "limit-reached");
  expect(limitRefusal.parse(again)).toMatchObject({ setBy: null, limit: { most: 1 } });
  await put({ member: null, kind: "seal", mode: "hard", credits: 0 });
  const blind = await on.server.keyOf(on.workspace, ["meter"]);
  const refused = await expectProblem(
    await on.postHold({ credits: 1, kind: "seal" }, { key: "seal", client: blind }),
    "limit-reached",
  );
  expect(refused).toMatchObject({ changedBy: "admin", limit: { most: 0 } });
  expect(JSON.stringify(refused)).not.toContain("Olga");
  for (const kind of ["bind", "seal"]) {
    await put({ member: kind === "bind" ? on.owner.id : null, kind, credits: null });
  }
});

test("admins see and set all, editors see what counts them, viewers nothing, strangers less", async () => {
  const other = await on.server.member(on.workspace, "editor");
  expect((await put({ member: other.id, kind: "tone", mode: "hard", credits: 7 })).status).toBe(200);
  const seen = (await read(on.editor)).items.map(({ member, kind }) => member?.id ?? kind);
  expect(seen.sort()).toEqual([on.editor.id, "print", "translate"].sort());
  expect((await read()).items).toHaveLength(4);
  await expectProblem(await put({ member: null, kind: "tone", credits: 1 }, on.editor), "role-not-sufficient");
  await expectProblem(await on.viewer.send("GET", `${on.base}/limits`), "role-not-sufficient");
  const stranger = await on.server.signUp("Otto Other");
  await expectProblem(await stranger.send("GET", `${on.base}/limits`), "not-found");
  await expectProblem(await put({ member: null, kind: null, credits: 1 }), "validation-failed");
  await expectProblem(await put({ member: stranger.id, kind: null, credits: 1 }), "not-found");

  await on.owner.send("DELETE", `${on.base}/members/${other.id}`);
  expect((await read()).items.find(({ kind }) => kind === "tone")?.member).toEqual({ id: other.id, name: "editor" });
  expect((await put({ member: other.id, kind: "tone", credits: null })).status).toBe(200);
  expect((await read()).items).toHaveLength(3);
});
