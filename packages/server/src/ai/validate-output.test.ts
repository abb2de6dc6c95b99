import { describe, expect, test } from "vitest";
import type { ActionRequest } from "./build-request.ts";
import { noVoice } from "./provider.ts";
import { findInvalidOutput } from "./validate-output.ts";

function check(passage: string, output: string, more: Partial<ActionRequest> = {}) {
  const request: ActionRequest = {
    instructions: "",
    prompt: "",
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
  return findInvalidOutput(output, request);
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
    expect(check("Use <passage> tags.", "Use the <passage> tags.")).toBeNull();
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
