import { describe, expect, it } from "vitest";
import { markdownTree, splitFrontMatter, type TreeNode } from "./markdown-tree.ts";

const all = (node: TreeNode): TreeNode[] => [node, ...(node.children ?? []).flatMap(all)];
const tags = (text: string): (string | undefined)[] => all(markdownTree(text).tree).map((node) => node.tagName);
const words = (text: string): string =>
  all(markdownTree(text).tree)
    .map((node) => (node.type === "text" ? (node.value ?? "") : ""))
    .join("");

describe("splitFrontMatter", () => {
  it("takes YAML and TOML off the top, and only there", () => {
    expect(splitFrontMatter("---\ntitle: A\n---\n# B")).toEqual({ frontMatter: "title: A", body: "# B" });
    expect(splitFrontMatter("+++\na = 1\n+++\n")).toEqual({ frontMatter: "a = 1", body: "" });
    expect(splitFrontMatter("---\n---\nx")).toEqual({ frontMatter: "", body: "x" });
    expect(splitFrontMatter("# B\n---\ntitle: A\n---\n").frontMatter).toBeNull();
  });
});

describe("markdownTree", () => {
  it("renders tables, tasks, strikethrough and safe HTML", () => {
    expect(
      tags("| a |\n|---|\n| b |\n\n- [x] done ~~old~~\n\n<details><summary>s</summary><kbd>k</kbd></details>"),
    ).toEqual(expect.arrayContaining(["table", "input", "del", "details", "summary", "kbd"]));
  });

  it.each([
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    "[a](javascript:alert(1))",
    '<a href="jav&#x09;ascript:alert(1)">a</a>',
    '<iframe src="https://example.com"></iframe>',
    "<style>*{display:none}</style>",
    '<div style="position:fixed" onclick="x()">a</div>',
    '<svg><script href="data:,alert(1)"/></svg>',
    "![a](https://example.com/a.png)",
    '<form action="https://example.com"><button>b</button></form>',
    '<base href="https://example.com">',
    '<video src="https://example.com/a.mp4" poster="https://example.com/a.png"></video>',
  ])("lets nothing through that runs, styles or loads: %s", (text) => {
    for (const node of all(markdownTree(text).tree)) {
      expect(["script", "style", "iframe", "svg", "form", "button", "base", "video"]).not.toContain(node.tagName);
      const names = Object.keys(node.properties ?? {});
      expect(names.filter((name) => name === "style" || name === "src" || name.startsWith("on"))).toEqual([]);
      expect(JSON.stringify(node.properties ?? {})).not.toMatch(/script:/i);
    }
  });

  it("prefixes ids, so that a page can not stand in for a part of the app", () => {
    const ids = all(markdownTree('<a id="root">x</a>').tree).flatMap((node) => node.properties?.["id"] ?? []);
    expect(ids).toEqual(["page-root"]);
  });

  it("shows admonitions of other tools as the text they are", () => {
    expect(words(":::tip[Careful]\nText\n:::")).toContain(":::tip[Careful]");
  });
});
