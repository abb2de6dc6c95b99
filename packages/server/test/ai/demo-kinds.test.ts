import { posix } from "node:path";
import { type ActionKind, action, actionDetail, balance, estimate, readOutline, site } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, startTestServer, type TestServer } from "../server-harness.ts";
import { quickTiming } from "../sites/site-harness.ts";
import { type Ran, readRun } from "./read-run.ts";

const path = "guide/holds.md";
const passage =
  "A hold reserve credits when an action begins, and it dont matter how long the action takes. In order to end it, utilize `settle`. See [the charges](charges.md). The weather is of no importance here at all.";
const page = `---\ntitle: Holds\n---\n\n# Holds\n\nCredits are held before an action runs.\n\n${passage}\n\n## Charges\n\nThe charge is never above the hold.\n`;
const brief = "How credits are held, settled and released";

let server: TestServer;
let owner: Person;
let base: string;
let version: string;

beforeAll(async () => {
  server = await startTestServer({}, { demoTokensPerSecond: 20_000, sites: { ...quickTiming } });
  owner = await server.signUp("Dora Demo");
  const workspace = await server.workspaceOf(owner);
  base = `/api/v1/workspaces/${workspace}`;
  const given = { workspace, source: "goodwill", credits: 2_000n, reason: "enough for every kind" } as const;
  await server.services.credits.grant({ ...given, actor: "test", key: "enough" });
  const created = await owner.send("PUT", `${base}/documents/${path}`, {
    body: page,
    headers: { "if-none-match": "*", "content-type": "text/markdown" },
  });
  version = JSON.parse(created.headers.get("etag") ?? '""') as string;
});
afterAll(() => server.close());

function selection(): object {
  const start = page.indexOf(passage);
  return { document: path, version, range: { start, end: start + passage.length } };
}

function cursor(): object {
  const at = page.indexOf("\n\n## Charges");
  return { document: path, version, range: { start: at, end: at } };
}

type Case = {
  readonly kind: ActionKind;
  readonly options: object;
  readonly input: () => object;
  readonly gives: RegExp;
};

