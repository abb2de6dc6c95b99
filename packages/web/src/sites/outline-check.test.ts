import type { Outline } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { findProblems, freePaths, tidyOutline } from "./outline-check.ts";

const page = (path: string, title = path) => ({ path, title, brief: `About ${title}` });
const outline: Outline = { title: "Tea", pages: [page("a.md"), page("b.md"), page("c.md")] };
const paths = ({ pages }: Outline): string[] => pages.map(({ path }) => path);

describe("findProblems", () => {
  it("names each page that could not be stored", () => {
    const wrong = { ...outline, pages: [page("a.md"), page("a"), page("../c.md"), page("d.md", " ")] };
    expect(findProblems(outline, new Set())).toEqual([null, null, null]);
    const found = findProblems(wrong, new Set());
    expect(found[0]).not.toBeNull();
    expect(found[1]).not.toBeNull();
    expect(found[2]).not.toBeNull();
    expect(found[3]).toBe("missing");
    expect(findProblems(outline, new Set(["b.md"]))[1]).not.toBeNull();
  });
});

describe("freePaths", () => {
  it("gives each page a path that nobody has", () => {
    const free = freePaths({ ...outline, pages: [page("a.md"), page("a.md"), page("b.md")] }, new Set(["a.md"]));
    expect(paths(free)).toEqual(["a-2.md", "a-3.md", "b.md"]);
  });
});

describe("tidyOutline", () => {
  it("sends texts without white space around them, and paths with their ending", () => {
    const tidy = tidyOutline({ title: " Tea ", pages: [{ path: " guide/cups ", title: " Cups ", brief: " Six. " }] });
    expect(tidy).toEqual({ title: "Tea", pages: [{ path: "guide/cups.md", title: "Cups", brief: "Six." }] });
  });
});
