import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { locateSelection } from "./locate-selection.ts";

/** Marks a selection in a text with «…» and locates it; what will be replaced comes back as text. */
function locate(marked: string) {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const text = marked.replace("«", "").replace("»", "");
  const reply = locateSelection({ text, range: { start, end }, widening: "inline" });
  if ("refusal" in reply) return { refusal: reply.refusal };
  const { range } = reply.located;
  return { ...reply.located, replaced: text.slice(range.start, range.end), text };
}

describe("R9.1: a selection is widened to balanced inline Markdown and not beyond", () => {
  test.each([
    ["plain words stay as they are", "Some «plain words» here.", "plain words"],
    ["half of an emphasis takes all of it", "An *empha«sis* and» more.", "*emphasis* and"],
    ["words within an emphasis stay", "A **very «bold» word** here.", "bold"],
    [
      "half of a link takes its address too",
      "See [the gu«ide](http://a.b/c) now» please.",
      "[the guide](http://a.b/c) now",
    ],
    ["words within a link's text stay", "See [the «good» guide](http://a.b/c).", "good"],
    ["part of an address takes the link", "See [guide](http://«a.b»/c).", "[guide](http://a.b/c)"],
    ["part of a bare address takes all of it", "At https://exa«mple.com/x» it is.", "https://example.com/x"],
    ["part of a code span takes all of it", "Run `npm «install` now».", "`npm install` now"],
    ["inside a code span takes all of it", "Run `npm «install»` now.", "`npm install`"],
    ["half of a pair of tags takes both", "Press <kbd>Ct«rl</kbd> and» go.", "<kbd>Ctrl</kbd> and"],
    ["inside a pair of tags stays", "Press <kbd>«Ctrl»</kbd>.", "Ctrl"],
    ["nested marks widen until all are whole", "A **b *c«d* e** f» g", "**b *cd* e** f"],
    ["an image is taken whole", "An ![al«t](a.png) image» here", "![alt](a.png) image"],
    ["the middle of a heading's marks takes them all", "#«# Title» text", "## Title"],
    ["a character of two units is never cut", "A smile \uD83D«\uDE00 here».", "\uD83D\uDE00 here"],
  ])("%s", (_name, marked, replaced) => {
    expect(locate(marked)).toMatchObject({ replaced });
  });
});

describe("a selection that cuts a structure in two is refused with a sentence", () => {
  test.each([
    ["a fenced block", "Text «before\n\n```js\nlet a» = 1;\n```\n", /block of code/],
    ["front matter, from inside to outside", "---\ntitle: «A\n---\n\nText» here.", /front matter/],
    ["front matter, its mark alone", "«---\ntitle» : A\n---\n\nText", /front matter/],
  ])("%s", (_name, marked, sentence) => {
    expect(locate(marked)).toEqual({ refusal: expect.stringMatching(sentence) });
  });
});

test.each([
  ["prose", "A «paragraph» here."],
  ["prose", "Text «before\n\n```js\nlet a = 1;\n```\n\nand after» it."],
  ["prose", "«---\ntitle: A\n---\n\nAll» of it."],
  ["line", "# A «heading»\n\nText."],
  ["table", "| a | b |\n| - | - |\n| «one» | two |\n"],
  ["code", "```js\n«let a = 1;»\nlet b;\n```\n"],
  ["code", "Text\n\n    indented «code»\n"],
  ["front-matter", "---\ntitle: «A title»\n---\n\nText"],
])("a place is told as %s", (place, marked) => {
  expect(locate(marked)).toMatchObject({ place });
});

test("headings above a selection and the page's outline come along, front matter is none of them", () => {
  const found = locate("---\ntitle: X\n---\n# One\n\n## Two\n\n### Old\n\n## *Three*\n\nThe «text».\n\n# Four\n");
  expect(found).toMatchObject({ headings: ["One", "*Three*"], outline: ["One", "Two", "Old", "*Three*", "Four"] });
});

