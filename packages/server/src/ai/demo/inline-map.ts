import type { Block, Span } from "./block-map.ts";

/** Characters after which a link's address, a tag or a formula is no longer looked for. */
const lengthMax = 600;
/** A run of characters that words, names and paths are made of. */
const run = /[^\s()[\]{}<>"“”«»,;!?`*|~…—–、。！？]+/y;
/** What makes a run the name of something: its letters are not a word to be changed. */
const name = /[_/\\@#=%^+&$]|\d\p{L}|\p{L}\d|\p{Ll}\p{Lu}|\p{L}[.:]{1,2}[\p{L}\d]|^[.:]|^-+\p{L}|^\p{Lu}{2,}s?$/u;

/** The parts of one block that may not change, and those that may not be cut in two. */
export type InlineParts = { readonly kept: readonly Span[]; readonly whole: readonly Span[] };

class InlineReader {
  readonly #text: string;
  readonly #end: number;
  readonly #isRow: boolean;
  readonly kept: Span[] = [];
  readonly whole: Span[] = [];
  readonly #brackets: number[] = [];
  readonly #closers = new Map<string, number>();
  readonly #ticks = new Map<number, number[]>();
  #at: number;

  constructor(text: string, block: Block) {
    this.#text = text;
    this.#at = block.start;
    this.#end = block.end;
    this.#isRow = block.kind === "row";
    const inside = text.slice(block.start, block.end);
    for (const found of inside.matchAll(/`+/g)) {
      const places = this.#ticks.get(found[0].length) ?? [];
      places.push(block.start + found.index);
      this.#ticks.set(found[0].length, places);
    }
    for (const places of this.#ticks.values()) places.reverse();
  }

  read(): void {
    while (this.#at < this.#end) {
      const character = this.#text[this.#at] ?? "";
      const end = this.#partAt(character);
      if (end === null) this.#readRun(character);
      else this.#keep(this.#at, end);
    }
  }

  /** The end of the part that begins here and may not change; null where words begin. */
  #partAt(character: string): number | null {
    switch (character) {
      case "\\":
        return this.#at + 2;
      case "`":
        return this.#wholeTo(this.#codeEnd());
      case "<":
        return /[A-Za-z/!?]/.test(this.#text[this.#at + 1] ?? "")
          ? this.#wholeTo(this.#find(">") ?? this.#at + 2)
          : null;
      case "{":
        return this.#wholeTo(this.#find("}"));
      case "$":
        return this.#wholeTo(this.#formulaEnd());
      case "[":
        this.#brackets.push(this.#at);
        return this.#at + 1;
      case "]":
        return this.#bracketEnd();
      case "|":
        return this.#isRow ? this.#at + 1 : null;
      case "*":
      case "~":
      case "_":
        return this.#at + 1;
      default:
        return null;
    }
  }

  #readRun(character: string): void {
    if (/\s/.test(character)) {
      // Two spaces before the end of a line are a break that readers see.
      const space = /[ \t]*/y;
      space.lastIndex = this.#at;
      const end = Math.min(this.#end, this.#at + Math.max(1, space.exec(this.#text)?.[0].length ?? 1));
      if (end - this.#at > 1 && /[\r\n]/.test(this.#text[end] ?? "")) this.#keep(this.#at, end);
      else this.#at = end;
      return;
    }
    run.lastIndex = this.#at;
    const found = run.exec(this.#text)?.[0] ?? character;
    const isAddress = /^(?:https?:\/\/|www\.|mailto:)/i.test(found);
    const address = isAddress
      ? (/^[^\s<>"`]+/.exec(this.#text.slice(this.#at, this.#at + 2_000))?.[0] ?? found)
      : found;
    const end = Math.min(this.#end, this.#at + address.length);
    const word = found.replace(/[.:'’]+$/, "");
    if (isAddress) this.whole.push({ start: this.#at, end });
    if (isAddress || name.test(word) || found.startsWith(":")) this.#keep(this.#at, end);
    else this.#at = end;
  }

  #keep(start: number, end: number): void {
    const bounded = Math.min(this.#end, end);
    this.kept.push({ start, end: bounded });
    this.#at = bounded;
  }

  #wholeTo(end: number | null): number | null {
    if (end !== null) this.whole.push({ start: this.#at, end });
    return end ?? this.#at + 1;
  }

  #codeEnd(): number | null {
    const opening = /`+/y;
    opening.lastIndex = this.#at;
    const length = opening.exec(this.#text)?.[0].length ?? 1;
    const places = this.#ticks.get(length) ?? [];
    while ((places.at(-1) ?? Number.POSITIVE_INFINITY) <= this.#at) places.pop();
    const end = places.at(-1);
    return end === undefined ? this.#at + length : end + length;
  }

  /** The place after the next such character; what was found once is not looked for again. */
  #find(closer: string): number | null {
    let at = this.#closers.get(closer) ?? -1;
    if (at < this.#at) {
      const found = this.#text.indexOf(closer, this.#at);
      at = found === -1 ? Number.POSITIVE_INFINITY : found;
      this.#closers.set(closer, at);
    }
    if (at >= this.#end || at - this.#at > lengthMax) return null;
    return this.#text[at + 1] === closer ? at + 2 : at + 1;
  }

  #formulaEnd(): number | null {
    const formula = /\$\$?(?=\S)[^$\n]{1,200}(?<=\S)\$\$?(?!\d)/y;
    formula.lastIndex = this.#at;
    const found = formula.exec(this.#text)?.[0];
    return found === undefined ? null : this.#at + found.length;
  }

  #bracketEnd(): number {
    const start = this.#brackets.pop();
    const after = this.#at + 1;
    if (start === undefined) return after;
    const next = this.#text[after];
    const end = next === "(" ? this.#parenthesisEnd(after) : next === "[" ? this.#find("]") : null;
    const isImage = this.#text[start - 1] === "!";
    this.whole.push({ start: isImage ? start - 1 : start, end: end ?? after });
    // An image's text and a name in brackets alone stay as they are: the name may be defined somewhere else.
    if (isImage || end === null) this.kept.push({ start, end: after });
    return end ?? after;
  }

  #parenthesisEnd(from: number): number | null {
    let depth = 0;
    for (let at = from; at < this.#end && at - from < lengthMax; at++) {
      const character = this.#text[at];
      if (character === "\\") at++;
      else if (character === "(") depth++;
      else if (character === ")" && --depth === 0) return at + 1;
    }
    return null;
  }
}

/** Finds code, addresses, tags, formulas, marks and names in a block, in time that its length explains. */
export function readInline(markdown: string, block: Block): InlineParts {
  const reader = new InlineReader(markdown, block);
  reader.read();
  const kept = [...reader.kept, ...block.gaps].sort((a, b) => a.start - b.start || b.end - a.end);
  return { kept, whole: reader.whole.sort((a, b) => a.start - b.start) };
}
