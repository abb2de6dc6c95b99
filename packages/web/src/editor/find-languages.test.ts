import { describe, expect, it } from "vitest";
import { findLanguages } from "./find-languages.ts";

const codes = (typed: string) => findLanguages(typed).map(({ code }) => code);

describe("findLanguages", () => {
  it("finds by English name, own name and code, without regard to accents and case", () => {
    expect(codes("fran")).toEqual(["fr"]);
    expect(codes("ESPANOL")).toEqual(["es"]);
    expect(codes("日本")).toEqual(["ja"]);
    expect(codes("zh")).toEqual(["zh-Hans", "zh-Hant"]);
  });

  it("lists those that begin with it first", () => {
    expect(codes("en")[0]).toBe("en");
    expect(codes("in")[0]).toBe("id");
  });

  it("lists at least thirty without anything typed, and none that does not fit", () => {
    expect(codes(" ").length).toBeGreaterThanOrEqual(30);
    expect(codes("klingon")).toEqual([]);
  });
});
