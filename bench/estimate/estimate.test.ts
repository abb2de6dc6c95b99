import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seededRandom } from "../measure/random.ts";
import { drawFactor, seedOf, spreads } from "./output-lengths.ts";
import { proseBlocks, readCorpus } from "./read-corpus.ts";
import { describeEstimate } from "./report.ts";
import { runEstimate } from "./run-estimate.ts";

const timeoutMs = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dokly-corpus-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const page = (sentence: string): string =>
  [
    "# First steps",
    "",
    `${sentence} `.repeat(3).trim(),
    "",
    "```sh",
    "npm start",
    "",
    "echo done",
    "```",
    "",
    `- ${sentence}`,
    "",
    "::: tip",
    "",
    `${sentence} ${sentence}`,
    "",
    ":::",
    "",
  ].join("\n");

/** A small corpus with one page in two languages. */
function writeCorpus(): void {
  const pages = {
    "fastapi/docs/en/docs/start.md": page("The server starts on the embedded database and prints where to sign in."),
    "fastapi/docs/de/docs/start.md": page("Der Server startet mit der eingebauten Datenbank und nennt die Adresse."),
    "hono/docs/index.md": page("Install the package, then run the application that it has made for you."),
  };
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test("blocks of prose are found where they stand, and nothing of code, headings or directives", () => {
  const text = page("A sentence that is long enough.");
  const blocks = proseBlocks(text);
  expect(blocks.map((block) => text.slice(block.start, block.end))).toEqual(blocks.map((block) => block.text));
  expect(blocks.map((block) => block.text.slice(0, 12))).toEqual(["A sentence t", "- A sentence", "A sentence t"]);
});

test("a smoke run on a corpus measures every kind, the same for the same seed, and charges nothing above high", {
  timeout: timeoutMs,
}, () => {
  writeCorpus();
  const run = (seed: number) => runEstimate({ isQuick: true, seed, corpus: folder }, () => undefined);
  const [first, again, other] = [run(1), run(1), run(2)];
  expect(first.isWholeCorpus).toBe(true);
  expect({ ...first, time: null }).toEqual({ ...again, time: null });
  expect({ ...first, time: null }).not.toEqual({ ...other, time: null });
  expect(first.kinds.map(({ kind }) => kind)).toContain("improve");
  expect(first.kinds.every(({ quality }) => quality.chargedAbove === 0 && quality.requests === 84)).toBe(true);
  expect(first.streams).toHaveLength(first.kinds.length * spreads.length);
  expect(first.translations).toMatchObject([{ language: "de", pages: 1 }]);
  expect(first.marks.length).toBeGreaterThanOrEqual(first.kinds.length * 4);
  const told = describeEstimate(first);
  for (const { kind } of first.kinds) expect(told).toContain(kind);
  expect(told).toContain("its figures mean nothing");
});

test("without the corpus it measures on the repository's own pages, and says so", { timeout: timeoutMs }, () => {
  const corpus = readCorpus(join(folder, "absent"));
  expect(corpus.isWhole).toBe(false);
  expect(corpus.pages.length).toBeGreaterThan(10);
  const result = runEstimate({ isQuick: true, seed: 1, corpus: join(folder, "absent") }, () => undefined);
  expect(describeEstimate(result)).toContain("The corpus is not there");
});

test("spreads keep their centre, and a drift rises by a third and falls below where it began", () => {
  const middleOf = (spread: (typeof spreads)[number], part: number): number => {
    const random = seededRandom(seedOf(3, spread, String(part)));
    const drawn = Array.from({ length: 999 }, () => drawFactor(spread, { part, looseness: 1, random }));
    return drawn.toSorted((a, b) => a - b)[499] ?? 0;
  };
  expect(middleOf("even", 0)).toBeCloseTo(1, 1);
  expect(middleOf("longer", 0)).toBeCloseTo(1.2, 1);
  expect(middleOf("drift", 0.1)).toBeCloseTo(1, 1);
  expect(middleOf("drift", 0.5)).toBeCloseTo(1.35, 1);
  expect(middleOf("drift", 1)).toBeCloseTo(0.8, 1);
});
