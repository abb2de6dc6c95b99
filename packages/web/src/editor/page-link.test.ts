import { describe, expect, it } from "vitest";
import { linkedPage } from "./page-link.ts";

const pages = new Set(["api.md", "guide/intro.md", "guide/more/index.md", "a b.md"]);

describe("linkedPage", () => {
  it.each([
    ["../api.md#x", "api.md"],
    ["/api", "api.md"],
    ["./more/", "guide/more/index.md"],
    ["intro.html", "guide/intro.md"],
    ["../a%20b.md", "a b.md"],
    ["../../etc/passwd", null],
    ["missing.md", null],
    ["%E0%A4%A", null],
    ["#top", null],
  ])("%s on guide/intro.md leads to %s", (href, expected) => {
    expect(linkedPage("guide/intro.md", href, pages)).toBe(expected);
  });
});
