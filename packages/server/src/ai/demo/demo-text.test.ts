import { readOutline } from "@dokly/contract";
import { describe, expect, test, vi } from "vitest";
import { whyPathIsRefused } from "../../documents/document-path.ts";
import { noVoice, type WritingTask } from "../provider.ts";
import { expand } from "./expand.ts";
import { readLooseSentences } from "./sentences.ts";
import { tighten } from "./tighten.ts";
import { writeTask } from "./write-task.ts";

// Loading the checker, and reading every page of the corpus, takes a busy machine its time.
vi.setConfig({ testTimeout: 180_000 });

function write(kind: string, subject: string, more: Partial<WritingTask> = {}): Promise<string | null> {
  const nothing = { before: "", after: "", headings: [], options: {}, sources: [], voice: noVoice };
  return writeTask({ kind, subject, ...nothing, ...more });
}
const ask = (instruction: string, subject: string) => write("custom", subject, { options: { instruction } });

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
      '---\ntitle: In order to\n---\n\nSee `in order to` and [x](http://a.b/basically "prior to").\n\n```\nin order to\n```\n\n<a title="prior to">';
    expect(tighten(text)).toBe(text);
  });
});

describe("shortening", () => {
  test("leaves out whole sentences, and keeps the first, warnings, links and code", async () => {
    const text =
      "A hold reserves credits. It is a bit like a deposit in a hotel. Never settle it twice. Read [more](holds.md). The weather does not matter. Holds end with `settle`.";
    expect(await write("shorten", text)).toBe(
      "A hold reserves credits. It is a bit like a deposit in a hotel. Never settle it twice. Read [more](holds.md). Holds end with `settle`.",
    );
  });

  test("leaves out asides and filling words of a single sentence", async () => {
    expect(
      await write("shorten", "You can simply press the key (the one on the left side), which opens the menu at once."),
    ).toBe("You can press the key.");
  });

  test("keeps lists, tables, headings and code", async () => {
    const text =
      "## Holds\n\n- one item here\n- two items here\n\n| a | b |\n|---|---|\n| c | d |\n\n```\nreally just code\n```";
    expect(await write("shorten", text)).toBe(text);
  });
});

describe("simplifying", () => {
  test.each([
    ["We utilize numerous tools.", "We use many tools."],
    ["Ensure that the server commences.", "Make sure that the server starts."],
    ["Add an additional page to `utilize`.", "Add another page to `utilize`."],
    [
      "The server keeps every page that was ever written by somebody, and it shows them in the order of their names.",
      "The server keeps every page that was ever written by somebody. It shows them in the order of their names.",
    ],
    [
      "If the server stops working in the middle of the night, and it does so twice, we call somebody who can help.",
      null,
    ],
  ])("%j", async (text, simple) => {
    expect(await write("simplify", text)).toBe(simple ?? text);
  });
});

describe("the tone", () => {
  const text = "Do not worry! We believe that users must open the page, and it's really easy. Keep `don't` as it is.";
  test.each([
    ["formal", "Do not worry. We believe that users must open the page, and it is easy. Keep `don't` as it is."],
    [
      "friendly",
      "Don't worry! We believe that you need to open the page, and it's really easy. Keep `don't` as it is.",
    ],
    ["confident", "Do not worry! Users must open the page, and it's really easy. Keep `don't` as it is."],
  ] as const)("becomes %s", async (tone, changed) => {
    expect(await write("tone", text, { options: { tone } })).toBe(changed);
  });

  test("invites where it encourages", async () => {
    expect(await write("tone", "Open the page.", { options: { tone: "encouraging" } })).toBe(
      "Go ahead and open the page.",
    );
  });
});

