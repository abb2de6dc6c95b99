import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corpusFolder } from "../../../../test/corpus-folder.ts";
import { buildRequest } from "../../src/ai/build-request.ts";
import { kindDefinitions } from "../../src/ai/kinds/kind-definitions.ts";
import { noVoice } from "../../src/ai/provider.ts";
import { applyEvent, closingDelta, newRun } from "../../src/ai/runner/run-state.ts";
import { findSeam } from "../../src/ai/selection/cursor-seam.ts";
import { locateSelection, type Widening } from "../../src/ai/selection/locate-selection.ts";
import type { Subject } from "../../src/ai/selection/subject.ts";
import { decodePage } from "../../src/documents/page-bytes.ts";
import { splicePage } from "../../src/documents/page-text.ts";

const usage = { input: 10, cacheRead: 0, cacheWrite: 0, output: 10, thinking: 0 };
const folder = import.meta.dirname;
/** Real documentation, where the machine has it, and always the pages that the product brings. */
const folders = [resolve(folder, "../../seed"), corpusFolder].filter(existsSync);
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

const settled = { type: "settle", status: "succeeded", usage, isCut: false } as const;
const kindOf = {
  inline: kindDefinitions.improve,
  blocks: kindDefinitions.translate,
  cursor: kindDefinitions.continue,
} as const;

type Asked = { start: number; end: number; answer: readonly string[]; widening: Widening };

/** What a provider answered, run through everything that stands between it and the page. */
function edit(bytes: Buffer, asked: Asked) {
  const page = decodePage(bytes)?.text ?? "";
  const { widening, start } = asked;
  const reply = locateSelection({
    text: page,
    range: { start, end: widening === "cursor" ? start : asked.end },
    widening,
  });
  if ("refusal" in reply) return null;
  const { range, place, headings, outline } = reply.located;
  const text = page.slice(range.start, range.end);
  if (text.trim() === "" && widening !== "cursor") return null;
  const around = { before: page.slice(0, range.start), after: page.slice(range.end) };
  const isCode = place === "code";
  const seam = widening === "cursor" ? findSeam(around.before, around.after, { isCode }) : null;
  const nothing = { document: null, landing: null };
  const subject: Subject = { ...nothing, range, text, place, headings, outline, seam, contextOf: () => around };
  const request = buildRequest(kindOf[widening], { subject, options: { language: "de" }, sources: [], voice: noVoice });
  let state = newRun;
  let delivered = "";
  for (const piece of asked.answer) {
    const applied = applyEvent(state, { type: "text", text: piece }, request);
    state = applied.state;
    delivered += applied.delta;
  }
  if (state.answer === "") return null;
  return { range, page, text, replacement: delivered + closingDelta(settled, request, state.answer) };
}

/** Fails where a byte outside of the told range is another than before. */
function expectRestUntouched(bytes: Buffer, { range, page, replacement }: NonNullable<ReturnType<typeof edit>>): void {
  const after = splicePage(bytes, range, replacement);
  const mark = bytes.length - Buffer.byteLength(page);
  const head = Buffer.byteLength(page.slice(0, range.start)) + mark;
  const tail = Buffer.byteLength(page.slice(range.end));
  expect(after.subarray(0, head).equals(bytes.subarray(0, head))).toBe(true);
  expect(after.subarray(after.length - tail).equals(bytes.subarray(bytes.length - tail))).toBe(true);
  expect(after.length).toBe(head + Buffer.byteLength(replacement) + tail);
}

/** The page as other editors leave it: with Windows line endings, with some of each, with a byte order mark. */
function variantsOf(bytes: Buffer): Buffer[] {
  const text = bytes.toString("utf8");
  let line = 0;
  const mixed = text.replaceAll(/\r?\n/g, () => (line++ % 3 === 0 ? "\r\n" : "\n"));
  return [bytes, Buffer.from(text.replaceAll(/\r?\n/g, "\r\n")), Buffer.from(`\uFEFF${mixed}`)];
}

const widenings = ["inline", "blocks", "cursor"] as const;

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
        fc.constantFrom(...widenings),
        fc.nat({ max: 2 }),
        (original, at, length, pieces, widening, variant) => {
          const bytes = variantsOf(original)[variant] ?? original;
          const page = decodePage(bytes)?.text ?? "";
          const start = Math.floor(at * Math.max(0, page.length - 1));
          const result = edit(bytes, { start, end: Math.min(page.length, start + length), answer: pieces, widening });
          if (result === null) return;
          edited++;
          expectRestUntouched(bytes, result);
          if (widening === "cursor") return;
          // The white space at the ends of what was selected is part of what stays.
          const { text, replacement } = result;
          expect(/^\s*/.exec(replacement)?.[0]).toBe(/^\s*/.exec(text)?.[0]);
          expect(/\s*$/.exec(replacement)?.[0]).toBe(/\s*$/.exec(text)?.[0]);
        },
      ),
      { numRuns: 300 },
    );
    expect(edited).toBeGreaterThan(50);
  });

  test.each(widenings)("on every page, replacing its blocks one by one (%s)", { timeout: 120_000 }, (widening) => {
    let edited = 0;
    for (const [number, original] of pages.entries()) {
      // Each page in one of its variants, at its beginning or at one of its later blocks: over all pages, all of them.
      const bytes = variantsOf(original)[number % 3] ?? original;
      const page = decodePage(bytes)?.text ?? "";
      const starts = [...page.matchAll(/(?<=\n\r?\n)(?=\S)/g)].map(({ index }) => index);
      const isFirst = (number + widenings.indexOf(widening)) % 2 === 0;
      const start = starts[isFirst ? 0 : number % Math.max(1, starts.length)] ?? 0;
      const feed = page.indexOf("\n", start + 1);
      const end = feed === -1 ? page.length : feed;
      const result = edit(bytes, { start, end, answer: ["New **te", "xt**\n\nand `code`."], widening });
      if (result === null) continue;
      edited++;
      expectRestUntouched(bytes, result);
    }
    expect(edited).toBeGreaterThan(pages.length / 2);
  });

  test("repeating the selection leaves the page exactly as it was", () => {
    for (const bytes of [...pages.slice(0, 60), ...oddities]) {
      const page = decodePage(bytes)?.text ?? "";
      const start = page.search(/\S/);
      const end = Math.min(page.length, start + 200);
      const located = locateSelection({ text: page, range: { start, end }, widening: "inline" });
      if ("refusal" in located) continue;
      const { range } = located.located;
      const result = edit(bytes, { ...range, answer: [page.slice(range.start, range.end)], widening: "inline" });
      // Pages whose selection mixes line endings are given the selection's own kind; all others come back as they were.
      if (result === null || /\r\n[\s\S]*(?<!\r)\n|(?<!\r)\n[\s\S]*\r\n/.test(result.text)) continue;
      expect(splicePage(bytes, range, result.replacement).equals(bytes)).toBe(true);
    }
  });
});
