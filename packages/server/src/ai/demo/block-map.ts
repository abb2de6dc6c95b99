import { frontMatterEnd } from "../selection/front-matter.ts";

/** UTF-16 offsets `[start, end)`. */
export type Span = { readonly start: number; readonly end: number };

/**
 * A stretch of running text in a Markdown page. What stands between blocks (front matter, code, HTML, directives,
 * markers of lists and quotes) belongs to none.
 */
export type Block = Span & {
  readonly kind: "paragraph" | "item" | "heading" | "row";
  /** Line breaks with the marks of a quote after them: part of the block, none of its words. */
  readonly gaps: readonly Span[];
};

type Line = Span & { readonly text: string };
type OpenBlock = { kind: Block["kind"]; start: number; end: number; gaps: Span[]; quotes: number };

const marks = /(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*(?:\[[ xX]\][ \t]+)?/y;
const rule = /^[ \t>]*([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const underline = /^[ \t>]*(?:=+|-+)[ \t]*$/;
const fence = /^(`{3,}|~{3,})([^\n]*)$/;
const delimiterRow = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const heading = /^#{1,6}(?:[ \t]+|$)/;
/** Lines that belong to a tool, not to a reader: containers, admonitions, shortcodes, imports, definitions. */
const toolLine = new RegExp(
  [
    ":{2,}",
    "/{3,}",
    String.raw`[!?]{3}\+?[ \t]`,
    String.raw`={3}[+!]?[ \t]+"`,
    String.raw`\{.*\}[ \t]*$`,
    String.raw`%%|--8<--|\$\$|@import\b|@include\b|<<<|\[\[?toc\]?\][ \t]*$`,
    String.raw`(?:import|export)[ \t]+(?:[\w{*].*[ \t]from[ \t]|["'{]|(?:default|const|function)[ \t])`,
    String.raw`\*?\[(?!\^)[^\]]+\]:`,
    String.raw`\[![A-Z]+\]`,
  ].join("|"),
  "iy",
);
/** Tags that stand in running text; any other at the start of a line begins a block of HTML. */
const inlineTag = /^<\/?(?:a|abbr|b|br|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b/i;
/** What begins a part that goes on over blank lines, and what ends it. */
const longParts: readonly (readonly [begin: RegExp, end: RegExp])[] = [
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<(?:script|pre|style|textarea)\b/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^\$\$(?!.*\$\$)/, /\$\$/],
];

function readLines(text: string, from: number): Line[] {
  const lines: Line[] = [];
  const breaks = /\r\n|\n|\r/g;
  breaks.lastIndex = from;
  let start = from;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    lines.push({ start, end: found.index, text: text.slice(start, found.index) });
    start = breaks.lastIndex;
  }
  lines.push({ start, end: text.length, text: text.slice(start) });
  return lines;
}

function columnsOf(indent: string): number {
  let columns = 0;
  for (const character of indent) columns = character === "\t" ? columns + 4 - (columns % 4) : columns + 1;
  return columns;
}

function tomlEnd(text: string): number {
  return /^\+\+\+[ \t]*\r?\n[\s\S]*?\r?\n\+\+\+[ \t]*(?=\r?\n|$)/.exec(text)?.[0].length ?? 0;
}

/** Reads a page line by line; every line is looked at once, so that the time is that of its length. */
class BlockReader {
  readonly #lines: readonly Line[];
  readonly #blocks: Block[] = [];
  #open: OpenBlock | null = null;
  #fence: string | null = null;
  #partEnd: RegExp | null = null;
  #isHtml = false;
  #isTable = false;
  #afterBlank = true;
  /** Columns that the text of the innermost list item or admonition stands in from; 0 outside. */
  #indent = 0;

  constructor(text: string) {
    const mark = text.startsWith("\uFEFF") ? 1 : 0;
    const page = mark === 0 ? text : text.slice(mark);
    this.#lines = readLines(text, mark + Math.max(frontMatterEnd(page), tomlEnd(page)));
  }

  read(): readonly Block[] {
    for (const [index, line] of this.#lines.entries()) {
      if (line.text.trim() === "") this.#readBlank();
      else if (!this.#goesOn(line)) this.#readLine(line, this.#lines[index + 1]?.text ?? "");
    }
    this.#close();
    return this.#blocks;
  }

  #readBlank(): void {
    if (this.#fence !== null || this.#partEnd !== null) return;
    this.#close();
    this.#isHtml = false;
    this.#isTable = false;
    this.#afterBlank = true;
  }

  /** Whether a line is inside of code, HTML or the like. */
  #goesOn({ text }: Line): boolean {
    if (this.#fence !== null) {
      const found = fence.exec(text.slice(this.#marksOf(text).length).trim());
      const isEnd = found?.[1]?.startsWith(this.#fence) === true && found[2]?.trim() === "";
      if (isEnd) this.#fence = null;
      return true;
    }
    if (this.#partEnd !== null) {
      if (this.#partEnd.test(text)) this.#partEnd = null;
      return true;
    }
    return this.#isHtml;
  }

  #marksOf(text: string): string {
    marks.lastIndex = 0;
    return marks.exec(text)?.[0] ?? "";
  }

  #readLine(line: Line, next: string): void {
    const { text } = line;
    if (this.#open !== null && this.#open.kind === "paragraph" && underline.test(text)) {
      this.#open.kind = "heading";
      this.#keep();
      return;
    }
    if (rule.test(text)) {
      this.#keep();
      return;
    }
    const before = this.#marksOf(text);
    const content = text.slice(before.length);
    const isItem = /[-*+\d]/.test(before.replace(/\[[ xX]\][ \t]+$/, ""));
    if (this.#isCode(before, isItem)) {
      this.#keep();
      return;
    }
    if (isItem) this.#indent = columnsOf(before.replaceAll(/[^ \t]/g, " "));
    else if (this.#afterBlank && /^\S/.test(text)) this.#indent = 0;
    if (content === "" || this.#beginsPart(content)) {
      this.#keep();
      return;
    }
    this.#readContent(line, { before, content, isItem, next });
  }

  #isCode(before: string, isItem: boolean): boolean {
    const indent = /^[ \t]*/.exec(before)?.[0] ?? "";
    return this.#afterBlank && columnsOf(indent) >= this.#indent + 4 && !(isItem && this.#indent > 0);
  }

  #beginsPart(content: string): boolean {
    const opening = fence.exec(content);
    const isFence = opening?.[1] !== undefined && !(opening[1].startsWith("`") && opening[2]?.includes("`") === true);
    if (isFence) {
      this.#fence = opening?.[1] ?? null;
      return true;
    }
    for (const [begin, end] of longParts) {
      const found = begin.exec(content);
      if (found === null) continue;
      if (!end.test(content.slice(found[0].length))) this.#partEnd = end;
      return true;
    }
    if (/^<[A-Za-z/!]/.test(content) && !inlineTag.test(content)) {
      this.#isHtml = true;
      return true;
    }
    toolLine.lastIndex = 0;
    if (!toolLine.test(content)) return false;
    if (/^[!?]{3}|^={3}/.test(content)) this.#indent += 4;
    return true;
  }

  #readContent(line: Line, read: { before: string; content: string; isItem: boolean; next: string }): void {
    const { before, content, isItem, next } = read;
    const start = line.start + before.length;
    const end = line.start + line.text.trimEnd().length;
    const isRow = content.startsWith("|") || (content.includes("|") && delimiterRow.test(next) && next.includes("|"));
    if (isRow || this.#isTable) {
      this.#keep();
      this.#isTable = true;
      if (!delimiterRow.test(line.text)) this.#blocks.push({ kind: "row", start, end, gaps: [] });
      return;
    }
    const title = heading.exec(content)?.[0];
    if (title !== undefined) {
      this.#keep();
      if (start + title.length < end)
        this.#blocks.push({ kind: "heading", start: start + title.length, end, gaps: [] });
      return;
    }
    const quotes = before.replaceAll(/[^>]/g, "").length;
    const open = this.#open;
    this.#afterBlank = false;
    if (open !== null && !isItem && (quotes === open.quotes || quotes === 0)) {
      // The break itself is white space that words may be joined over; marks of a quote are not.
      if (quotes > 0) open.gaps.push({ start: open.end, end: start });
      open.end = end;
      return;
    }
    this.#close();
    this.#open = { kind: isItem ? "item" : "paragraph", start, end, gaps: [], quotes };
  }

  #keep(): void {
    this.#close();
    this.#afterBlank = false;
  }

  #close(): void {
    if (this.#open !== null) {
      const { kind, start, end, gaps } = this.#open;
      this.#blocks.push({ kind, start, end, gaps });
    }
    this.#open = null;
  }
}

/** Finds the running text of a Markdown page; where a line could be anything else, it is left out. */
export function readBlocks(markdown: string): readonly Block[] {
  return new BlockReader(markdown).read();
}
