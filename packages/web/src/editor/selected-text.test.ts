import { describe, expect, it } from "vitest";
import { paragraphAt, withoutOuterSpace } from "./selected-text.ts";

describe("withoutOuterSpace", () => {
  it("leaves line breaks and spaces around a selection out of it", () => {
    expect(withoutOuterSpace("\n one\ntwo \n", 10)).toEqual({ from: 12, to: 19 });
    expect(withoutOuterSpace("word", 3)).toEqual({ from: 3, to: 7 });
  });

  it("is nothing where only space was selected", () => {
    expect(withoutOuterSpace(" \n\t", 3)).toBeNull();
    expect(withoutOuterSpace("", 3)).toBeNull();
  });
});

describe("paragraphAt", () => {
  const text = "# Tea\n\nOne line\nand another.\n\n  Last one";
  const at = (place: number) => {
    const range = paragraphAt(text, place);
    return range === null ? null : text.slice(range.from, range.to);
  };

  it("is the lines around a place up to the blank ones", () => {
    expect(at(0)).toBe("# Tea");
    expect(at(9)).toBe("One line\nand another.");
    expect(at(22)).toBe("One line\nand another.");
    expect(at(text.length)).toBe("Last one");
  });

  it("is nothing on a blank line", () => {
    expect(at(6)).toBeNull();
    expect(paragraphAt("", 0)).toBeNull();
    expect(paragraphAt("a\n", 2)).toBeNull();
  });
});
