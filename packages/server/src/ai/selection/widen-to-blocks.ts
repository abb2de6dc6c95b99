import type { MarkdownNode } from "./markdown-tree.ts";
import type { Range } from "./widen-range.ts";

const containers: ReadonlySet<string> = new Set(["list", "listItem", "blockquote", "footnoteDefinition"]);
const wordless: ReadonlySet<string> = new Set(["code", "html", "thematicBreak", "definition", "math"]);

function overlapping(nodes: readonly MarkdownNode[], { start, end }: Range): MarkdownNode[] {
  return nodes.filter((node) => start < node.end && end > node.start);
}

/**
 * Widens a selection to whole blocks: paragraphs, headings, tables, list items, blocks of code. Within one list or
 * quote only to those of its blocks that it touches. Null where it touches no block that has words to translate.
 */
export function widenToBlocks(nodes: readonly MarkdownNode[], selected: Range): Range | null {
  const touched = overlapping(nodes, selected);
  const first = touched[0];
  const last = touched.at(-1);
  if (first === undefined || last === undefined || touched.every(({ type }) => wordless.has(type))) return null;
  if (first !== last || !containers.has(first.type)) return { start: first.start, end: last.end };
  const from = first.children[0]?.start ?? first.start;
  // A selection that takes in the container's own marks means all of it.
  return selected.start < from ? { start: first.start, end: first.end } : widenToBlocks(first.children, selected);
}
