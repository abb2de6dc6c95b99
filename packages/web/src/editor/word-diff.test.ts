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
