import { describe, expect, test } from "vitest";
import { readOptions, UsageError } from "./options.ts";

describe("the words of the command", () => {
  test("none ask for everything, long enough to mean something", () => {
    expect(readOptions([])).toMatchObject({
      part: "engine",
      isQuick: false,
      rounds: 3,
      isPipelined: true,
      seconds: 5,
      workspaces: 10_000,
    });
    expect(readOptions(["engine"])).toEqual(readOptions([]));
  });

  test("a smoke run is short, and every length can be named", () => {
    expect(readOptions(["engine", "--quick"])).toMatchObject({ isQuick: true, rounds: 1, seconds: 0.2 });
    expect(readOptions(["--rounds", "3", "--seconds", "2.5"])).toMatchObject({ rounds: 3, seconds: 2.5 });
  });

  test("estimates are a part of their own, with a result of their own", () => {
    const estimate = { part: "estimate", seed: 7, corpus: "docs", jsonPath: ".cache/bench/estimate.json" };
    expect(readOptions(["estimate", "--seed", "7", "--corpus", "docs"])).toMatchObject(estimate);
    expect(readOptions(["estimate"]).corpus).toBeNull();
  });

  test("the server over HTTP is a part of its own, and another build of it can be named", () => {
    expect(readOptions(["http", "--quick"])).toMatchObject({ part: "http", jsonPath: ".cache/bench/http.json" });
    expect(readOptions(["http"]).bundle).toMatch(/packages.server.dist.bundle$/);
    expect(readOptions(["http", "--bundle", "elsewhere"]).bundle).toMatch(/elsewhere$/);
  });

  test.each([
    [["https"], "There is no part called https; there are: engine, http, estimate, panel."],
    [["--rounds", "0"], "--rounds is 0; allowed: a number from 1"],
    [["--rounds", "1.5"], "--rounds is 1.5"],
    [["--seconds", "soon"], "--seconds is soon"],
    [["--sideways"], "sideways"],
  ])("%j is refused with a sentence", (words, sentence) => {
    expect(() => readOptions(words)).toThrow(UsageError);
    expect(() => readOptions(words)).toThrow(sentence);
  });
});
