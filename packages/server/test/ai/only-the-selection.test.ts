import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildRequest } from "../../src/ai/build-request.ts";
import { kindDefinitions } from "../../src/ai/kinds/kind-definitions.ts";
import { noVoice } from "../../src/ai/provider.ts";
import { applyEvent, closingDelta, decideEnd, newRun } from "../../src/ai/runner/run-state.ts";
import { locateSelection } from "../../src/ai/selection/locate-selection.ts";
import type { Subject } from "../../src/ai/selection/subject.ts";
import { decodePage, splicePage } from "../../src/documents/page-text.ts";

const usage = { input: 10, cacheRead: 0, cacheWrite: 0, output: 10, thinking: 0 };
const folder = import.meta.dirname;
/** Real documentation, where the machine has it, and always the pages that the product brings. */
const folders = [resolve(folder, "../../seed"), resolve(folder, "../../../../../shared/corpus")].filter(existsSync);
const pages = folders.flatMap((root) =>
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(root, name)))
    .filter((bytes) => bytes.length > 0 && bytes.length < 200_000),
);
const oddities = [
  "\uFEFF# Title\r\n\r\nA **bold\r\nmove** here.\nMixed \u2028 endings\r\n",
  "---\r\ntitle: X\r\n---\r\n\r\ntext `code` \t \r\n\r\n",
  "no end of line",
  "a\n\n\n\nb   \n",
].map((text) => Buffer.from(text));

/** What a provider answered, run through everything that stands between it and the page. */
function edit(bytes: Buffer, asked: { start: number; end: number; answer: string[] }) {
  const page = decodePage(bytes)?.text ?? "";
  const reply = locateSelection({ text: page, range: asked, widening: "inline" });
  if ("refusal" in reply) return null;
  const { range, place, headings, outline } = reply.located;
  const text = page.slice(range.start, range.end);
  if (text.trim() === "") return null;
  const contextOf = () => ({ before: page.slice(0, range.start), after: page.slice(range.end) });
  const subject: Subject = {
    document: null,
    landing: null,
    range,
    text,
    place,
    headings,
    outline,
    seam: null,
    contextOf,
  };
  const request = buildRequest(kindDefinitions.improve, { subject, options: {}, sources: [], voice: noVoice });
  let state = newRun;
  let delivered = "";
  for (const piece of asked.answer) {
    const applied = applyEvent(state, { type: "text", text: piece }, request);
    state = applied.state;
    delivered += applied.delta;
  }
  state = applyEvent(state, { type: "finished", usage, stopReason: "complete" }, request).state;
  const end = decideEnd(state, request, { isCancelled: false, failure: null });
  return end.type === "settle"
    ? { range, page, text, replacement: delivered + closingDelta(end, request, state.answer) }
    : null;
}

const answer = fc.array(fc.constantFrom("New ", "text.", "\n", "\r\n", "**bold** ", " ", "é", "\n\n"), {
  minLength: 1,
  maxLength: 8,
});

describe("R9.1: only the selection changes", () => {
  test("outside of the told range every byte of the page stays, whatever was selected and answered", () => {
    let edited = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...pages, ...oddities),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 600 }),
        answer,
        (bytes, at, length, pieces) => {
          const page = decodePage(bytes)?.text ?? "";
          const start = Math.floor(at * Math.max(0, page.length - 1));
          const result = edit(bytes, { start, end: Math.min(page.length, start + length), answer: pieces });
          if (result === null) return;
          edited++;
          const { range, text, replacement } = result;
          const after = splicePage(bytes, range, replacement);
          const head = Buffer.byteLength(page.slice(0, range.start)) + (bytes.length - Buffer.byteLength(page));
          const tail = Buffer.byteLength(page.slice(range.end));
          expect(after.subarray(0, head).equals(bytes.subarray(0, head))).toBe(true);
          expect(after.subarray(after.length - tail).equals(bytes.subarray(bytes.length - tail))).toBe(true);
          // The white space at the ends of what was selected is part of what stays.
          expect(/^\s*/.exec(replacement)?.[0]).toBe(/^\s*/.exec(text)?.[0]);
          expect(/\s*$/.exec(replacement)?.[0]).toBe(/\s*$/.exec(text)?.[0]);
        },
      ),
      { numRuns: 300 },
    );
    expect(edited).toBeGreaterThan(50);
  });

  test("repeating the selection leaves the page exactly as it was", () => {
    for (const bytes of [...pages.slice(0, 60), ...oddities]) {
      const page = decodePage(bytes)?.text ?? "";
      const start = page.search(/\S/);
      const end = Math.min(page.length, start + 200);
      const located = locateSelection({ text: page, range: { start, end }, widening: "inline" });
      if ("refusal" in located) continue;
      const { range } = located.located;
      const result = edit(bytes, { ...range, answer: [page.slice(range.start, range.end)] });
      // Pages whose selection mixes line endings are given the selection's own kind; all others come back as they were.
      if (result === null || /\r\n[\s\S]*(?<!\r)\n|(?<!\r)\n[\s\S]*\r\n/.test(result.text)) continue;
      expect(splicePage(bytes, range, result.replacement).equals(bytes)).toBe(true);
    }
  });
});
