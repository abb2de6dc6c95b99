import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { corpusFolder } from "../../../../../test/corpus-folder.ts";
import type { ActionRequest } from "../build-request.ts";
import { noVoice, type WritingTask } from "../provider.ts";
import { frontMatterEnd } from "../selection/front-matter.ts";
import { readFences } from "../validators/fences.ts";
import { findInvalidOutput } from "../validators/find-invalid-output.ts";
import { losesLinksOrCode } from "../validators/kept-parts.ts";
import { readBlocks } from "./block-map.ts";
import { readWords } from "./prose.ts";
import { writeTask } from "./write-task.ts";

// Loading the checker, and reading every page of the corpus, takes a busy machine its time.
vi.setConfig({ testTimeout: 180_000 });

const repository = resolve(import.meta.dirname, "../../../../..");
const fixtures = resolve(repository, "test/fixtures/markdown");
const folders = [fixtures, resolve(repository, "packages/server/seed"), corpusFolder];

/** Each page as the writer gets it: with line feeds only. */
const pages = folders.filter(existsSync).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.mdx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(resolve(folder, path), "utf8").replaceAll("\r\n", "\n") })),
);

function taskOf(subject: string, more: Partial<WritingTask> = {}): WritingTask {
  return {
    kind: "shorten",
    subject,
    before: "",
    after: "",
    headings: [],
    options: {},
    sources: [],
    voice: noVoice,
    ...more,
  };
}

function whyInvalid(output: string, task: WritingTask, more: Partial<ActionRequest> = {}): string | null {
  const request: ActionRequest = {
    instructions: "",
    prompt: "",
    sharedLength: 0,
    task,
    passage: task.subject,
    lead: "",
    trail: "",
    lineEnding: "\n",
    place: task.place ?? "prose",
    answer: "passage",
    keepsLinksAndCode: true,
    terms: { kept: [], rule: "all" },
    isUsableWhenCut: false,
    ...more,
  };
  return findInvalidOutput(output, request);
}

const quick: readonly Partial<WritingTask>[] = [
  { kind: "shorten" },
  { kind: "simplify" },
  { kind: "tone", options: { tone: "formal" } },
  { kind: "tone", options: { tone: "encouraging" } },
  { kind: "custom", options: { instruction: "title case for the headings" } },
];

/** A selection of whole lines of a page; "" where it would cut code or front matter in two, which is refused. */
function passageOf(text: string, from: number, count: number): string {
  const lines = text.split("\n");
  const start = Math.min(from, lines.length - 1);
  const cuts = [start, start + count].some((end) => readFences(lines.slice(0, end).join("\n")).open !== null);
  const isInFront = lines.slice(0, start).join("\n").length < frontMatterEnd(text);
  if (cuts || isInFront) return "";
  const part = lines.slice(start, start + count);
  return part.join("\n").trim();
}

describe.each(quick)("on every page, $kind $options", (more) => {
  test("keeps links, code, front matter and structure, and writes the same again", async () => {
    for (const { path, text } of pages) {
      const task = taskOf(text.trim(), more);
      if (task.subject === "") continue;
      const output = await writeTask(task);
      if (output === null || output.trim() === "") throw new Error(`${path}: no text`);
      expect({ path, reason: whyInvalid(output, task) }).toEqual({ path, reason: null });
      expect(await writeTask(task)).toBe(output);
    }
  });

  test("does so on any selection of lines", async () => {
    const selections = fc.tuple(fc.nat(pages.length - 1), fc.nat(400), fc.integer({ min: 1, max: 30 }));
    await fc.assert(
      fc.asyncProperty(selections, async ([page, from, to]) => {
        const subject = passageOf(pages[page]?.text ?? "", from, to);
        fc.pre(subject !== "");
        const output = await writeTask(taskOf(subject, more));
        expect(output).not.toBeNull();
        expect(losesLinksOrCode(subject, output ?? "")).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

test("expanding keeps all that was there, and adds what is valid", async () => {
  for (const { path, text } of pages) {
    const subject = passageOf(text, 12, 12);
    if (subject === "") continue;
    const task = taskOf(subject, { kind: "expand", before: text.slice(0, 800), after: text.slice(-800) });
    const output = (await writeTask(task)) ?? "";
    expect(output.startsWith(subject), path).toBe(true);
    expect(output.length, path).toBeGreaterThan(subject.length);
  }
});

test("continuing at any line of any page gives text or says that it can not", async () => {
  for (const { path, text } of pages) {
    const at = text.indexOf("\n", Math.floor(text.length / 2)) + 1;
    const headings = readBlocks(text.slice(0, at)).filter(({ kind }) => kind === "heading");
    const titles = headings.map(({ start, end }) => text.slice(start, end));
    const around = { before: text.slice(Math.max(0, at - 1_800), at), after: text.slice(at, at + 300) };
    const task = taskOf("", { kind: "continue", ...around, headings: titles.slice(-1), outline: titles });
    const output = await writeTask(task);
    if (output === null) continue;
    expect({ path, reason: whyInvalid(output, task, { answer: "continuation" }) }).toEqual({ path, reason: null });
    expect(await writeTask(task)).toBe(output);
  }
});

describe("hostile text", () => {
  const bad: readonly (readonly [string, string])[] = [
    ["quotes within quotes", ">".repeat(20_000)],
    ["brackets that never close", "[".repeat(20_000)],
    ["links that never close", "](".repeat(10_000)],
    ["tags that never close", "<a ".repeat(7_000)],
    ["ticks of every length", Array.from({ length: 190 }, (_, length) => "`".repeat(length)).join(" ")],
    ["braces and dollars", "{$ ".repeat(7_000)],
    ["markers of lists", "- ".repeat(10_000)],
    ["stars", "*a ".repeat(7_000)],
    ["one long word", "a".repeat(20_000)],
    ["full stops", "A. ".repeat(7_000)],
    ["white space", `a${" ".repeat(20_000)}b`],
    ["bars", "|".repeat(20_000)],
    ["fences", "```\n".repeat(5_001)],
    ["commas", ", which is a, and it is so ".repeat(800)],
  ];

  test.each(bad)("%s take no longer than their length explains", async (_name, subject) => {
    const start = process.cpuUsage();
    for (const more of quick) await writeTask(taskOf(subject, more));
    await writeTask(taskOf(subject, { kind: "expand", before: subject }));
    await writeTask(taskOf("", { kind: "continue", before: subject }));
    const { user } = process.cpuUsage(start);
    expect(user / 1_000).toBeLessThan(4_000);
  });

  test("words are found in order and never overlap, whatever the text", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "`",
        "```\n",
        "[",
        "](",
        ")",
        "<",
        ">",
        "\n",
        "\n\n",
        "- ",
        "# ",
        "> ",
        "|",
        "{",
        "}",
        "$",
        "*",
        "\\",
      ),
      fc.string({ maxLength: 8, unit: "grapheme" }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        let at = 0;
        for (const { start, end } of readWords(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          at = end;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
