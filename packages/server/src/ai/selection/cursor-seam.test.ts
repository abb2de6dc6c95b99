import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSeam, settleCursor } from "./cursor-seam.ts";

/** The page with `NEW` put in at the bar. */
function put(page: string, isCode = false): string {
  const at = page.indexOf("|");
  const [before, after] = [page.slice(0, at), page.slice(at + 1)];
  const { lead, trail } = findSeam(before, after, { isCode });
  return `${before}${lead}NEW${trail}${after}`;
}

describe("new text stands in the page as Markdown wants it", () => {
  test.each([
    ["after a sentence", "One.|", "One. NEW"],
    ["after a space", "One. |", "One. NEW"],
    ["within a line", "One.| Two.", "One. NEW Two."],
    ["right before a word", "One. |Two.", "One. NEW Two."],
    ["in a paragraph of its own", "One.\n\n|", "One.\n\nNEW"],
    ["on the line below a paragraph", "One.\n|", "One.\n\nNEW"],
    ["above a heading", "One.\n\n|\n## Two", "One.\n\nNEW\n\n## Two"],
    ["before a paragraph", "One.\n\n|Two.", "One.\n\nNEW\n\nTwo."],
    ["after a heading", "## One|\nTwo.", "## One\n\nNEW\n\nTwo."],
    ["after a list item", "- one|\n- two", "- one\nNEW\n- two"],
    ["after a rule", "---|", "---\n\nNEW"],
    ["after a block of code", "```\na\n```|", "```\na\n```\n\nNEW"],
    ["after Japanese", "これは文です。|", "これは文です。NEW"],
    ["at the start of an empty page", "|", "NEW"],
  ])("%s", (_name, page, expected) => {
    expect(put(page)).toBe(expected);
  });

  test("in code it stands on a line of its own", () => {
    expect(put("a();|\nb();", true)).toBe("a();\nNEW\nb();");
    expect(put("a();\n|\nb();", true)).toBe("a();\nNEW\nb();");
  });
});

test("a cursor never stands within a word, a character or a line ending", () => {
  expect(settleCursor("start here", 3)).toBe(5);
  expect(settleCursor("a\r\nb", 2)).toBe(1);
  expect(settleCursor("👍", 1)).toBe(2);
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "é", " ", "\r\n", "👍", "字")), fc.nat(), (parts, place) => {
      const text = parts.join("");
      const at = settleCursor(text, place % (text.length + 1));
      const [before, after] = [text.slice(0, at), text.slice(at)];
      expect(before.isWellFormed() && after.isWellFormed()).toBe(true);
      expect(before.endsWith("\r") && after.startsWith("\n")).toBe(false);
      expect(/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after)).toBe(false);
    }),
  );
});
