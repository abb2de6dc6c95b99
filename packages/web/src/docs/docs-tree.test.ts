import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rulesOfSteps } from "../demo/demo-rules.ts";
import { markdownTree, type TreeNode } from "../editor/markdown-tree.ts";
import { strings } from "../strings/index.ts";
import { docsTree, elementIdOf, headingSlug, linkedPage } from "./docs-tree.ts";

const names = Object.keys(strings.docs.pages);
const read = (name: string): string => readFileSync(new URL(`../../../../docs/${name}.md`, import.meta.url), "utf8");
const treeOf = (text: string): TreeNode => docsTree(markdownTree(text).tree, names);
const nodesOf = (node: TreeNode): readonly TreeNode[] => [node, ...(node.children ?? []).flatMap(nodesOf)];
const idsOf = (text: string) => nodesOf(treeOf(text)).flatMap(({ properties }) => properties?.["id"] ?? []);

test("a heading has the id that GitHub gives it, and a second one of its name another", () => {
  expect(headingSlug("Step `to` the reset: R2.2!")).toBe("step-to-the-reset-r22");
  expect(idsOf("# In numbers\n\n## A reset\n\n## A reset\n")).toEqual([
    "page-in-numbers",
    "page-a-reset",
    "page-a-reset-1",
  ]);
});

test("a link to another page is one, and a link to a file that is not there is its words alone", () => {
  expect(linkedPage("billing.md#changing-plan", names)).toEqual({ name: "billing", hash: "changing-plan" });
  for (const href of ["../README.md", "decisions/README.md", "unknown.md", "billing.md?x", "/etc/passwd"]) {
    expect(linkedPage(href, names)).toBeNull();
  }
  const tags = nodesOf(treeOf("[in](glossary.md) [out](../examples/x.ts) [web](https://example.com)"));
  expect(tags.filter(({ tagName }) => tagName === "a").map(({ properties }) => properties?.["href"])).toEqual([
    "glossary.md",
    "https://example.com",
  ]);
});

describe("the pages that come with the app", () => {
  test.each(names)("%s.md is there, and every link from it to a heading of its own leads to one", (name) => {
    const text = read(name);
    const ids = new Set(idsOf(text));
    const inside = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, hash = ""]) => elementIdOf(hash));
    expect(inside.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("each step of the demo bar links to a rule that docs/ledger.md has", () => {
    const ids = new Set(idsOf(read("ledger")));
    const missing = Object.values(rulesOfSteps).filter((hash) => !ids.has(elementIdOf(hash)));
    expect(missing).toEqual([]);
  });
});
