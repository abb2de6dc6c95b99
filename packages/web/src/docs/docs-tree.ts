import type { TreeNode } from "../editor/markdown-tree.ts";

/** Ids of what Markdown names stand apart from the app's own, as in the preview. */
const idPrefix = "page-";

/** The id that a link to a heading means, as GitHub makes it: `## Periods and resets` is `periods-and-resets`. */
export function headingSlug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** The element's id for the part of an address behind `#`. */
export function elementIdOf(hash: string): string {
  return hash.startsWith(idPrefix) ? hash : `${idPrefix}${hash}`;
}

/** A link from one page of the documentation to another, or null where it leads out of it. */
export function linkedPage(href: string, names: readonly string[]): { name: string; hash: string } | null {
  const [, name = "", hash = ""] = /^(?:\.\/)?([\w-]+)\.md(?:#([\w-]+))?$/.exec(href) ?? [];
  return names.includes(name) ? { name, hash } : null;
}

const textOf = (node: TreeNode): string => node.value ?? (node.children ?? []).map(textOf).join("");

const isElsewhere = (href: string): boolean => /^(?:https?:|mailto:|#)/.test(href);

/**
 * The tree of a page with an id at each heading. A link to a file that does not come with the app is shown as its words
 * alone.
 */
export function docsTree(tree: TreeNode, names: readonly string[]): TreeNode {
  const seen = new Map<string, number>();
  const change = (node: TreeNode): TreeNode => {
    const children = node.children?.map(change);
    const changed: TreeNode = { ...node, ...(children && { children }) };
    if (/^h[1-6]$/.test(node.tagName ?? "")) {
      const slug = headingSlug(textOf(node));
      const before = seen.get(slug) ?? 0;
      seen.set(slug, before + 1);
      const id = `${idPrefix}${before === 0 ? slug : `${slug}-${before}`}`;
      return { ...changed, properties: { ...node.properties, id } };
    }
    const href = node.tagName === "a" ? node.properties?.["href"] : undefined;
    if (typeof href === "string" && !isElsewhere(href) && linkedPage(href, names) === null) {
      return { ...changed, tagName: "span", properties: {} };
    }
    return changed;
  };
  return change(tree);
}
