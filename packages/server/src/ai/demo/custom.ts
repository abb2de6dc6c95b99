import type { Tone } from "@dokly/contract";
import { type Block, readBlocks } from "./block-map.ts";
import { readInline } from "./inline-map.ts";
import { changeProse } from "./prose.ts";
import { lineOf, readSentences } from "./sentences.ts";
import { applyEdits } from "./text-edits.ts";

/** What the demo writer can make of an instruction in a person's own words. */
export type Wish =
  | { readonly does: "shorten" | "simplify" | "expand" | "grammar" | "improve" | "translate" }
  | { readonly does: "tone"; readonly tone: Tone }
  | { readonly does: "rewrite"; readonly rewrite: (markdown: string) => string | null };

function changeBlocks(markdown: string, kind: Block["kind"], change: (block: Block, text: string) => string): string {
  const blocks = readBlocks(markdown).filter((block) => block.kind === kind);
  return applyEdits(
    markdown,
    blocks.map((block) => ({ ...block, text: change(block, markdown.slice(block.start, block.end)) })),
  );
}

/** Sentences of paragraphs become items; null where nothing is a paragraph. */
function toList(markdown: string, mark: (number: number) => string): string | null {
  if (!readBlocks(markdown).some(({ kind }) => kind === "paragraph")) return null;
  return changeBlocks(markdown, "paragraph", (block) => {
    if (block.gaps.length > 0) return markdown.slice(block.start, block.end);
    const sentences = readSentences(markdown, block, readInline(markdown, block));
    const [first = "", ...rest] = sentences.map((span) => lineOf(markdown, block, span));
    const [, lead, item] = /^([^:]{3,80}:)(?: (\S.*))?$/.exec(first) ?? [];
    const texts = lead === undefined ? [first, ...rest] : item === undefined ? rest : [item, ...rest];
    const items = texts.map((text, index) => `${mark(index + 1)} ${text}`);
    return lead === undefined || items.length === 0 ? items.join("\n") || first : `${lead}\n\n${items.join("\n")}`;
  });
}

const pair = /^(?:\*\*|__)?(.{1,80}?)(?:\*\*|__)?(?::(?:\*\*|__)?| [–—-]) +(\S.*)$/u;

/** Items or lines such as "name: what it is" become a table of two columns; null where fewer than two are. */
function toTable(markdown: string): string | null {
  const blocks = readBlocks(markdown).filter(({ kind }) => kind === "item" || kind === "paragraph");
  const lines = blocks.flatMap((block) =>
    block.kind === "item" ? [lineOf(markdown, block)] : markdown.slice(block.start, block.end).split("\n"),
  );
  const rows = lines.map((line) => pair.exec(line.trim())).filter((row) => row !== null);
  if (rows.length < 2 || rows.length < lines.length) return null;
  const cell = (text = "") => text.replaceAll(/(?<!\\)\|/g, String.raw`\|`).trim();
  const body = rows.map((row) => `| ${cell(row[1])} | ${cell(row[2])} |`);
  return ["| Name | Description |", "|---|---|", ...body].join("\n");
}

const smallWords = /^(?:a|an|and|as|at|but|by|for|from|in|into|nor|of|on|or|the|to|up|via|with)$/;

