import { type Block, readBlocks, type Span } from "./block-map.ts";
import { type InlineParts, readInline } from "./inline-map.ts";

const sentenceEnd = /[.!?…]+["”’')\]*_]*(?=\s)|[。！？]+[」』”）]*/g;
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|ca|approx|resp|incl|no|fig|dr|mr|mrs|ms|st|\p{L})\.$/iu;
const opening = /[\p{Lu}\p{Lo}\d"“‘(`*_[<]/u;

function isBalanced(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/\*/g) % 2 === 0 && count(/~~/g) % 2 === 0 && count(/\(/g) <= count(/\)/g) && count(/"/g) % 2 === 0;
}

/** The sentences of a block; none is cut inside a link, code or emphasis, so that each can be taken out. */
export function readSentences(markdown: string, block: Block, { whole }: InlineParts): Span[] {
  const sentences: Span[] = [];
  let start = block.start;
  const inside = markdown.slice(block.start, block.end);
  for (const found of inside.matchAll(sentenceEnd)) {
    const end = block.start + found.index + found[0].length;
    let next = end + (/^\s*/.exec(markdown.slice(end, Math.min(end + 200, block.end)))?.[0].length ?? 0);
    next = block.gaps.find((gap) => gap.start <= next && next <= gap.end)?.end ?? next;
    if (next >= block.end) break;
    const isInside = whole.some((part) => part.start < end && part.end > end - 1);
    if (isInside || !opening.test(markdown[next] ?? "") || /^\[[^\]]*\]:/.test(markdown.slice(next, next + 80)))
      continue;
    const sentence = markdown.slice(start, end);
    if (abbreviation.test(sentence.slice(-12)) || !isBalanced(sentence)) continue;
    sentences.push({ start, end });
    start = next;
  }
  sentences.push({ start, end: block.end });
  return sentences;
}

/** A block's text as one line, without the marks of a quote. */
export function lineOf(markdown: string, block: Block, span: Span = block): string {
  const gaps = block.gaps.filter((gap) => gap.start >= span.start && gap.end <= span.end);
  let text = "";
  let at = span.start;
  for (const gap of gaps) {
    text += `${markdown.slice(at, gap.start)} `;
    at = gap.end;
  }
  const lines = (text + markdown.slice(at, span.end)).split(/[\r\n]+/);
  return lines
    .map((line) => line.trim())
    .join(" ")
    .trim();
}

/** A sentence that can stand somewhere else on its page, with the heading it was found under. */
export type LooseSentence = { readonly text: string; readonly heading: string | null; readonly kind: Block["kind"] };

/** The complete sentences of a page's paragraphs (and, where asked for, of its lists). */
export function readLooseSentences(markdown: string, kinds: readonly Block["kind"][] = ["paragraph"]): LooseSentence[] {
  const found: LooseSentence[] = [];
  let heading: string | null = null;
  for (const block of readBlocks(markdown)) {
    if (block.kind === "heading") heading = lineOf(markdown, block).replace(/\s*(?:\{[^}]*\}|#+)\s*$/, "") || null;
    if (!kinds.includes(block.kind)) continue;
    for (const span of readSentences(markdown, block, readInline(markdown, block))) {
      const text = lineOf(markdown, block, span);
      if (/[.!?]["”’')*_]*$/.test(text) && text.length > 20) found.push({ text, heading, kind: block.kind });
    }
  }
  return found;
}
