import { settleCursor } from "./cursor-seam.ts";
import { frontMatterEnd } from "./front-matter.ts";
import { type MarkdownNode, parseAround } from "./markdown-tree.ts";
import { type Heading, scanPage } from "./scan-page.ts";
import { inlinePairs, type Range, widenRange } from "./widen-range.ts";
import { widenToBlocks } from "./widen-to-blocks.ts";

/** How far a selection is widened: to balanced inline Markdown, to whole blocks, or not at all, as a cursor. */
export type Widening = "inline" | "blocks" | "cursor";

export type SelectionTask = { readonly text: string; readonly range: Range; readonly widening: Widening };

/** Where a selection stands; decides what its replacement may look like. */
export type SelectionPlace = "prose" | "line" | "table" | "code" | "front-matter";

/** A selection in its page: what will be replaced, and where the blocks around it are. */
export type LocatedSelection = {
  readonly range: Range;
  readonly place: SelectionPlace;
  /** Starts of the block that the selection begins in and of those before it, the nearest first. */
  readonly blockStarts: readonly number[];
  /** Ends of the block that the selection ends in and of those after it, the nearest first. */
  readonly blockEnds: readonly number[];
  /** The headings that the selection stands under, the topmost first. */
  readonly headings: readonly string[];
  readonly outline: readonly string[];
};

export type SelectionReply = { readonly located: LocatedSelection } | { readonly refusal: string };

const blocksAround = 12;
const outlineMax = 30;

function overlaps(node: Range, range: Range): boolean {
  return range.start < node.end && range.end > node.start;
}

function covers(range: Range, node: Range): boolean {
  return range.start <= node.start && range.end >= node.end;
}

function flatten(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

/** The lines of a fenced block between its fences; null for code that has none. */
function codeInside(node: MarkdownNode, text: string): Range | null {
  const source = text.slice(node.start, node.end);
  if (!/^(?:`{3,}|~{3,})/.test(source)) return null;
  const start = node.start + source.indexOf("\n") + 1;
  const end = node.start + source.lastIndexOf("\n");
  return { start, end: Math.max(start, end) };
}

function placeOf(
  nodes: readonly MarkdownNode[],
  text: string,
  range: Range,
): { place: SelectionPlace } | { refusal: string } {
  const front = frontMatterEnd(text);
  if (range.end <= front && front > 0 && range.start < range.end) {
    const inside = { start: text.indexOf("\n") + 1, end: text.lastIndexOf("\n", front - 1) };
    if (covers(inside, range)) return { place: "front-matter" };
    return { refusal: "The selection cuts the front matter in two. Select a value inside it, or text after it." };
  }
  if (range.start > 0 && range.start < front && range.start < range.end) {
    return { refusal: "The selection begins inside the front matter. Begin it after the front matter's last line." };
  }
  for (const node of flatten(nodes)) {
    if (!overlaps(node, range) || covers(range, node)) continue;
    if (node.type === "table") return { place: "table" };
    if (node.type === "heading") return { place: "line" };
    if (node.type !== "code") continue;
    const inside = codeInside(node, text);
    if (inside === null || covers(inside, range)) return { place: "code" };
    return {
      refusal: "The selection cuts a block of code in two. Select the whole block with its fences, or lines inside it.",
    };
  }
  return { place: "prose" };
}

function headingsAbove(headings: readonly Heading[], start: number): string[] {
  const path: Heading[] = [];
  for (const heading of headings) {
    if (heading.start >= start) break;
    while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop();
    path.push(heading);
  }
  return path.map(({ title }) => title).filter((title) => title !== "");
}

type Widened = { readonly range: Range } | { readonly refusal: string };

const nothingToTranslate = "There is nothing to translate here: code and markup stay as they are. Select text.";

/** Lines of front matter as a whole, or from its first line on where the selection goes beyond it. */
function widenInFrontMatter(text: string, { start, end }: Range, front: number): Range {
  if (end > front) return { start: 0, end };
  const first = Math.max(text.lastIndexOf("\n", start - 1) + 1, text.indexOf("\n") + 1);
  const feed = text.indexOf("\n", end);
  const last = text.lastIndexOf("\n", front - 1);
  return { start: first, end: Math.max(first, Math.min(feed === -1 ? last : feed, last)) };
}

function widenForBlocks(nodes: readonly MarkdownNode[], text: string, selected: Range): Widened {
  const front = frontMatterEnd(text);
  if (selected.end <= front) {
    const { start, end } = widenInFrontMatter(text, selected, front);
    return { range: { start, end: text[end - 1] === "\r" ? end - 1 : end } };
  }
  const blocks = widenToBlocks(nodes, selected);
  if (blocks === null) return { refusal: nothingToTranslate };
  const isInFront = selected.start < front;
  return { range: { start: isInFront ? 0 : blocks.start, end: blocks.end } };
}

/** A cursor within a link, emphasis, code span or tag stands behind it. */
function settleInMarkdown(nodes: readonly MarkdownNode[], text: string, selected: Range): Widened {
  const around = inlinePairs(nodes, text).filter(({ start, end }) => start < selected.start && selected.start < end);
  const at = settleCursor(text, Math.max(selected.start, ...around.map(({ end }) => end)));
  const isFront = at < frontMatterEnd(text);
  const isTable = flatten(nodes).some(({ type, start, end }) => type === "table" && start < at && at < end);
  if (isFront) return { refusal: "Text goes on after the front matter. Put the cursor below it." };
  if (isTable) return { refusal: "Text can not go on inside a table. Put the cursor below it." };
  return { range: { start: at, end: at } };
}

function widen(nodes: readonly MarkdownNode[], { text, range, widening }: SelectionTask): Widened {
  if (widening === "blocks") return widenForBlocks(nodes, text, range);
  if (widening === "cursor") return settleInMarkdown(nodes, text, range);
  return { range: widenRange(nodes, text, range) };
}

/** Finds the selection in its page. Runs in a worker thread: parsing blocks, and the server's loop holds row locks. */
export function locateSelection(task: SelectionTask): SelectionReply {
  const { text, range: selected } = task;
  const scan = scanPage(text);
  const nodes = parseAround(text, selected, scan);
  if (nodes === null) {
    return {
      refusal: "The block around the selection is too long to be understood. Put blank lines between its paragraphs.",
    };
  }
  const widened = widen(nodes, task);
  if ("refusal" in widened) return widened;
  const { range } = widened;
  const placed = placeOf(nodes, text, range);
  if ("refusal" in placed) return placed;
  const starts = nodes.filter((node) => node.start < range.start).map((node) => node.start);
  const ends = nodes.filter((node) => node.end > range.end).map((node) => node.end);
  const located = {
    range,
    place: placed.place,
    blockStarts: starts.reverse().slice(0, blocksAround),
    blockEnds: ends.slice(0, blocksAround),
    headings: headingsAbove(scan.headings, range.start),
    outline: scan.headings.slice(0, outlineMax).map(({ title }) => title),
  };
  return { located };
}
