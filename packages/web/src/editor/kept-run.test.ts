import { describe, expect, it } from "vitest";
import { findOriginal, type KeptRun, keptRunPlace } from "./kept-run.ts";

describe("findOriginal", () => {
  it("finds the text at its old place even when it stands elsewhere too", () => {
    expect(findOriginal("ab ab", { original: "ab", before: "", from: 3 })).toBe(3);
  });

  it("finds it where it moved, if that is the only place", () => {
    expect(findOriginal("new ab", { original: "ab", before: "", from: 0 })).toBe(4);
    expect(findOriginal("x ab ab", { original: "ab", before: "", from: 0 })).toBeNull();
    expect(findOriginal("gone", { original: "ab", before: "", from: 0 })).toBeNull();
  });
});

describe("findOriginal of a text that replaces nothing", () => {
  it("finds the cursor by what stood before it", () => {
    expect(findOriginal("One. Two.", { original: "", before: "One. ", from: 5 })).toBe(5);
    expect(findOriginal("New. One. Two.", { original: "", before: "One. ", from: 5 })).toBe(10);
    expect(findOriginal("Two.", { original: "", before: "One. ", from: 5 })).toBeNull();
    expect(findOriginal("", { original: "", before: "", from: 0 })).toBe(0);
  });
});

describe("keptRunPlace", () => {
  const run: KeptRun = {
    actionId: "act_1",
    idempotencyKey: "key",
    body: { kind: "improve", input: { document: "a.md", version: "v", range: { start: 0, end: 1 } }, options: {} },
    before: "# ",
    original: "a",
    from: 0,
    startedAt: 1_000,
  };

  it("gives back what it was given, for as long as the server keeps the text", () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    } as unknown as Storage;
    const place = keptRunPlace(storage, "ws_1", "a.md");
    place.write(run);
    expect(place.read(2_000)).toEqual(run);
    expect(keptRunPlace(storage, "ws_1", "b.md").read(2_000)).toBeNull();
    expect(place.read(1_000 + 7 * 86_400_000)).toBeNull();
    place.clear();
    expect(place.read(2_000)).toBeNull();
  });

  it("survives a storage that is full, forbidden or holds nonsense", () => {
    const broken = { getItem: () => "{", setItem: fail, removeItem: fail } as unknown as Storage;
    const place = keptRunPlace(broken, "ws_1", "a.md");
    expect(place.read(0)).toBeNull();
    expect(() => place.write(run)).not.toThrow();
    expect(() => place.clear()).not.toThrow();
  });
});

function fail(): never {
  throw new DOMException("full", "QuotaExceededError");
}
