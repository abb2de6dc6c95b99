import { createElement, Fragment, type ReactNode } from "react";
import { strings } from "../strings/index.ts";
import type { TreeNode } from "./markdown-tree.ts";

/** Opens another page of the workspace by a relative link; absent where links lead nowhere. */
export type OpenPage = (href: string) => void;

/** HTML attributes that React knows under another name; the sanitised tree has camelCase names already. */
function reactProperties(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name.startsWith("data") || name.startsWith("aria")
        ? name.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`)
        : name,
      Array.isArray(value) ? value.join(" ") : value,
    ]),
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const isElsewhere = (href: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("//");

function link(properties: Record<string, unknown>, children: ReactNode, open: OpenPage): ReactNode {
  const href = text(properties["href"]);
  if (isElsewhere(href)) {
    return createElement("a", { ...properties, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
  }
  if (href.startsWith("#")) return createElement("a", { ...properties, href: `#page-${href.slice(1)}` }, children);
  const follow = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    open(href);
  };
  return createElement("a", { ...properties, onClick: follow }, children);
}

function element(node: TreeNode, open: OpenPage): ReactNode {
  const properties = reactProperties(node.properties ?? {});
  const tag = node.tagName ?? "span";
  if (tag === "img") {
    return createElement(
      "span",
      { className: "dokly-picture" },
      strings.editor.preview.picture(text(properties["alt"])),
    );
  }
  if (tag === "input") {
    const label = properties["checked"] === true ? strings.editor.preview.taskDone : strings.editor.preview.taskOpen;
    return createElement("input", { ...properties, readOnly: true, "aria-label": label });
  }
  const children = node.children?.length ? renderChildren(node, open) : undefined;
  if (tag === "a") return link(properties, children, open);
  // A table or code block that is wider than the pane scrolls by itself, by keyboard too.
  if (tag === "pre") return createElement("pre", { ...properties, tabIndex: 0 }, children);
  return createElement(tag, properties, children);
}

function renderChildren(node: TreeNode, open: OpenPage): ReactNode[] {
  return (node.children ?? []).map((child, index) => {
    const content = child.type === "text" ? child.value : child.type === "element" ? element(child, open) : null;
    return createElement(Fragment, { key: index }, content);
  });
}

/** Draws a sanitised tree as React elements: no HTML text is ever handed to the browser. */
export function renderTree(tree: TreeNode, open: OpenPage): ReactNode {
  return renderChildren(tree, open);
}
