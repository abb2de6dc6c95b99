import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionRequest } from "../build-request.ts";
import { noVoice } from "../provider.ts";
import { findInvalidOutput } from "./find-invalid-output.ts";

function request(passage: string, more: Partial<ActionRequest> = {}): ActionRequest {
  return {
    instructions: "",
    prompt: `<passage>\n${passage}\n</passage>`,
    sharedLength: 0,
    task: {
      kind: "improve",
      subject: passage,
      before: "",
      after: "",
      headings: [],
      options: {},
      sources: [],
      voice: noVoice,
    },
    passage,
    lead: "",
    trail: "",
    lineEnding: "\n",
    place: "prose",
    keepsLinksAndCode: false,
    answer: "passage",
    terms: { kept: [], rule: "all" },
    isUsableWhenCut: false,
    ...more,
  };
}

function check(passage: string, output: string, more: Partial<ActionRequest> = {}) {
  return findInvalidOutput(output, request(passage, more));
}

test("a good answer passes", () => {
  expect(check("A text.", "A better text.")).toBeNull();
  expect(check("```js\na\n```", "```js\nb\n```\n\nMore.")).toBeNull();
});

test("nothing, or white space, is no answer", () => {
  expect(check("A text.", "")).toBe("empty");
  expect(check("A text.", " \n ")).toBe("empty");
});

describe("what belongs to the conversation and not to the page is refused", () => {
  test.each([
    ["our own tags", "<passage>A text.</passage>"],
    ["a preamble", "Here is the improved passage:\n\nA text."],
    ["a friendly preamble", "Sure! The text you asked for:\nA text."],
    ["a fence around all of it", "```markdown\nA text.\n```"],
  ])("%s", (_name, output) => {
    expect(check("A text.", output)).toBe("prompt-leftovers");
  });

  test("a page that speaks of such things itself may keep them", () => {
    expect(check("Here is a list:\n- a", "Here is a better list:\n- a")).toBeNull();
    const prompt = "<passage-2>\nUse <passage> tags.\n</passage-2>";
    expect(check("Use <passage> tags.", "Use the <passage> tags.", { prompt })).toBeNull();
  });
});

describe("what would break the page is refused", () => {
  test("a fence that is left open", () => {
    expect(check("Text.", "Text.\n\n```js\nlet a;")).toBe("fences-unbalanced");
    expect(check("Text.", "Text.\n\n````\n```\n````")).toBeNull();
    expect(check("- a", "- a\n\n  ```\n  code\n  ```")).toBeNull();
  });

  test("front matter that changed", () => {
    const passage = "---\ntitle: A\n---\n\nText.";
    expect(check(passage, "---\ntitle: B\n---\n\nText.")).toBe("front-matter-damaged");
    expect(check(passage, "Text.")).toBe("front-matter-damaged");
    expect(check(passage, "---\ntitle: A\n---\n\nBetter text.")).toBeNull();
  });

  test("several lines where one stands", () => {
    expect(check("a heading", "a\n\nheading", { place: "line" })).toBe("structure-broken");
    expect(check("A title", "B\nC", { place: "front-matter" })).toBe("structure-broken");
  });

  test("another number of cells in a table", () => {
    expect(check("one | two", "one, two", { place: "table" })).toBe("structure-broken");
    expect(check("one | two", "uno | dos `|`", { place: "table" })).toBeNull();
  });

  test("a fence inside a block of code", () => {
    expect(check("let a;", "```js\nlet a;\n```\nmore", { place: "code" })).toBe("structure-broken");
  });
});

test("fixing grammar may lose no link and no code span", () => {
  const keeps = { keepsLinksAndCode: true };
  const passage = "See [teh guide](https://a.b/c) and `npm i`.";
  expect(check(passage, "See [the guide](https://a.b/c) and `npm i`.", keeps)).toBeNull();
  expect(check(passage, "See the guide and `npm i`.", keeps)).toBe("links-or-code-lost");
  expect(check(passage, "See [the guide](https://a.b/c) and npm i.", keeps)).toBe("links-or-code-lost");
  expect(check(passage, "See [the guide](https://a.b/d) and `npm i`.", keeps)).toBe("links-or-code-lost");
});

