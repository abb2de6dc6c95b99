import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordDiff } from "./word-diff.ts";

describe("wordDiff", () => {
  it("shows whole words", () => {
    expect(wordDiff("the quick fox", "the slow fox")).toEqual([
      { type: "same", text: "the " },
      { type: "removed", text: "quick" },
      { type: "added", text: "slow" },
      { type: "same", text: " fox" },
    ]);
  });

  it("never splits a word, and joins changes with only spaces between them", () => {
    expect(wordDiff("This is teh text.", "This is the text.")).toEqual([
      { type: "same", text: "This is " },
      { type: "removed", text: "teh" },
      { type: "added", text: "the" },
      { type: "same", text: " text." },
    ]);
    expect(wordDiff("she dont likes it", "she doesn't like it")).toEqual([
      { type: "same", text: "she " },
      { type: "removed", text: "dont likes" },
      { type: "added", text: "doesn't like" },
      { type: "same", text: " it" },
    ]);
  });

  it("says nothing about equal texts but the text", () => {
    expect(wordDiff("same", "same")).toEqual([{ type: "same", text: "same" }]);
    expect(wordDiff("", "")).toEqual([]);
  });

  it("adds up to both texts, whatever they are", () => {
    const text = fc
      .array(fc.constantFrom("a", "word", " ", "\n", "é", "x."), { maxLength: 40 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const join = (leaveOut: string) =>
          parts.flatMap((part) => (part.type === leaveOut ? [] : [part.text])).join("");
        expect(join("added")).toBe(before);
        expect(join("removed")).toBe(after);
      }),
    );
  });
});
