import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldersOf, isPagePath, whyPathIsRefused } from "./document-path.ts";

test.each(["a.md", "a/b c/d.md", ".hidden/x.md", "日本/é.mdx", "a..b/...md", "a'b\"c.md"])("%s is allowed", (path) => {
  expect(whyPathIsRefused(path)).toBeNull();
});

test.each([
  "",
  "/a.md",
  "a/",
  "a//b",
  ".",
  "..",
  "../a",
  "a/../b",
  "a/./b",
  "a\\b",
  "C:/a",
  "c:a",
  "a\tb",
  "a\u0085b",
  "\uD800.md",
])("%j is refused", (path) => {
  expect(whyPathIsRefused(path)).toMatch(/^(the path|a name)/);
});

test("an allowed path stays below its folder, on every kind of machine", () => {
  const piece = fc.oneof(fc.constantFrom("..", ".", "", "/", "\\", "a", "C:", "~", "\0"), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const path = pieces.join("/");
      if (whyPathIsRefused(path) !== null) return;
      expect(posix.resolve("/export", path).startsWith("/export/")).toBe(true);
      expect(win32.resolve("D:\\export", path).startsWith("D:\\export\\")).toBe(true);
    }),
  );
});

test("folders are named outermost first", () => {
  expect(foldersOf("a/b/c.md")).toEqual(["a", "a/b"]);
  expect(foldersOf("c.md")).toEqual([]);
});

test("pages are told by their ending, whatever its case", () => {
  expect(["a.md", "a.MD", "b.mdx", "c.markdown"].every(isPagePath)).toBe(true);
  expect(["a.txt", "md", "a.md.png", "a.mdown"].some(isPagePath)).toBe(false);
});
