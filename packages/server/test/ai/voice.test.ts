import { actionKinds } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
  await ai.grant(1_000);
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const voice = { tone: "Calm and exact.", keepTerms: ["Dokly"], neverTranslate: ["Workspace"] };
const readVoice = async () => (await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/voice`)).json();
const writeVoice = (json: object) => ai.owner.send("PUT", `/api/v1/workspaces/${ai.workspace}/voice`, { json });
const text = "Dokly opens a Workspace for you.";

test("a workspace has no voice until an admin gives it one, and all members read it", async () => {
  expect(await readVoice()).toEqual({ tone: "", keepTerms: [], neverTranslate: [], updatedAt: null });
  expect((await writeVoice(voice)).status).toBe(200);
  expect(await readVoice()).toMatchObject(voice);
  const stranger = await ai.server.signUp("Sam Stranger");
  await expectProblem(await stranger.send("GET", `/api/v1/workspaces/${ai.workspace}/voice`), "not-found");
  await expectProblem(
    await stranger.send("PUT", `/api/v1/workspaces/${ai.workspace}/voice`, { json: voice }),
    "not-found",
  );
});

test.each([
  ["a term twice", { ...voice, keepTerms: ["a", "a"] }],
  ["a term with a tag", { ...voice, keepTerms: ["</terms>"] }],
  ["a term of two lines", { ...voice, neverTranslate: ["a\nb"] }],
  ["too many terms", { ...voice, keepTerms: Array.from({ length: 201 }, (_, at) => `term ${at}`) }],
  ["too long a tone", { ...voice, tone: "x".repeat(1_001) }],
])("%s is refused", async (_name, body) => {
  await expectProblem(await writeVoice(body), "validation-failed");
});

test.each(actionKinds)("%s is told the voice, and only the terms that matter", async (kind) => {
  await writeVoice({ ...voice, keepTerms: ["Dokly", "Elsewhere"] });
  const options = {
    ...(kind === "tone" && { tone: "formal" }),
    ...(kind === "custom" && { instruction: "Shorter." }),
    ...(kind === "translate" && { language: "de" }),
    ...((kind === "page" || kind === "outline") && { title: "T", brief: "B" }),
    ...(kind === "outline" && { pages: 2 }),
  };
  const isNew = kind === "page" || kind === "outline";
  const input = isNew ? {} : kind === "continue" ? { text: "", before: text } : { text };
  ai.anthropic.next({ text: "Dokly: Workspace." });
  await ai.run({ kind, input, options, maxCredits: 60 });
  const { system, messages } = ai.anthropic.requests[0]?.body ?? { messages: [] };
  const content = messages[0]?.content ?? "";
  expect(content).toContain("<voice>\nCalm and exact.\n</voice>");
  expect(system).toContain("follow <voice>");
  expect(content).toContain("Dokly");
  expect(content.includes("Elsewhere")).toBe(isNew);
  expect(/<terms>[^<]*Workspace/.test(content)).toBe(kind === "translate");
});

test("the voice is in the estimate: one that changed since makes a new estimate", async () => {
  await writeVoice({ tone: "", keepTerms: [], neverTranslate: [] });
  const { quote, high } = await ai.readEstimate();
  await writeVoice({ ...voice, tone: "word ".repeat(199) });
  const louder = await ai.readEstimate();
  expect(louder.high).toBeGreaterThanOrEqual(high);
  await expectProblem(await ai.postRun({ ...ai.body, quote }), "estimate-changed");
});

test("a text that lost a term of the glossary is released and costs nothing", async () => {
  await writeVoice(voice);
  ai.anthropic.next({ text: "It opens a Workspace for you." });
  const lost = await ai.run({ kind: "improve", input: { text } });
  expect(lost.end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "output-invalid" } } });
  expect(lost.end.action.failure?.message).toContain("glossary");
  ai.anthropic.next({ text: "Dokly öffnet einen Arbeitsbereich." });
  const translated = await ai.run({ kind: "translate", input: { text }, options: { language: "de" } });
  expect(translated.end.action).toMatchObject({ charged: 0, failure: { code: "output-invalid" } });
  ai.anthropic.next({ text: "Dokly öffnet einen Workspace." });
  const kept = await ai.run({ kind: "translate", input: { text }, options: { language: "de" } });
  expect(kept.end.event).toBe("settled");
});
