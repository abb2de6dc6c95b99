import { findOptionProblems } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { offeredKinds, type RunChoice, runOptionsOf } from "./run-choice.ts";

const choice: RunChoice = { kind: "improve", tone: "formal", language: "de", instruction: " Make it a list. " };

describe("runOptionsOf", () => {
  it("takes along just what each kind asks for", () => {
    expect(runOptionsOf(choice)).toEqual({});
    expect(runOptionsOf({ ...choice, kind: "tone" })).toEqual({ tone: "formal" });
    expect(runOptionsOf({ ...choice, kind: "translate" })).toEqual({ language: "de" });
    expect(runOptionsOf({ ...choice, kind: "custom" })).toEqual({ instruction: "Make it a list." });
    for (const kind of offeredKinds)
      expect(findOptionProblems(kind, runOptionsOf({ ...choice, kind }) ?? {})).toEqual([]);
  });

  it("is nothing yet while an instruction is missing", () => {
    expect(runOptionsOf({ ...choice, kind: "custom", instruction: "  " })).toBeNull();
  });

  it("is for the kinds that replace text, and for no other", () => {
    expect(offeredKinds).toContain("translate");
    expect(offeredKinds).not.toContain("continue");
    expect(offeredKinds).not.toContain("page");
  });
});
