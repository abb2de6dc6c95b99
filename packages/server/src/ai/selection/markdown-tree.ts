import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";

/** A node of a Markdown tree, as far as positions go. Offsets are UTF-16 units of the source. */
export type MarkdownNode = {
  readonly type: string;
  readonly depth?: number;
  readonly start: number;
  readonly end: number;
  readonly children: readonly MarkdownNode[];
};

type ParsedNode = {
  readonly type: string;
  readonly depth?: number;
  readonly position?: { readonly start: { readonly offset?: number }; readonly end: { readonly offset?: number } };
  readonly children?: readonly ParsedNode[];
};

const parser = unified().use(remarkParse).use(remarkGfm);
const frontMatter = /^---[ \t]*\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/;

/** Where a page's front matter ends; 0 where it has none. */
export function frontMatterEnd(text: string): number {
  return frontMatter.exec(text)?.[0].length ?? 0;
}

function toNode(parsed: ParsedNode): MarkdownNode[] {
  const start = parsed.position?.start.offset;
  const end = parsed.position?.end.offset;
  const children = (parsed.children ?? []).flatMap(toNode);
  if (start === undefined || end === undefined) return children;
  const depth = parsed.depth === undefined ? {} : { depth: parsed.depth };
  return [{ type: parsed.type, ...depth, start, end, children }];
}

/** Parses a page. Front matter is blanked first, so that it is neither a rule nor a heading and no offset moves. */
export function parseMarkdown(text: string): readonly MarkdownNode[] {
  const end = frontMatterEnd(text);
  const blank = text.slice(0, end).replaceAll(/[^\r\n]/g, " ");
  return (parser.parse(blank + text.slice(end)) as ParsedNode).children?.flatMap(toNode) ?? [];
}
