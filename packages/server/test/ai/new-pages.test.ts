import { readOutline } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { page, path } from "./fixture-page.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
  await ai.grant(1_000);
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const brief = "How a new server is set up: what it needs, how it starts, where people sign in.";

async function readPage(at: string): Promise<string | null> {
  const response = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/documents/${at}`);
  return response.ok ? await response.text() : null;
}

describe("page", () => {
  const body = (options: object = {}) => ({
    kind: "page",
    input: {},
    options: { title: 'Set up "Acme": a guide', brief, audience: "operators", ...options },
  });

  test("is estimated within its guide, asks first, and lands as a draft with valid front matter", async () => {
    const estimate = await ai.readEstimate(body());
    expect(estimate.high).toBeLessThanOrEqual(50);
    expect(estimate.confirm).toBe(true);
    await expectProblem(await ai.postRun(body()), "confirmation-required");
    ai.anthropic.next({ text: "A server needs a disk.\n\n## Start\n\nRun it.\n", outputTokens: 900 });
    const { text, end, events } = await ai.run({ ...body(), quote: estimate.quote });
    const written =
      '---\ntitle: "Set up \\"Acme\\": a guide"\ndraft: true\n---\n\n# Set up "Acme": a guide\n\nA server needs a disk.\n\n## Start\n\nRun it.\n';
    expect(text).toBe(written);
    expect(events.at(-1)?.data).toMatchObject({ landed: "set-up-acme-a-guide.md" });
    expect(await readPage("set-up-acme-a-guide.md")).toBe(written);
    expect(end.action).toMatchObject({
      kind: "page",
      status: "succeeded",
      document: { path: "set-up-acme-a-guide.md", title: 'Set up "Acme": a guide' },
    });
    expect(end.action.charged).toBeLessThanOrEqual(estimate.high);
    const { messages, system } = ai.anthropic.requests[0]?.body ?? { messages: [] };
    expect(messages[0]?.content).toContain(`<brief>\n${brief}\n</brief>`);
    expect(system).not.toContain("operators");
  });

  test("a second page of the same title gets a path of its own; a path that was asked for is not changed", async () => {
    ai.anthropic.always({ text: "Text." });
    const again = await ai.run({ ...body(), maxCredits: 60 });
    expect(again.events.at(-1)?.data).toMatchObject({ landed: "set-up-acme-a-guide-2.md" });
    const named = await ai.run({ ...body({ path: "setup/server.md" }), maxCredits: 60 });
    expect(named.events.at(-1)?.data).toMatchObject({ landed: "setup/server.md" });
    await expectProblem(await ai.postRun({ ...body({ path: "setup/server.md" }), maxCredits: 60 }), "document-exists");
    await expectProblem(await ai.postRun({ ...body({ path: "../server.md" }), maxCredits: 60 }), "document-refused");
    await expectProblem(await ai.postRun({ ...body({ path: "server.exe" }), maxCredits: 60 }), "document-refused");
  });

  test("R6.4: at its limit it becomes a draft that says so, with its blocks closed", async () => {
    ai.anthropic.next({ text: "Run this:\n\n```sh\nnpm star", fault: { kind: "cut-at-cap" } });
    const { end } = await ai.run({ ...body({ path: "cut.md" }), maxCredits: 60 });
    expect(end).toMatchObject({ event: "settled", action: { status: "succeeded" } });
    const text = await readPage("cut.md");
    expect(text).toMatch(/```sh\nnpm star\n```\n\n> \[!NOTE\]\n> This draft stopped at its limit\.\n$/);
  });

  test("draws on pages that are there, and names one that is not", async () => {
    ai.anthropic.next({ text: "Text." });
    await ai.run({ ...body({ path: "drawn.md", sources: [path], notes: "It needs 2 GB." }), maxCredits: 60 });
    const { messages } = ai.anthropic.requests[0]?.body ?? { messages: [] };
    expect(messages[0]?.content).toContain("<source>\nIntro\n\n# Intro");
    expect(messages[0]?.content).toContain("<notes>\nIt needs 2 GB.\n</notes>");
    expect(page).toContain("# Intro");
    const absent = await ai.postRun({ ...body({ sources: ["absent.md"] }), maxCredits: 60 });
    await expectProblem(absent, "not-found");
  });

  test("one that fails costs nothing and stores nothing", async () => {
    ai.anthropic.next({ text: "Half", fault: { kind: "socket-cut" } });
    const { end } = await ai.run({ ...body({ path: "failed.md" }), maxCredits: 60 });
    expect(end).toMatchObject({ event: "refunded", action: { charged: 0, status: "failed" } });
    expect(await readPage("failed.md")).toBeNull();
  });

  test("a key that is sent again tells the same end and makes no second page", async () => {
    ai.anthropic.next({ text: "Once." });
    const once = { ...body({ title: "Once only" }), maxCredits: 60 };
    await ai.run(once, { key: "page-once" });
    const replayed = await ai.run(once, { key: "page-once" });
    expect(replayed.events.at(-1)?.data).toMatchObject({ landed: "once-only.md" });
    expect(await readPage("once-only-2.md")).toBeNull();
    expect(ai.anthropic.requests).toHaveLength(1);
  });
});

describe("outline", () => {
  const body = { kind: "outline", input: {}, options: { title: "Acme", brief, pages: 3 } };
  const line = (at: string) => JSON.stringify({ path: at, title: "A page", brief: "What it says." });

  test("gives pages that can be read back", async () => {
    const estimate = await ai.readEstimate(body);
    const text = ['{"title":"Acme"}', line("index.md"), line("guide/start.md"), line("guide/end.md")].join("\n");
    ai.anthropic.next({ text });
    const ran = await ai.run({ ...body, quote: estimate.quote });
    expect(ran.end).toMatchObject({ event: "settled", action: { kind: "outline", document: null } });
    expect(readOutline(ran.text)?.pages.map((one) => one.path)).toEqual(["index.md", "guide/start.md", "guide/end.md"]);
    expect(ai.anthropic.requests[0]?.body?.system).toContain("exactly 3 pages");
  });

  test.each([
    ["prose", "Here is what I would do.", "output-invalid"],
    ["too many pages", ['{"title":"A"}', ...[1, 2, 3, 4].map((n) => line(`${n}.md`))].join("\n"), "output-invalid"],
  ])("%s is released and costs nothing", async (_name, text, code) => {
    ai.anthropic.next({ text });
    const { end } = await ai.run({ ...body, maxCredits: 20 });
    expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code } } });
  });

  test("R6.4: one that was cut off fails", async () => {
    ai.anthropic.next({ text: `{"title":"A"}\n${line("index.md")}`, fault: { kind: "cut-at-cap" } });
    const { end } = await ai.run({ ...body, maxCredits: 20 });
    expect(end).toMatchObject({ event: "refunded", action: { failure: { code: "output-cut-off" } } });
  });

  test("takes nothing but its options", async () => {
    await expectProblem(await ai.postRun({ ...body, input: { text: "x" } }), "validation-failed");
    await expectProblem(
      await ai.postRun({ ...body, options: { title: "Acme", brief, pages: 51 } }),
      "validation-failed",
    );
  });
});
