import { describe, expect, it } from "vitest";
import { emptyBrief, optionsOf } from "./page-brief.ts";

describe("optionsOf", () => {
  it("needs a title and what it is about, and leaves out what was not said", () => {
    expect(optionsOf(emptyBrief)).toBeNull();
    expect(optionsOf({ ...emptyBrief, title: "Tea", brief: "  " })).toBeNull();
    expect(optionsOf({ ...emptyBrief, title: " Tea ", brief: "How to make it." })).toEqual({
      title: "Tea",
      brief: "How to make it.",
    });
  });

  it("takes along all that was said", () => {
    const said = { title: "Tea", brief: "How.", audience: "Guests", notes: "Hot.", sources: ["a.md"], path: "b.md" };
    expect(optionsOf(said)).toEqual(said);
  });
});
