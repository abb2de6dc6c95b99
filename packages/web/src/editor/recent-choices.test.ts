import { describe, expect, it } from "vitest";
import { readRecentChoices, withLanguage, withTone, writeRecentChoices } from "./recent-choices.ts";

function storageWith(text: string | null): Storage {
  const items = new Map(text === null ? [] : [["dokly.recent-choices", text]]);
  return {
    length: 0,
    clear: () => items.clear(),
    key: () => null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describe("recent choices", () => {
  it("come back as they were written", () => {
    const storage = storageWith(null);
    const chosen = withTone(withLanguage(readRecentChoices(storage), "de"), "formal");
    writeRecentChoices(storage, chosen);
    expect(readRecentChoices(storage)).toEqual({ languages: ["de"], tone: "formal" });
  });

  it("name each language once, the latest first, five at most", () => {
    const none = readRecentChoices(storageWith(null));
    const chosen = (["de", "fr", "de", "it", "es", "pl", "cs"] as const).reduce(withLanguage, none);
    expect(chosen.languages).toEqual(["cs", "pl", "es", "it", "de"]);
  });

  it.each([null, "", "[]", "{", '{"languages":["tlh"],"tone":"rude"}'])(
    "are none where the storage holds %s",
    (text) => {
      expect(readRecentChoices(storageWith(text))).toEqual({ languages: [], tone: "neutral" });
    },
  );
});
