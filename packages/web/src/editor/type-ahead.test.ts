import { describe, expect, it } from "vitest";
import { findTyped } from "./type-ahead.ts";

const names = ["Improve", "Expand", "Shorten", "Simplify", "Fix grammar", "Change tone", "Custom instruction"];

describe("findTyped", () => {
  it("goes to the next item with that letter, round the end, and over and over with the same one", () => {
    expect(findTyped(names, { from: 0, typed: "s" })).toBe(2);
    expect(findTyped(names, { from: 2, typed: "s" })).toBe(3);
    expect(findTyped(names, { from: 3, typed: "ss" })).toBe(2);
    expect(findTyped(names, { from: 6, typed: "i" })).toBe(0);
  });

  it("follows a word while it is typed", () => {
    expect(findTyped(names, { from: 2, typed: "si" })).toBe(3);
    expect(findTyped(names, { from: 5, typed: "ch" })).toBe(5);
    expect(findTyped(names, { from: 5, typed: "cu" })).toBe(6);
    expect(findTyped(names, { from: -1, typed: "fix g" })).toBe(4);
  });

  it("finds nothing where nothing begins so", () => {
    expect(findTyped(names, { from: 0, typed: "z" })).toBeNull();
    expect(findTyped([], { from: 0, typed: "a" })).toBeNull();
  });
});
