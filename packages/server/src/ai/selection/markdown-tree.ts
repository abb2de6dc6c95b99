import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { frontMatterEnd } from "./front-matter.ts";
import type { PageScan } from "./scan-page.ts";

/** A node of a Markdown tree, as far as positions go. Offsets are UTF-16 units of the page. */
export type MarkdownNode = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly MarkdownNode[];
};

type ParsedNode = {
  readonly type: string;
  readonly position?: { readonly start: { readonly offset?: number }; readonly end: { readonly offset?: number } };
  readonly children?: readonly ParsedNode[];
};

const parser = unified().use(remarkParse).use(remarkGfm);
/** Characters of the page that are parsed on each side of a selection: far more than the context that is ever sent. */
const charactersAround = 4_000;
/** A stretch without a blank line that is longer than this is not parsed: it would take the parser seconds. */
const partLengthMax = 100_000;

function toNode(parsed: ParsedNode, base: number): MarkdownNode[] {
  const start = parsed.position?.start.offset;
  const end = parsed.position?.end.offset;
  const children = (parsed.children ?? []).flatMap((child) => toNode(child, base));
  return start === undefined || end === undefined
    ? children
    : [{ type: parsed.type, start: start + base, end: end + base, children }];
}

/**
 * Parses the blocks of a page around a range. Only those: the parser needs seconds for a large page, and what
 * stands far away changes nothing but the link definitions, which are given along. Front matter is blanked first,
 * so that it is neither a rule nor a heading. Null where the blocks around the range are too long to be parsed.
 */
export function parseAround(
  text: string,
  range: { start: number; end: number },
  scan: PageScan,
): readonly MarkdownNode[] | null {
  const start = scan.boundaries.findLast((at) => at <= Math.max(0, range.start - charactersAround)) ?? 0;
  const end = scan.boundaries.find((at) => at >= range.end + charactersAround) ?? text.length;
  if (end - start > partLengthMax) return null;
  const part = text.slice(start, end);
  const front = start === 0 ? Math.min(frontMatterEnd(text), part.length) : 0;
  const blank = part.slice(0, front).replaceAll(/[^\r\n]/g, " ");
  const definitions = end < text.length || start > 0 ? `\n\n${scan.definitions.join("\n")}` : "";
  const tree = parser.parse(blank + part.slice(front) + definitions) as ParsedNode;
  return (tree.children ?? []).flatMap((child) => toNode(child, start)).filter((node) => node.start < end);
}
