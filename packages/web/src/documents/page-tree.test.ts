import type { DocumentSummary } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { filterPages, pageTree } from "./page-tree.ts";

const page = (path: string, title = path): DocumentSummary => ({
  path,
  title,
  version: "v",
  bytes: 1,
  updatedAt: "2026-11-23T00:00:00Z",
});

const line = (row: ReturnType<typeof pageTree>[number]): string =>
  `${"  ".repeat(row.depth)}${row.type === "page" ? row.page.path : `${row.name}/ ${row.pages}`}`;

describe("pageTree", () => {
  const pages = [
    page("guide/b.md"),
    page("zoo.md"),
    page("guide/deep/a.md"),
    page("guide/a10.md"),
    page("guide/a2.md"),
  ];

  it("puts pages before folders, numbers in their order, and counts what lies below", () => {
    expect(pageTree(pages, new Set()).map(line)).toEqual([
      "zoo.md",
      "guide/ 4",
      "  guide/a2.md",
      "  guide/a10.md",
      "  guide/b.md",
      "  deep/ 1",
      "    guide/deep/a.md",
    ]);
  });

  it("leaves out what lies in a closed folder and keeps its count", () => {
    expect(pageTree(pages, new Set(["guide"])).map(line)).toEqual(["zoo.md", "guide/ 4"]);
  });
});

describe("filterPages", () => {
  it("finds every word in title or path whatever the case", () => {
    const pages = [page("guide/intro.md", "Getting Started"), page("api/intro.md", "Reference")];
    expect(filterPages(pages, " started GUIDE ").map(({ path }) => path)).toEqual(["guide/intro.md"]);
    expect(filterPages(pages, "")).toHaveLength(2);
    expect(filterPages(pages, "nothing")).toEqual([]);
  });
});
