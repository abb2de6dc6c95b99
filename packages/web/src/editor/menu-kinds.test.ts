import { findOptionProblems, requiredOptionsOf } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { kindsFor, optionAsked, optionsToShow } from "./menu-kinds.ts";

const values = { tone: "formal", language: "de", instruction: "Make it rhyme." } as const;

describe("the kinds of the AI menu", () => {
  it("are each in one menu only", () => {
    const selection = kindsFor("selection");
    expect(selection).toContain("grammar");
    expect(kindsFor("cursor").filter((kind) => selection.includes(kind))).toEqual([]);
  });

  it("ask for what they need, and are priced with nothing that none of them needs", () => {
    expect(optionAsked("improve")).toBeNull();
    expect(optionAsked("tone")).toBe("tone");
    expect(optionAsked("translate")).toBe("language");
    expect(optionAsked("custom")).toBe("instruction");
    expect(optionsToShow(["improve", "grammar"], values)).toEqual({});
    expect(optionsToShow(["improve", "tone"], values)).toEqual({ tone: "formal" });
    const all = kindsFor("selection");
    const options = optionsToShow(all, values);
    for (const kind of all) expect(findOptionProblems(kind, requiredOptionsOf(kind, options))).toEqual([]);
  });
});
