import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { numbersElsewhere, numbersToProve } from "./rule-numbers.ts";
import { readTestNames } from "./test-names.ts";

const root = new URL("../../../../", import.meta.url);
const pathOf = (folder: string): string => fileURLToPath(new URL(folder, root));

describe("every rule, property and known mistake of the engine has a test that carries its number", () => {
  const engine = readTestNames([pathOf("packages/credits/")]);
  const names = [...engine.names, ...readTestNames([pathOf("packages/server/test/")]).names];
  const carriers = (number: string): readonly string[] => {
    const standsAlone = new RegExp(`(?<![\\w.])${number.replace(".", "\\.")}(?![\\w.]*\\d)`);
    return names.filter((name) => standsAlone.test(name));
  };

  test("none is without one", () => {
    expect(numbersToProve().length).toBeGreaterThan(90);
    expect(numbersToProve().filter((number) => carriers(number).length === 0)).toEqual([]);
  });

  test("no number is both the engine's and elsewhere's, and each that is elsewhere says why", () => {
    const engines = new Set(numbersToProve());
    expect(Object.keys(numbersElsewhere).filter((number) => engines.has(number))).toEqual([]);
    expect(Object.values(numbersElsewhere).filter((reason) => reason.length < 20)).toEqual([]);
  });

  test("L1 none of the tests that guard credits is left out or runs alone, and every group of them has some", () => {
    expect(engine.leftOut).toEqual([]);
    const groups = ["faults", "histories", "interleavings", "processes", "rules", "model"];
    const namesOf = (group: string) => readTestNames([pathOf(`packages/credits/test/${group}/`)]).names;
    expect(groups.filter((group) => namesOf(group).length === 0)).toEqual([]);
  });

  test("names are read with their describe blocks, and numbers are not found inside others", () => {
    expect(names.length).toBeGreaterThan(300);
    expect(carriers("R5.2").length).toBeGreaterThan(5);
    expect(carriers("R99.1")).toEqual([]);
    expect(carriers("P1").every((name) => /\bP1\b/.test(name))).toBe(true);
  });
});
