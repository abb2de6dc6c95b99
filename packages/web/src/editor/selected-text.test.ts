import { describe, expect, it } from "vitest";
import { withoutOuterSpace } from "./selected-text.ts";

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
