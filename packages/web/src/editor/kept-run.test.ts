import { describe, expect, it } from "vitest";
import { findOriginal, keptRunPlace } from "./kept-run.ts";

describe("findOriginal", () => {
  it("finds the text at its old place even when it stands elsewhere too", () => {
    expect(findOriginal("ab ab", { original: "ab", from: 3 })).toBe(3);
  });

  it("finds it where it moved, if that is the only place", () => {
    expect(findOriginal("new ab", { original: "ab", from: 0 })).toBe(4);
    expect(findOriginal("x ab ab", { original: "ab", from: 0 })).toBeNull();
    expect(findOriginal("gone", { original: "ab", from: 0 })).toBeNull();
  });
});

describe("keptRunPlace", () => {
  it("survives a storage that is full, forbidden or holds nonsense", () => {
    const broken = { getItem: () => "{", setItem: fail, removeItem: fail } as unknown as Storage;
    const place = keptRunPlace(broken, "ws_1", "a.md");
    expect(place.read()).toBeNull();
    expect(() => place.write({ actionId: "act_1", kind: "improve", original: "a", from: 0 })).not.toThrow();
    expect(() => place.clear()).not.toThrow();
  });
});

function fail(): never {
  throw new DOMException("full", "QuotaExceededError");
}
