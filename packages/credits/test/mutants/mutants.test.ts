import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutate } from "./mutant.ts";
import { mutants } from "./mutants.ts";

const engine = new URL("../../", import.meta.url);

describe("the list of mutants is about the engine as it is", () => {
  test.each(mutants)("$name", (mutant) => {
    const text = readFileSync(new URL(mutant.file, engine), "utf8");
    expect(mutate(text, mutant)).not.toBe(text);
  });

  test("a text that is not there, or there twice, is an error", () => {
    const mutant = { name: "example", file: "none.ts", find: "a", replace: "b" };
    expect(mutate("xay", mutant)).toBe("xby");
    expect(() => mutate("xyz", mutant)).toThrow("0 times");
    expect(() => mutate("aa", mutant)).toThrow("2 times");
    expect(() => mutate("a", { ...mutant, replace: "a" })).toThrow("changes nothing");
  });

  test("each has a name of its own", () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(100);
  });
});