test("whatever is selected, the widened range holds the selection and widening it again changes nothing", () => {
  const piece = fc.constantFrom(
    "word ",
    "*em* ",
    "**st *in* ong** ",
    "[l](u) ",
    "`c` ",
    "\n\n",
    "# h\n",
    "> q\n",
    "- i\n",
    "😀",
    "<b>x</b>",
    "~~d~~",
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.nat(80), fc.nat(80), (pieces, a, b) => {
      const text = pieces.join("");
      const [start = 0, end = 0] = [a % text.length, b % (text.length + 1)].sort((x, y) => x - y);
      fc.pre(start < end);
      const reply = locateSelection({ text, range: { start, end }, widening: "inline" });
      if ("refusal" in reply) return;
      const { range } = reply.located;
      expect(range.start).toBeLessThanOrEqual(start);
      expect(range.end).toBeGreaterThanOrEqual(end);
      expect(text.slice(range.start, range.end).isWellFormed()).toBe(true);
      const again = locateSelection({ text, range, widening: "inline" });
      expect("refusal" in again ? range : again.located.range).toEqual(range);
    }),
  );
});

test("a page of 2 MB is located as quickly as its selection's surroundings, with the links that are defined far away", () => {
  const text = `${"A [word][far] *em* and `c`.\n\n".repeat(70_000)}[far]: http://a.b/c\n`;
  const start = text.indexOf("word", 1_000_000);
  const reply = locateSelection({ text, range: { start: start + 2, end: start + 7 }, widening: "inline" });
  expect(reply).toMatchObject({ located: { range: { start: start - 1, end: start + 10 }, place: "prose" } });
});

test("what no parser should be asked to read is refused with a sentence", () => {
  const text = "word ".repeat(30_000);
  expect(locateSelection({ text, range: { start: 5, end: 9 }, widening: "inline" })).toEqual({
    refusal: expect.stringMatching(/too long/),
  });
});

describe("a translation takes in whole blocks", () => {
  function blocksAt(page: string): string {
    const start = page.indexOf("[");
    const text = page.replace("[", "").replace("]", "");
    const reply = locateSelection({ text, range: { start, end: page.indexOf("]") - 1 }, widening: "blocks" });
    return "refusal" in reply ? reply.refusal : text.slice(reply.located.range.start, reply.located.range.end);
  }

  test.each([
    ["a paragraph", "One.\n\nTwo is [he]re.\n\nThree.", "Two is here."],
    ["a heading with its marks", "# On[e]\n\nTwo.", "# One"],
    ["two blocks", "# On[e\n\nTw]o.\n\nThree.", "# One\n\nTwo."],
    ["one item of a list", "- one\n- tw[o]\n- three", "two"],
    ["some items of a list", "- one\n- tw[o\n- thre]e\n- four", "- two\n- three"],
    ["a whole table", "| a | b |\n|---|---|\n| c | [d] |\n\nx", "| a | b |\n|---|---|\n| c | d |"],
    ["a line of front matter", "---\ntitle: On[e]\ntags: x\n---\n\nTwo.", "title: One"],
    ["front matter and text", "---\ntitle: On[e\n---\n\nTw]o.", "---\ntitle: One\n---\n\nTwo."],
  ])("%s", (_name, page, expected) => {
    expect(blocksAt(page)).toBe(expected);
  });

  test("code alone is nothing to translate", () => {
    expect(blocksAt("One.\n\n```js\nlet [a];\n```\n")).toContain("nothing to translate");
  });
});

describe("a cursor", () => {
  function cursorAt(page: string): string {
    const at = page.indexOf("^");
    const text = page.replace("^", "");
    const reply = locateSelection({ text, range: { start: at, end: at }, widening: "cursor" });
    if ("refusal" in reply) return reply.refusal;
    const { range, place } = reply.located;
    expect(range.start).toBe(range.end);
    return `${place}: ${text.slice(0, range.start)}^${text.slice(range.end)}`;
  }

  test.each([
    ["stays where text can be put", "One. ^Two.", "prose: One. ^Two."],
    ["leaves a link", "See [the gu^ide](a.md) now.", "prose: See [the guide](a.md)^ now."],
    ["leaves a code span", "Run `npm ^start` now.", "prose: Run `npm start`^ now."],
    ["stays within a block of code", "```\na\n^\nb\n```", "code: ```\na\n^\nb\n```"],
    ["can stand behind front matter", "---\na: b\n---\n^", "prose: ---\na: b\n---\n^"],
  ])("%s", (_name, page, expected) => {
    expect(cursorAt(page)).toBe(expected);
  });

  test("is refused in front matter and in a table", () => {
    expect(cursorAt("---\ntit^le: b\n---\n")).toContain("after the front matter");
    expect(cursorAt("| a | b |\n|---|---|\n| c^ | d |\n")).toContain("inside a table");
  });
});
