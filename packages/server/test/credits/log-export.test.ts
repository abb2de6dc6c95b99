import { action, actionsPage } from "@dokly/contract";
import type { ActionFacts } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { copyIn } from "./copy-in.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";
import { parseCsv } from "./parse-csv.ts";

let on: CreditsServer;
let holds = 0;

async function run(facts: Partial<ActionFacts>, charged: bigint | null): Promise<void> {
  const { credits } = on.server.services;
  const plain = { kind: "render", member: on.owner.id, document: null, model: null, estimate: null, group: null };
  holds += 1;
  const placed = await credits.placeHold({
    workspace: on.workspace,
    key: `run ${holds}`,
    fingerprint: "test",
    credits: 1n,
    deadlineMs: 60_000,
    action: { ...plain, isDemo: false, ...facts },
    actor: "test",
  });
  const end = { workspace: on.workspace, hold: placed.hold, actor: "test" };
  const failure = { code: "provider-failed", message: 'It said "no",\r\nand went' };
  if (charged === null) await credits.releaseHold({ ...end, status: "failed", failure });
  else await credits.settleHold({ ...end, charge: { credits: charged }, status: "succeeded" });
}

beforeAll(async () => {
  on = await startCreditsServer();
  await run({ document: { path: "guide/intro.md", title: '=HYPERLINK("http://evil.test","Prämie")' } }, 1n);
  await run({ kind: "print", member: on.editor.id, group: "site_1" }, null);
  for (let more = 0; more < 130; more += 1) await run({}, 0n);
});
afterAll(() => on.server.close());

const get = (query: string, client = on.owner, headers = {}) =>
  client.send("GET", `${on.base}/actions${query}`, { headers });

test("the CSV has exactly the rows of the log, in its order, and no formula", async () => {
  const response = await get("?format=csv");
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="[\w.-]+\.csv"; filename\*=UTF-8''/,
  );
  const [head = [], ...rows] = parseCsv(await response.text());
  const log = actionsPage.parse(await (await get("?limit=200")).json());
  expect(rows.map(([id]) => id)).toEqual(log.items.map(({ id }) => id));
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  expect(column("page title").at(-1)).toBe(`'=HYPERLINK("http://evil.test","Prämie")`);
  expect(column("failure message").at(-2)).toBe('It said "no",\r\nand went');
  expect(column("cost").reduce((sum, cost) => sum + Number(cost), 0)).toBe((await on.readBalance()).spent);
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
});

test("PostgreSQL's own reader of CSV takes the file as it is, and finds the log in it", async () => {
  const response = await get("?format=csv");
  const text = await response.text();
  const [head = ""] = text.split("\r\n");
  const columns = head.split(",").map((name) => `"${name.replaceAll('"', "")}" text`);
  const client = await on.server.database.pool.connect();
  try {
    await client.query(`create temporary table opened (number bigserial, ${columns.join(", ")})`);
    await copyIn(client, `copy opened (${columns.map((column) => column.replace(/ text$/, "")).join(", ")})`, text);
    const { rows } = await client.query("select * from opened order by number");
    const log = actionsPage.parse(await (await get("?limit=200")).json());
    expect(rows.map(({ id, kind, charged, outcome }) => [id, kind, Number(charged), outcome])).toEqual(
      log.items.map(({ id, kind, charged, status }) => [id, kind, charged, status]),
    );
    expect(rows.at(-2)?.["failure message"]).toBe('It said "no",\r\nand went');
    expect(rows.at(-1)?.["page title"]).toBe(`'=HYPERLINK("http://evil.test","Prämie")`);
  } finally {
    client.release();
  }
});

test("JSON lines have the same rows as they are on the wire", async () => {
  const response = await get("?limit=5", on.owner, { accept: "application/jsonl" });
  const lines = (await response.text()).trimEnd().split("\n");
  const log = actionsPage.parse(await (await get("?limit=200")).json());
  expect(lines.map((line) => action.parse(JSON.parse(line)))).toEqual(log.items);
});

test.each([
  ["?kind=print", 1],
  ["?document=guide/intro.md", 1],
  ["?group=site_1", 1],
  ["?outcome=failed", 1],
  ["?q=INTRO.md", 1],
  ["?q=olga", 131],
  ["?q=olga&kind=print", 0],
  ["?q=pr%C3%A4mie", 1],
  ["?q=nothing%20of%20the%20kind", 0],
  ["?to=2020-01-01T00:00:00Z", 0],
])("the file of %s is exactly that filter", async (query, expected) => {
  const [, ...rows] = parseCsv(await (await get(query, on.owner, { accept: "text/csv" })).text());
  expect(rows).toHaveLength(expected);
});

test("editors get their own rows, viewers and strangers none", async () => {
  const [, ...rows] = parseCsv(await (await get("?format=csv", on.editor)).text());
  expect(rows).toHaveLength(1);
  await expectProblem(await get("?format=csv", on.viewer), "role-not-sufficient");
  await expectProblem(await get(`?format=csv&member=${on.owner.id}`, on.editor), "role-not-sufficient");
  await expectProblem(await get("?format=csv", await on.server.signUp("Otto Other")), "not-found");
  const searched = actionsPage.parse(await (await get("?q=olga", on.editor)).json());
  expect(searched.items).toEqual([]);
});

test("who left is still named, found and counted", async () => {
  const removed = await on.owner.send("DELETE", `${on.base}/members/${on.editor.id}`);
  expect(removed.ok).toBe(true);
  const { items } = actionsPage.parse(await (await get("?q=edit&kind=print")).json());
  expect(items.map(({ member }) => member)).toEqual([{ id: on.editor.id, name: "editor" }]);
});
