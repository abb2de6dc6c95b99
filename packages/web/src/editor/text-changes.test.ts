import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesAmong, changesSoFar, composeText, grainFor, textChanges } from "./text-changes.ts";

const text = fc.array(fc.constantFrom("a", "word", " ", "\n", "é", "x."), { maxLength: 40 }).map((all) => all.join(""));
const grain = fc.constantFrom("words" as const, "lines" as const);

describe("textChanges", () => {
  it("shows whole words", () => {
    expect(textChanges("the quick fox", "the slow fox", "words")).toEqual([
      { type: "same", text: "the " },
      { type: "change", removed: "quick", added: "slow" },
      { type: "same", text: " fox" },
    ]);
  });

  it("never splits a word, and joins changes with only spaces between them", () => {
    expect(textChanges("This is teh text.", "This is the text.", "words")).toEqual([
      { type: "same", text: "This is " },
      { type: "change", removed: "teh", added: "the" },
      { type: "same", text: " text." },
    ]);
    expect(textChanges("she dont likes it", "she doesn't like it", "words")).toEqual([
      { type: "same", text: "she " },
      { type: "change", removed: "dont likes", added: "doesn't like" },
      { type: "same", text: " it" },
    ]);
  });

  it("compares a translation line by line, and keeps paragraphs apart", () => {
    expect(
      textChanges("Tea is hot.\n\n```js\n\nDrink it.", "Der Tee ist heiß.\n\n```js\n\nTrink ihn.", "lines"),
    ).toEqual([
      { type: "change", removed: "Tea is hot.", added: "Der Tee ist heiß." },
      { type: "same", text: "\n\n```js\n\n" },
      { type: "change", removed: "Drink it.", added: "Trink ihn." },
    ]);
  });

  it("says nothing about equal texts but the text", () => {
    expect(textChanges("same", "same", "words")).toEqual([{ type: "same", text: "same" }]);
    expect(textChanges("", "", "words")).toEqual([]);
  });
});

describe("grainFor", () => {
  it("compares by words what kept enough of them, and by lines what was written anew or translated", () => {
    expect(grainFor("improve", "the quick brown fox jumps", "the slow brown fox jumps high")).toBe("words");
    expect(grainFor("expand", "Short.", "Short. And now much, much more about it.")).toBe("words");
    expect(grainFor("custom", "The kettle is on the stove.", "Tea wants boiling water at once!")).toBe("lines");
    expect(grainFor("translate", "OK", "OK")).toBe("lines");
  });
});

describe("composeText", () => {
  it("makes the new text when nothing is dropped and the old one when everything is, whatever they are", () => {
    fc.assert(
      fc.property(text, text, grain, (before, after, by) => {
        const parts = textChanges(before, after, by);
        expect(composeText(parts, new Set())).toBe(after);
        expect(composeText(parts, new Set(changesAmong(parts)))).toBe(before);
      }),
    );
  });

  it("keeps the old words of the dropped changes only", () => {
    const parts = textChanges("she dont know teh way", "she doesn't know the way", "words");
    const [first] = changesAmong(parts);
    expect(composeText(parts, new Set([first ?? -1]))).toBe("she dont know the way");
  });
});

describe("changesSoFar", () => {
  it("leaves what the new text has not come to as it is", () => {
    expect(changesSoFar("teh end of it", "the", "words")).toEqual({
      parts: [{ type: "change", removed: "", added: "the" }],
      ahead: "teh end of it",
    });
    expect(changesSoFar("teh end of it", "the end", "words")).toEqual({
      parts: [
        { type: "change", removed: "teh", added: "the" },
        { type: "same", text: " end" },
      ],
      ahead: " of it",
    });
  });

  it("shows all of the new text and all of the old one at every moment", () => {
    fc.assert(
      fc.property(text, text, grain, (before, soFar, by) => {
        const { parts, ahead } = changesSoFar(before, soFar, by);
        expect(composeText(parts, new Set())).toBe(soFar);
        expect(composeText(parts, new Set(changesAmong(parts))) + ahead).toBe(before);
      }),
    );
  });
});
