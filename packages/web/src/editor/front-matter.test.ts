import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { describe, expect, it } from "vitest";
import { frontMatter } from "./front-matter.ts";

const { parser } = markdown({ base: markdownLanguage, extensions: frontMatter }).language;
const blocks = (text: string): string[] => {
  const names: string[] = [];
  for (let node = parser.parse(text).topNode.firstChild; node !== null; node = node.nextSibling) {
    names.push(`${node.name} ${node.from}-${node.to}`);
  }
  return names;
};

describe("frontMatter", () => {
  it("is one block, so that its last line is no heading", () => {
    expect(blocks("---\ntitle: A\n---\n\n# B")).toEqual(["FrontMatter 0-16", "ATXHeading1 18-21"]);
    expect(blocks("+++\na = 1\n+++\ntext")).toEqual(["FrontMatter 0-13", "Paragraph 14-18"]);
  });

  it("reaches to the end while its closing fence is not written yet", () => {
    expect(blocks("---\ntitle: A\n")).toEqual(["FrontMatter 0-13"]);
  });

  it("leaves a rule at the top of a page a rule", () => {
    expect(blocks("---\n\ntext")).toEqual(["HorizontalRule 0-3", "Paragraph 5-9"]);
  });
});
