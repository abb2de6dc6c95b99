import type { Estimate } from "@dokly/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type AiServer, startAiServer } from "./ai-harness.ts";
import { page, passage, path } from "./fixture-page.ts";

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.anthropic.reset());
afterAll(() => ai.close());

const at = page.indexOf(passage) + passage.length;

/** The page with what an action wrote in its place. */
function written(estimate: Estimate, text: string): string {
  const { start, end } = estimate.range ?? { start: -1, end: -1 };
  return page.slice(0, start) + text + page.slice(end);
}

describe("continue", () => {
  const bodyAt = (start: number, end = start) => ({
    kind: "continue",
    input: { document: path, version: ai.version, range: { start, end } },
  });

  test("is estimated within its guide, writes at the cursor, and leaves all else as it is", async () => {
    const estimate = await ai.readEstimate(bodyAt(at));
    expect(estimate.range).toEqual({ start: at, end: at });
    expect(estimate.high).toBeLessThanOrEqual(5);
    ai.anthropic.next({ text: "\n It also prints the port." });
    const { text, end } = await ai.run({ ...bodyAt(at), quote: estimate.quote });
    expect(end.action).toMatchObject({ kind: "continue", status: "succeeded" });
    expect(end.action.charged).toBeLessThanOrEqual(estimate.high);
    expect(written(estimate, text)).toBe(page.replace(passage, `${passage} It also prints the port.`));
    const { messages } = ai.anthropic.requests[0]?.body ?? { messages: [] };
    expect(messages[0]?.content).toContain(`${passage}\n</before>`);
    expect(messages[0]?.content).not.toContain("<passage>");
  });

  test("R6.4: at its cap it succeeds with what came", async () => {
    ai.anthropic.next({ text: "It goes on and", fault: { kind: "cut-at-cap" } });
    const { text, end } = await ai.run(bodyAt(at));
    expect(text).toBe(" It goes on and");
    expect(end).toMatchObject({ event: "settled", action: { status: "succeeded", tags: [] } });
    expect(end.action.charged).toBeGreaterThan(0);
  });

  test("R6.2: what came before a stop stays, and is charged for what was delivered", async () => {
    ai.anthropic.next({ text: "It goes on and on and on and on.", isPaused: true, outputTokens: 9_000 });
    const response = await ai.postRun(bodyAt(at), { key: "stop-me" });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    while (!/event: text/.test(seen)) seen += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    const id = /"actionId":"(act_[^"]+)"/.exec(seen)?.[1] ?? "";
    const action = await ai.cancel(id);
    expect(action).toMatchObject({ status: "cancelled", refunded: 0 });
    expect(action.charged).toBeGreaterThan(0);
    expect(action.charged).toBeLessThanOrEqual(action.estimate?.high ?? 0);
    const kept = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/ai/actions/${id}/output`);
    expect(((await kept.json()) as { text: string }).text).toMatch(/^ It goes/);
  });

  test("takes a text with a cursor too, and refuses a selection and an empty page", async () => {
    const ran = await ai.run({ kind: "continue", input: { text: "", before: "# One\r\n\r\nTwo.\r\n", after: "" } });
    expect(ran.text).toBe("\r\nA sentence that says the same, better.");
    await expectProblem(await ai.postRun(bodyAt(at - 5, at)), "validation-failed");
    await expectProblem(await ai.postRun({ kind: "continue", input: { text: "" } }), "selection-refused");
  });
});

describe("translate", () => {
  const german = "Der Server startet auf der eingebetteten Datenbank und gibt aus, wo man sich anmeldet.";
  const body = (start: number, end: number, language = "de") => ({
    kind: "translate",
    input: { document: path, version: ai.version, range: { start, end } },
    options: { language },
  });

  test("takes in the whole block, stays within its guide, and replaces just that", async () => {
    const asked = body(at - 20, at - 10);
    const estimate = await ai.readEstimate(asked);
    expect(estimate.range).toEqual({ start: at - passage.length, end: at });
    expect(estimate.high).toBeLessThanOrEqual(8);
    ai.anthropic.next({ text: german });
    const { text, end } = await ai.run({ ...asked, quote: estimate.quote });
    expect(end.action).toMatchObject({ kind: "translate", status: "succeeded" });
    expect(written(estimate, text)).toBe(page.replace(passage, german));
    expect(ai.anthropic.requests[0]?.body?.system).toContain("into German (de)");
  });

  test("a translation that lost a link is released and costs nothing", async () => {
    const before = await ai.readBalance();
    const input = { text: "See [the guide](guide.md)." };
    ai.anthropic.next({ text: "Siehe [die Anleitung](anleitung.md)." });
    const { end } = await ai.run({ kind: "translate", input, options: { language: "de" } });
    expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "output-invalid" } } });
    expect(end.action.tags).toContain("refunded");
    expect((await ai.readBalance()).available).toBe(before.available);
  });

  test("a whole page is translated with its front matter, whose keys stay", async () => {
    const asked = { kind: "translate", input: { document: path, version: ai.version }, options: { language: "de" } };
    const estimate = await ai.readEstimate(asked);
    expect(page.slice(estimate.range?.start, estimate.range?.end).trim()).toBe(page.trim());
    const german = page.replace("title: Intro", "title: Einführung").replace("# Intro", "# Einführung");
    ai.anthropic.next({ text: german });
    const { text, end } = await ai.run({ ...asked, quote: estimate.quote });
    expect(end.event).toBe("settled");
    expect(written(estimate, text)).toBe(german);
    ai.anthropic.next({ text: german.replace("title:", "Titel:") });
    const damaged = await ai.run(asked);
    expect(damaged.end).toMatchObject({ event: "refunded", action: { failure: { code: "output-invalid" } } });
  });

  test("R6.4: one that was cut off at its cap fails and costs nothing", async () => {
    ai.anthropic.next({ text: german.slice(0, 20), fault: { kind: "cut-at-cap" } });
    const { end } = await ai.run(body(at - 20, at - 10));
    expect(end).toMatchObject({ event: "refunded", action: { charged: 0, failure: { code: "output-cut-off" } } });
  });

  test("a longer language is estimated higher, and one that is not listed is refused", async () => {
    const wide = (language: string) => ({
      kind: "translate",
      input: { text: passage.repeat(20) },
      options: { language },
    });
    const [german, hindi] = [await ai.readEstimate(wide("de")), await ai.readEstimate(wide("hi"))];
    expect(hindi.high).toBeGreaterThan(german.high);
    await expectProblem(await ai.postRun(body(at - 20, at, "tlh")), "validation-failed");
  });
});
