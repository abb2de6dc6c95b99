import { describe, expect, it } from "vitest";
import { canSave, termsProblem, tidyTerms } from "./voice-draft.ts";

const saved = { tone: "Friendly.", keepTerms: ["Dokly"], neverTranslate: [] };

describe("a draft of the voice", () => {
  it("can be saved when it is allowed and something changed", () => {
    expect(canSave(saved, saved)).toBe(false);
    expect(canSave({ ...saved, tone: "Friendly. " }, saved)).toBe(false);
    expect(canSave({ ...saved, tone: "Formal." }, saved)).toBe(true);
    expect(canSave({ ...saved, keepTerms: [] }, saved)).toBe(true);
    expect(canSave({ ...saved, neverTranslate: ["<b>"] }, saved)).toBe(false);
    expect(canSave({ ...saved, tone: "x".repeat(1_001) }, saved)).toBe(false);
  });

  it("names the term that is wrong, and why", () => {
    expect(termsProblem(["Dokly", "lot"])).toBeNull();
    expect(termsProblem(["x".repeat(101)])).toEqual({ type: "long", term: "x".repeat(101) });
    expect(termsProblem(["a", "<b>"])).toEqual({ type: "characters", term: "<b>" });
    expect(termsProblem(Array.from({ length: 201 }, (_, index) => `t${index}`))).toEqual({ type: "many" });
  });

  it("keeps each term once, without spaces around it", () => {
    expect(tidyTerms([" Dokly", "Dokly, bucket", "", "lot "])).toEqual(["Dokly", "bucket", "lot"]);
  });
});