describe("an instruction in a person's own words", () => {
  test.each([
    ["turn this into a bullet list", "You need: A hold. A charge.", "You need:\n\n- A hold.\n- A charge."],
    ["as numbered steps please", "Open the page. Select the text.", "1. Open the page.\n2. Select the text."],
    [
      "make a table",
      "- **low**: the least\n- high – the most",
      "| Name | Description |\n|---|---|\n| low | the least |\n| high | the most |",
    ],
    ["Uppercase headings", "## The hold\n\nText.", "## THE HOLD\n\nText."],
    ["title case for headings", "## the hold of an action", "## The Hold of an Action"],
    ["number the headings", "## A\n\n## B", "## 1. A\n\n## 2. B"],
    ["sort it alphabetically", "- b\n- a", "- a\n- b"],
    ["replace 'credits' with 'points'", "Ten credits in `credits`.", "Ten points in `credits`."],
    ["make it more formal", "We don't know.", "We do not know."],
  ])("%s", async (instruction, text, changed) => {
    expect(await ask(instruction, text)).toBe(changed);
  });

  test.each(["write a poem about it", "translate it to French", "as a table", "do something nice", "x".repeat(400)])(
    "%s is beyond this writer, and it says so",
    async (instruction) => {
      expect(await ask(instruction, "Just some text.")).toBeNull();
    },
  );

  test("refines the text that came before, not the passage", async () => {
    const options = { instruction: "uppercase", previous: "A better text." };
    expect(await write("improve", "A text.", { options })).toBe("A BETTER TEXT.");
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

describe("continuing", () => {
  const before = "# Holds\n\nA hold reserves credits. Credits return when the hold ends.\n\nEvery action takes a hold.";
  test("grows from the page's own words and headings", async () => {
    const text = await write("continue", "", { before, after: "\n\n## Charges\n\nText.", headings: ["Holds"] });
    expect(text).toContain("As “Holds” says, a hold reserves credits.");
    expect(text).toContain("“Charges” comes next");
  });

  test("goes on with the next item of a list", async () => {
    const list = "Steps:\n\n1. Open the page\n2. Select the paragraph";
    expect(await write("continue", "", { before: list })).toMatch(/^3\. Check the result: look at /);
  });

  test("has nothing to say on an empty page, or in code", async () => {
    expect(await write("continue", "")).toBeNull();
    expect(await write("continue", "", { before, place: "code" })).toBeNull();
  });
});

describe("an outline", () => {
  test.each([2, 5, 10, 30, 50])("of %i pages has just so many, at paths of their own", async (pages) => {
    const options = {
      title: "Acme Mail",
      brief: "Shared inboxes, rules and an API",
      pages,
      notes: "# Limits\n\nAn inbox is small.",
    };
    const outline = readOutline((await write("outline", "", { options })) ?? "");
    expect(outline?.title).toBe("Acme Mail");
    expect(outline?.pages).toHaveLength(pages);
    const paths = outline?.pages.map(({ path }) => path.toLowerCase()) ?? [];
    expect(new Set(paths).size).toBe(pages);
    expect(paths.filter((path) => whyPathIsRefused(path) !== null || !path.endsWith(".md"))).toEqual([]);
    expect(paths[0]).toBe("index.md");
  });
});

describe("a page", () => {
  const options = { title: "Holds & <charges>", brief: "How to read holds", audience: "operators" };
  test("says what the notes say, as steps where they are steps", async () => {
    const notes = "- a hold has *a deadline*\n- Open the console\n- Select the hold";
    const page = await write("page", "", { options: { ...options, notes } });
    expect(page).toContain("How to read holds. This page is written for operators.");
    expect(page).toContain("A hold has \\*a deadline\\*.");
    expect(page).toContain("1. Open the console.\n2. Select the hold.");
  });

  test("asks what has to be told where nothing is given, and makes nothing up", async () => {
    expect(await write("page", "", { options })).toContain("Questions to answer here:");
  });

  test("links to the pages of its site, from where it stands", async () => {
    const pages = ["index.md", "guide/holds.md", "concepts/hold.md"].map((path) => ({ path, title: path, brief: "b" }));
    const page = await write("page", "", { options, site: { title: "Site", pages, path: "guide/holds.md" } });
    expect(page).toContain("](../index.md)");
    expect(page).toContain("](../concepts/hold.md)");
    expect(page).not.toContain("holds.md)");
  });
});

describe("where a passage stands in one line", () => {
  test("front matter keeps its keys, and only plain values change", async () => {
    const passage = "title: We utilize it here\norder: 2\ntags: [utilize]";
    expect(await write("simplify", passage, { place: "front-matter" })).toBe(
      "title: We use it here\norder: 2\ntags: [utilize]",
    );
  });

  test("code is not for this writer", async () => {
    expect(await write("improve", "let a = 1;", { place: "code" })).toBeNull();
  });
});

test("terms of the glossary stay as they are spelled, unless a person asks for another", async () => {
  const voice = { ...noVoice, keepTerms: ["utilize", "Prior to", "recieve"] };
  const text = "We utilize it. Prior to that we utilise numerous utilizes. We recieve and dont know it.";
  const simple = "We utilize it. Prior to that we use many uses. We recieve and dont know it.";
  expect(await write("simplify", text, { voice })).toBe(simple);
  expect(await write("grammar", "We recieve it and dont know the page.", { voice })).toBe(
    "We recieve it and don't know the page.",
  );
  const options = { instruction: "replace 'utilize' with 'use'" };
  expect(await write("custom", "We utilize it.", { voice, options })).toBe("We use it.");
});

test("translating is beyond this writer", async () => {
  expect(await write("translate", "Text.", { options: { language: "de" } })).toBeNull();
});

test("sentences of a page leave out code, lists, tables and headings, and know the heading above them", () => {
  const text =
    "# A\n\nOne two three four five.\n\n```\ncode\n\nmore\n```\n\n- item\n\n| t |\n\n## B\nSix seven eight nine ten.";
  expect(readLooseSentences(text)).toEqual([
    { text: "One two three four five.", heading: "A", kind: "paragraph" },
    { text: "Six seven eight nine ten.", heading: "B", kind: "paragraph" },
  ]);
});
