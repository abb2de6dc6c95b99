import { describe, expect, it } from "vitest";
import { pathsBetween, selectAll, shareSelected } from "./page-selection.ts";

describe("shareSelected", () => {
  it("tells none, some and all; of no pages none", () => {
    const selected = new Set(["a.md", "b.md"]);
    expect(shareSelected(["c.md"], selected)).toBe("none");
    expect(shareSelected(["a.md", "c.md"], selected)).toBe("some");
    expect(shareSelected(["a.md", "b.md"], selected)).toBe("all");
    expect(shareSelected([], selected)).toBe("none");
  });
});

describe("selectAll", () => {
  it("adds or takes away, and leaves the selection that it was given as it was", () => {
    const selected = new Set(["a.md"]);
    expect([...selectAll(selected, ["a.md", "b.md"], true)]).toEqual(["a.md", "b.md"]);
    expect([...selectAll(selected, ["a.md", "b.md"], false)]).toEqual([]);
    expect([...selected]).toEqual(["a.md"]);
  });
});

describe("pathsBetween", () => {
  it("takes both ends along, in either direction", () => {
    const listed = ["a", "b", "c", "d"];
    expect(pathsBetween(listed, "b", "d")).toEqual(["b", "c", "d"]);
    expect(pathsBetween(listed, "d", "b")).toEqual(["b", "c", "d"]);
    expect(pathsBetween(listed, "c", "c")).toEqual(["c"]);
  });

  it("is one page where there is nothing to begin from, or it was filtered away", () => {
    expect(pathsBetween(["a", "b"], null, "b")).toEqual(["b"]);
    expect(pathsBetween(["a", "b"], "gone", "b")).toEqual(["b"]);
  });
});
