import { type Block, readBlocks, type Span } from "./block-map.ts";
import { readInline } from "./inline-map.ts";
import { applyEdits } from "./text-edits.ts";

/** What is left of a block when the parts are taken out that may not change. */
export function wordsOf(block: Block, kept: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let at = block.start;
  for (const part of kept) {
    if (part.start > at) spans.push({ start: at, end: part.start });
    at = Math.max(at, part.end);
  }
  if (at < block.end) spans.push({ start: at, end: block.end });
  return spans;
}

/** The places of a Markdown text that hold words, in order. */
export function readWords(markdown: string): Span[] {
  return readBlocks(markdown).flatMap((block) => wordsOf(block, readInline(markdown, block).kept));
}

/** Changes the words of a Markdown text and leaves every other character (code, links, markup, names) as it is. */
export function changeProse(markdown: string, change: (words: string) => string): string {
  const edits = readWords(markdown).map(({ start, end }) => ({ start, end, text: change(markdown.slice(start, end)) }));
  return applyEdits(markdown, edits);
}
