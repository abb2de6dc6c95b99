import type { MarkdownNode } from "./markdown-tree.ts";

export type Range = { readonly start: number; readonly end: number };

/** Something that must stand in a selection wholly or not at all, unless the selection stays within its inside. */
type Pair = Range & { readonly inside: Range | null };

const wholeOnly: ReadonlySet<string> = new Set([
  "inlineCode",
  "image",
  "imageReference",
  "footnoteReference",
  "inlineMath",
]);
const withInside: ReadonlySet<string> = new Set(["emphasis", "strong", "delete", "link", "linkReference"]);

function insideOf(node: MarkdownNode, text: string): Range | null {
  const first = node.children[0];
  const last = node.children.at(-1);
  if (first === undefined || last === undefined) return null;
  // An address that is its own link (<https://…> or bare) has no text of its own to edit.
  const isAutolink = node.type === "link" && (first.start === node.start || text[node.start] === "<");
  return isAutolink ? null : { start: first.start, end: last.end };
}

/** Pairs of inline tags as `<kbd>…</kbd>` among the children of one node. */
function tagPairs(children: readonly MarkdownNode[], text: string): Pair[] {
  const pairs: Pair[] = [];
  const open: { name: string; node: MarkdownNode }[] = [];
  for (const node of children) {
    if (node.type !== "html") continue;
    const tag = /^<(\/?)([A-Za-z][\w-]*)[^>]*?(\/?)>$/.exec(text.slice(node.start, node.end));
    if (tag === null || tag[3] === "/") pairs.push({ start: node.start, end: node.end, inside: null });
    else if (tag[1] === "") open.push({ name: tag[2] ?? "", node });
    else {
      const at = open.findLastIndex(({ name }) => name === tag[2]);
      const start = open[at]?.node;
      if (start === undefined) continue;
      open.length = at;
      pairs.push({ start: start.start, end: node.end, inside: { start: start.end, end: node.start } });
    }
  }
  for (const { node } of open) pairs.push({ start: node.start, end: node.end, inside: null });
  return pairs;
}

/** The marks of a heading or list item before its text: a selection that begins among them takes them all. */
function markerPair(node: MarkdownNode): Pair[] {
  const first = node.children[0];
  if ((node.type !== "heading" && node.type !== "listItem") || first === undefined) return [];
  return [{ start: node.start, end: first.start, inside: null }];
}

function pairsOf(nodes: readonly MarkdownNode[], text: string, isInline: boolean): Pair[] {
  const pairs: Pair[] = isInline ? tagPairs(nodes, text) : [];
  for (const node of nodes) {
    pairs.push(...markerPair(node));
    if (wholeOnly.has(node.type)) pairs.push({ start: node.start, end: node.end, inside: null });
    if (withInside.has(node.type)) pairs.push({ start: node.start, end: node.end, inside: insideOf(node, text) });
    const holdsText = isInline || node.type === "paragraph" || node.type === "heading" || node.type === "tableCell";
    pairs.push(...pairsOf(node.children, text, holdsText));
  }
  return pairs;
}

/** Everything in these blocks that text can only stand before or behind: emphasis, links, code spans, tags. */
export function inlinePairs(nodes: readonly MarkdownNode[], text: string): readonly Range[] {
  return pairsOf(nodes, text, false);
}

function breaks(range: Range, pair: Pair): boolean {
  if (range.end <= pair.start || range.start >= pair.end) return false;
  if (range.start <= pair.start && range.end >= pair.end) return false;
  return pair.inside === null || range.start < pair.inside.start || range.end > pair.inside.end;
}

function startsInsidePair(text: string, offset: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[offset - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[offset] ?? "");
}

/**
 * Widens a selection to balanced inline Markdown (RULES R9.1): emphasis, links, code spans, images and tags are in
 * it as a whole or not at all; a selection within the text of one stays as it is. A character of two UTF-16 units
 * is never cut.
 */
export function widenRange(nodes: readonly MarkdownNode[], text: string, selected: Range): Range {
  const pairs = pairsOf(nodes, text, false);
  let range = {
    start: startsInsidePair(text, selected.start) ? selected.start - 1 : selected.start,
    end: startsInsidePair(text, selected.end) ? selected.end + 1 : selected.end,
  };
  for (let broken = pairs.find((pair) => breaks(range, pair)); broken !== undefined; ) {
    range = { start: Math.min(range.start, broken.start), end: Math.max(range.end, broken.end) };
    broken = pairs.find((pair) => breaks(range, pair));
  }
  return range;
}
