import { describe, expect, test } from "vitest";
import { expand } from "./expand.ts";
import { readParagraphs } from "./prose.ts";
import { tighten } from "./tighten.ts";

describe("tightening", () => {
  test.each([
    ["In order to start, make use of the menu.", "To start, use the menu."],
    ["It failed due to the fact that it is not able to read.", "It failed because it can not read."],
    ["At this\npoint in time it works.", "Now it works."],
    ["It should be noted that pages are kept.", "Pages are kept."],
    ["Nothing wordy here.", "Nothing wordy here."],
  ])("%j becomes %j", (wordy, tight) => {
    expect(tighten(wordy)).toBe(tight);
  });

  test("code, addresses, tags and front matter are left alone", () => {
    const text =
      '---\ntitle: In order to\n---\n\nSee `in order to` and [x](http://a.b/utilize "prior to").\n\n```\nin order to\n```\n<a title="prior to">';
    expect(tighten(text)).toBe(text);
  });
});

describe("expanding", () => {
  const before =
    "# Holds\n\nA hold reserves credits when an action starts. The weather is fine in spring.\n\n## Charges\n\n";
  const subject = "The hold is always the estimate's upper end, so credits are reserved.";

  test("adds what the page says about the same thing, and invents nothing", () => {
    const longer = expand({ subject, before, after: "", headings: ["Charges"] });
    expect(longer.startsWith(subject)).toBe(true);
    expect(longer).toContain("As “Holds” says, a hold reserves credits when an action starts.");
  });

  test("says what the page is about where nothing in it is about the passage", () => {
    const about =
      "Credits are held when an action starts. The hold of credits is settled when the action ends. Cats sleep a lot.";
    const longer = expand({ subject: "Bananas grow in warm countries.", before: about, after: "", headings: [] });
    expect(longer).toMatch(/^Bananas grow in warm countries\. As this page says, .*(?:credits|Credits)/);
  });

  test("says something of the passage itself where a page has nothing around it", () => {
    const longer = expand({ subject, before: "", after: "", headings: ["Charges"] });
    expect(longer.length).toBeGreaterThan(subject.length + 30);
    expect(longer).toContain("under “Charges”");
  });

  test("what joins a list stands in a paragraph of its own", () => {
    const longer = expand({ subject: "- one hold\n- two holds", before, after: "", headings: [] });
    expect(longer).toMatch(/^- one hold\n- two holds\n\nAs /);
  });
});

test("paragraphs leave out code, lists, tables and headings, and know the heading above them", () => {
  const text = "# A\n\nOne two.\n\n```\ncode\n\nmore\n```\n\n- item\n\n| t |\n\n## B\nThree four.";
  expect(readParagraphs(text)).toEqual([
    { text: "One two.", heading: "A" },
    { text: "Three four.", heading: "B" },
  ]);
});
