import { describe, expect, it } from "vitest";
import { countWords, draftOutline } from "./draft-outline.ts";

describe("draftOutline", () => {
  it("lists headings as they come, and the last line once it has ended", () => {
    expect(draftOutline("---\ntitle: Tea\n---\n\n# Tea\n\n## Cups ##\nSix.\n## Ke")).toEqual([
      { depth: 1, title: "Tea" },
      { depth: 2, title: "Cups" },
    ]);
    expect(draftOutline("# Tea")).toEqual([]);
    expect(draftOutline("")).toEqual([]);
  });

  it("takes no comment in a block of code for one, open or closed", () => {
    expect(draftOutline("```sh\n# install\n```\n# Tea\n~~~~\n~~~\n# not yet\n")).toEqual([{ depth: 1, title: "Tea" }]);
  });
});

describe("countWords", () => {
  it("counts words in any script", () => {
    expect(countWords("It doesn't cost 3 well-known words.")).toBe(6);
    expect(countWords(" — ")).toBe(0);
  });
});