describe("a translation keeps what is no prose", () => {
  const translation = { answer: "translation", keepsLinksAndCode: true } as const;

  test.each([
    [
      "prose, code, links",
      "Run `npm start`, see [the guide](guide.md).",
      "Führe `npm start` aus, siehe [die Anleitung](guide.md).",
    ],
    ["front matter", "---\ntitle: Start\norder: 2\n---\n\nGo.", "---\ntitle: Anfang\norder: 2\n---\n\nLos."],
    ["an address within a sentence", "Open https://a.example/b?c=1.", "https://a.example/b?c=1を開きます。"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: documentation is full of them.
    ["placeholders", "Hello {{name}}, %s of ${max}.", "Hallo {{name}}, %s von ${max}."],
    ["a table", "| a | b |\n|---|---|\n| one | two |", "| a | b |\n|---|---|\n| eins | zwei |"],
    ["directives and tags", ":::note\nPress <kbd>A</kbd>.\n:::", ":::note\nDrücke <kbd>A</kbd>.\n:::"],
  ])("%s", (_name, passage, output) => {
    expect(check(passage, output, translation)).toBeNull();
  });

  test.each([
    ["a translated code span", "Run `npm start`.", "Führe `npm starten` aus.", "links-or-code-lost"],
    ["a changed comment in code", "```js\n// Go\n```", "```js\n// Los\n```", "links-or-code-lost"],
    ["a changed block of code", "~~~js\ngo();\n~~~", "~~~js\nlos();\n~~~", "links-or-code-lost"],
    ["another language of a block", "```js\ngo();\n```", "```ts\ngo();\n```", "links-or-code-lost"],
    ["a changed address", "See [it](guide.md).", "Siehe [es](anleitung.md).", "links-or-code-lost"],
    ["a lost placeholder", "Hello {{name}}.", "Hallo {{Name}}.", "links-or-code-lost"],
    ["a lost directive", ":::note\nA\n:::", ":::hinweis\nA\n:::", "links-or-code-lost"],
    ["a lost tag", "Press <kbd>A</kbd>.", "Drücke A.", "links-or-code-lost"],
    ["a translated key", "---\ntitle: Start\n---\n\nGo.", "---\nTitel: Anfang\n---\n\nLos.", "front-matter-damaged"],
    [
      "a changed setting",
      "---\ntitle: A\norder: 2\n---\n\nGo.",
      "---\ntitle: A\norder: 3\n---\n\nLos.",
      "front-matter-damaged",
    ],
    ["another heading", "## One\n\nTwo.", "# Eins\n\nZwei.", "structure-broken"],
    ["a lost cell", "| a | b |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| c d |", "structure-broken"],
  ])("%s is refused", (_name, passage, output, reason) => {
    expect(check(passage, output, translation)).toBe(reason);
  });
});

describe("front matter stays front matter", () => {
  const inside = { place: "front-matter" } as const;

  test.each([
    ["Start here", "Begin here", null],
    ["title: Start", "title: Begin", null],
    ["Start here", "Begin: here", "front-matter-damaged"],
    ["Start here", 'Begin "here"', "front-matter-damaged"],
    ["title: Start", "name: Start", "front-matter-damaged"],
    ["order: 2", "order: 3", "front-matter-damaged"],
  ])("%s may become %s: %s", (passage, output, reason) => {
    expect(check(passage, output, inside)).toBe(reason);
  });

  test("an answer brings none where there was none", () => {
    expect(check("A text.", "---\ntitle: A\n---\n\nA text.")).toBe("front-matter-damaged");
  });
});

describe("glossary terms", () => {
  const kept = (rule: "all" | "spelling") => ({ terms: { kept: ["Dokly"], rule } });

  test("come back as they are spelled", () => {
    expect(check("Use Dokly.", "You use Dokly.", kept("all"))).toBeNull();
    expect(check("Use Dokly.", "You use it.", kept("all"))).toBe("terms-lost");
    expect(check("Use Dokly.", "You use DOKLY.", kept("all"))).toBe("terms-lost");
  });

  test("may go where a text is cut down, and not in another spelling", () => {
    expect(check("Use Dokly.", "Use it.", kept("spelling"))).toBeNull();
    expect(check("Use Dokly.", "Use dokly.", kept("spelling"))).toBe("terms-lost");
  });
});

describe("an outline is one that pages can be made from", () => {
  const line = (path: string) => JSON.stringify({ path, title: "T", brief: "B" });
  const outlineOf = (...paths: string[]) => ['{"title":"Site"}', ...paths.map(line)].join("\n");

  test.each([
    ["two pages", outlineOf("index.md", "guide/start.md"), null],
    ["no title", line("index.md"), "outline-unreadable"],
    ["prose", "Here are your pages.", "outline-unreadable"],
    ["one path twice", outlineOf("a.md", "A.md"), "outline-unreadable"],
    ["a path upwards", outlineOf("../a.md"), "outline-unreadable"],
    ["no page", outlineOf("a.exe"), "outline-unreadable"],
    ["more pages than asked for", outlineOf("a.md", "b.md", "c.md", "d.md"), "outline-unreadable"],
  ])("%s", (_name, output, reason) => {
    const { task } = request("");
    expect(check("", output, { answer: "outline", task: { ...task, options: { pages: 3 } } })).toBe(reason);
  });
});

test("whatever comes back, an answer that repeats the passage is valid, and one that lost its code is not", () => {
  const piece = fc.constantFrom(
    "Some text.",
    "`code`",
    "[a](b.md)",
    "\n\n",
    "{{x}}",
    "<kbd>A</kbd>",
    "## H\n",
    "- item\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      const passage = pieces.join(" ").trim();
      if (passage === "") return;
      const keeps = {
        keepsLinksAndCode: true,
        terms: { kept: ["text"].filter((t) => passage.includes(t)), rule: "all" },
      } as const;
      expect(check(passage, passage, keeps)).toBeNull();
      expect(check(passage, passage, { ...keeps, answer: "translation" })).toBeNull();
      if (passage.includes("`code`"))
        expect(check(passage, passage.replace("`code`", "code"), keeps)).toBe("links-or-code-lost");
    }),
  );
});