function titleCase(words: string): string {
  return words.replaceAll(/[\p{L}][\p{L}'’-]*/gu, (word, at: number) =>
    at > 0 && smallWords.test(word) ? word : (word[0] ?? "").toUpperCase() + word.slice(1),
  );
}

function changeWordsOf(markdown: string, kind: Block["kind"] | null, change: (words: string) => string): string {
  if (kind === null) return changeProse(markdown, change);
  return changeBlocks(markdown, kind, (_block, text) => changeProse(text, change));
}

function numberHeadings(markdown: string): string {
  let number = 0;
  return changeBlocks(markdown, "heading", (_block, text) => `${++number}. ${text.replace(/^\d+\.\s+/, "")}`);
}

/** Sorts items that stand line by line; null for lists that hold more than that. */
function sortItems(markdown: string): string | null {
  const lines = markdown.split("\n");
  if (lines.length < 2 || !lines.every((line) => /^[-*+] \S/.test(line))) return null;
  const nameOf = (line: string) =>
    line
      .slice(2)
      .replaceAll(/[*_`[]/g, "")
      .toLowerCase();
  return [...lines].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)).join("\n");
}

function replaceText(markdown: string, from: string, to: string): string | null {
  const changed = changeProse(markdown, (words) => words.replaceAll(from, to.replaceAll(/[\r\n]+/g, " ")));
  return changed === markdown ? null : changed;
}

const toneWords: Readonly<Record<string, Tone>> = {
  neutral: "neutral",
  friendly: "friendly",
  friendlier: "friendly",
  warm: "friendly",
  warmer: "friendly",
  polite: "friendly",
  formal: "formal",
  casual: "casual",
  informal: "casual",
  confident: "confident",
  encouraging: "encouraging",
  professional: "professional",
  technical: "technical",
};

const rewrite = (how: (markdown: string) => string | null): Wish => ({ does: "rewrite", rewrite: how });

/** What is understood: the pattern of a whole wish, and what it means. */
const wishes: readonly (readonly [RegExp, (found: RegExpExecArray) => Wish | null])[] = [
  [/\b(?:translate|translation|in (?:german|french|spanish|italian|japanese))\b/i, () => ({ does: "translate" })],
  [
    /\b(?:replace|change) ["“'‘`](.{1,200}?)["”'’`] (?:with|by|to|into) ["“'‘`](.{0,200}?)["”'’`]/i,
    ([, from = "", to = ""]) => rewrite((text) => replaceText(text, from, to)),
  ],
  [/\bnumber(?:ed)?\b.*\bheadings?\b|\bheadings?\b.*\bnumber/i, () => rewrite(numberHeadings)],
  [
    /\b(upper ?case|capitals|lower ?case|title case|capitali[sz]e)\b/i,
    ({ 1: first = "", input }) => {
      const how = first.toLowerCase().replace(" ", "");
      const change = how.startsWith("lower")
        ? (words: string) => words.toLowerCase()
        : how.startsWith("upper") || how === "capitals"
          ? (words: string) => words.toUpperCase()
          : titleCase;
      const isHeading = /\bheadings?\b/i.test(input);
      return rewrite((text) => changeWordsOf(text, isHeading ? "heading" : null, change));
    },
  ],
  [/\bsort|\balphabetical/i, () => rewrite(sortItems)],
  [/\btable\b/i, () => rewrite(toTable)],
  [/\b(?:numbered|ordered) list\b|\bsteps\b/i, () => rewrite((text) => toList(text, (number) => `${number}.`))],
  [/\b(?:bullets?|bulleted|list)\b/i, () => rewrite((text) => toList(text, () => "-"))],
  [
    /\b(?:remove|no|without|drop) (?:all )?(?:the )?(?:exclamation|!)/i,
    () => rewrite((text) => changeProse(text, (words) => words.replaceAll(/!+/g, "."))),
  ],
  [/\b(?:shorter|shorten|short|summari[sz]e|summary|briefer|condense|concise|tighter)\b/i, () => ({ does: "shorten" })],
  [/\b(?:simpler|simplify|simple|plain(?:er)?|easier|clearer)\b/i, () => ({ does: "simplify" })],
  [/\b(?:longer|expand|more detail|elaborate|extend)\b/i, () => ({ does: "expand" })],
  [/\b(?:grammar|spelling|typos?|punctuation|proofread|correct)\b/i, () => ({ does: "grammar" })],
  [/\b(?:improve|better|polish)\b/i, () => ({ does: "improve" })],
  [
    new RegExp(String.raw`\b(${Object.keys(toneWords).join("|")})\b`, "i"),
    ([, word = ""]) => {
      const tone = toneWords[word.toLowerCase()];
      return tone === undefined ? null : { does: "tone", tone };
    },
  ],
];

/** Words that tell of a wish for something that no list of ours can do, whatever else it says. */
const beyond =
  /\b(?:poem|story|joke|explain|compare|example of|code for|write (?:a|an|about)|pirate|rhyme|research)\b/i;

/** Understands an instruction, or tells that it can not: null. */
export function readWish(instruction: string): Wish | null {
  const plain = instruction.trim();
  if (plain.length > 300 || beyond.test(plain)) return null;
  for (const [pattern, mean] of wishes) {
    const found = pattern.exec(plain);
    const wish = found === null ? null : mean(found);
    if (wish !== null) return wish;
  }
  return null;
}
