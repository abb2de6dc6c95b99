import type { Outline } from "@dokly/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPage, changePage, movePage, removePage } from "./outline-draft.ts";

const page = (path: string, title = path) => ({ path, title, brief: `About ${title}` });
const outline: Outline = { title: "Tea", pages: [page("a.md"), page("b.md"), page("c.md")] };
const paths = ({ pages }: Outline): string[] => pages.map(({ path }) => path);

describe("an outline that is edited", () => {
  it("changes, removes and adds pages, and keeps the last one", () => {
    expect(changePage(outline, 1, { title: "Cups" }).pages[1]).toEqual({ ...page("b.md"), title: "Cups" });
    expect(paths(removePage(outline, 0))).toEqual(["b.md", "c.md"]);
    const one = { ...outline, pages: [page("a.md")] };
    expect(removePage(one, 0)).toBe(one);
    expect(addPage(outline).pages[3]).toEqual({ path: "page-4.md", title: "", brief: "" });
  });

  it("never has more than 50 pages", () => {
    let long = outline;
    for (let number = 0; number < 60; number += 1) long = addPage(long);
    expect(long.pages).toHaveLength(50);
    expect(new Set(paths(long)).size).toBe(50);
  });

  it("moves a page and loses none", () => {
    expect(paths(movePage(outline, 0, 1))).toEqual(["b.md", "a.md", "c.md"]);
    expect(paths(movePage(outline, 2, -2))).toEqual(["c.md", "a.md", "b.md"]);
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: -5, max: 5 }), (at, by) => {
        expect(paths(movePage(outline, at, by)).toSorted()).toEqual(["a.md", "b.md", "c.md"]);
      }),
    );
  });
});