const written: readonly Case[] = [
  { kind: "improve", options: {}, input: selection, gives: /it doesn't matter.* To end it, / },
  { kind: "expand", options: {}, input: selection, gives: /at all\. As / },
  { kind: "shorten", options: {}, input: selection, gives: /^(?!.*weather).*\[the charges\]\(charges\.md\)/ },
  { kind: "simplify", options: {}, input: selection, gives: /To end it, use `settle`/ },
  { kind: "grammar", options: {}, input: selection, gives: /it doesn't matter/ },
  { kind: "tone", options: { tone: "formal" }, input: selection, gives: /`settle`/ },
  {
    kind: "custom",
    options: { instruction: "make it a bullet list" },
    input: selection,
    gives: /^- A hold.*\n- In order/,
  },
  { kind: "continue", options: {}, input: cursor, gives: /“Charges” comes next/ },
  {
    kind: "outline",
    options: { title: "Credits", brief, pages: 10 },
    input: () => ({}),
    gives: /^\{"title":"Credits"\}\n/,
  },
  {
    kind: "page",
    options: { title: "Holds in short", brief, sources: [path] },
    input: () => ({}),
    gives: /^---\ntitle: /,
  },
];

const beyond: readonly Omit<Case, "gives">[] = [
  { kind: "translate", options: { language: "de" }, input: selection },
  { kind: "custom", options: { instruction: "write a poem about it" }, input: selection },
];

async function read(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
}

const available = async () => balance.parse(await read(await owner.send("GET", `${base}/credits`))).available;

async function run({ kind, options, input }: Omit<Case, "gives">): Promise<Ran & { high: number }> {
  const body = { kind, input: input(), options };
  const shown = estimate.parse(await read(await owner.send("POST", `${base}/ai/estimates`, { json: body })));
  const ran = await readRun(await owner.send("POST", `${base}/ai/actions`, { json: { ...body, quote: shown.quote } }));
  return { ...ran, high: shown.high };
}

async function detailOf(id: string) {
  return actionDetail.parse(await read(await owner.send("GET", `${base}/actions/${id}`)));
}

describe.each(written)("$kind by the demo writer", (asked) => {
  test("writes, is charged what its tokens cost and no more than was shown, and is tagged in the log", async () => {
    const before = await available();
    const { events, text, end, high } = await run(asked);
    expect(end).toMatchObject({ event: "settled", action: { kind: asked.kind, status: "succeeded", held: high } });
    expect(events[0]).toMatchObject({ event: "held", data: { writer: "demo", held: high } });
    expect(text).toMatch(asked.gives);
    expect(end.action.charged).toBeGreaterThan(0);
    expect(end.action.charged).toBeLessThanOrEqual(high);
    expect(await available()).toBe(before - end.action.charged);
    const { tags, receipt } = await detailOf(end.action.id);
    expect(tags).toContain("demo");
    expect(receipt?.credits).toBe(end.action.charged);
    expect(receipt?.usage.input).toBeGreaterThan(20);
    expect(receipt?.usage.output).toBeGreaterThan(text.length / 10);
    expect(receipt?.usage.output).toBeLessThan(text.length);
  });

  test.each(["fail-at-start", "fail-midway"] as const)("%s costs nothing", async (behavior) => {
    const before = await available();
    await owner.send("PUT", `${base}/ai/next-run`, { json: { behavior } });
    const { end } = await run(asked);
    expect(end).toMatchObject({ event: "refunded", action: { status: "failed", charged: 0 } });
    expect(await available()).toBe(before);
  });
});

describe.each(beyond)("$kind $options", (asked) => {
  test("needs a real model: it says so, costs nothing and is tagged refunded", async () => {
    const before = await available();
    const { text, end } = await run(asked);
    expect(text).toBe("");
    const failure = { code: "needs-model", message: expect.stringContaining("real AI model") as string };
    expect(end).toMatchObject({
      event: "refunded",
      action: { kind: asked.kind, status: "failed", charged: 0, failure },
    });
    const { tags, receipt } = await detailOf(end.action.id);
    expect(tags).toEqual(expect.arrayContaining(["demo", "refunded"]));
    expect(receipt).toBeNull();
    expect(await available()).toBe(before);
  });
});

test("an outline can be read, and every page of it has a place of its own", async () => {
  const { text } = await run({ kind: "outline", options: { title: "Credits", brief, pages: 30 }, input: () => ({}) });
  const outline = readOutline(text);
  expect(outline?.pages).toHaveLength(30);
});

test("a site goes from its outline to pages whose links lead to each other, and costs what its pages cost", async () => {
  const before = await available();
  const planned = await run({
    kind: "outline",
    options: { title: "Credits", brief, pages: 5, sources: [path] },
    input: () => ({}),
  });
  const outline = readOutline(planned.text);
  const body = { kind: "site", input: {}, options: { outline } };
  const { quote, high } = estimate.parse(await read(await owner.send("POST", `${base}/ai/estimates`, { json: body })));
  const begun = await read(await owner.send("POST", `${base}/sites`, { json: { outline, quote } }));
  const { id } = site.parse(begun);
  const readSite = async () => site.parse(await read(await owner.send("GET", `${base}/sites/${id}`)));
  await expect.poll(async () => (await readSite()).state, { timeout: 60_000 }).toBe("done");
  const { pages } = await readSite();
  expect(pages.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => "written"));
  const charged = pages.reduce((sum, page) => sum + page.charged, 0);
  expect(charged).toBeLessThanOrEqual(high);
  expect(await available()).toBe(before - planned.end.action.charged - charged);
  const paths = new Set(pages.map((page) => page.path));
  for (const page of pages) {
    const text = await (await owner.send("GET", `${base}/documents/${page.path}`)).text();
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) =>
      posix.join(posix.dirname(page.path), link),
    );
    expect(links.length, page.path).toBeGreaterThan(1);
    for (const link of links) expect(paths.has(link) || link === path, `${page.path} → ${link}`).toBe(true);
  }
});

test("a slow run can be stopped at once, and costs no more than what came", async () => {
  await owner.send("PUT", `${base}/ai/next-run`, { json: { behavior: "slow" } });
  const body = { kind: "shorten", input: selection(), options: {}, maxCredits: 9 };
  const response = await owner.send("POST", `${base}/ai/actions`, { json: body });
  const id = response.headers.get("x-action-id") ?? "";
  const reading = readRun(response);
  const running = await read(await owner.send("GET", `${base}/actions?limit=1`));
  const newest = id === "" ? (running as { items: { id: string }[] }).items[0]?.id : id;
  const stopped = action.parse(await read(await owner.send("POST", `${base}/ai/actions/${newest}/cancel`)));
  expect(stopped).toMatchObject({ status: "cancelled" });
  const { end, text } = await reading;
  expect(end.action.charged).toBe(text === "" ? 0 : 1);
});
