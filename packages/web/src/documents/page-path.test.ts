import { describe, expect, it } from "vitest";
import { completePath, pathProblem, titleFromPath } from "./page-path.ts";

describe("completePath", () => {
  it("trims and adds .md only where there is no ending", () => {
    expect(completePath("  /guide/intro/ ")).toBe("guide/intro.md");
    expect(completePath("a.mdx")).toBe("a.mdx");
    expect(completePath("")).toBe("");
  });
});

describe("pathProblem", () => {
  it.each([
    ["", "empty"],
    ["a/../b.md", "segment"],
    ["a//b.md", "segment"],
    ["a\\b.md", "characters"],
    ["a\u0007.md", "characters"],
    ["a\u202egpj.md", "characters"],
    ["notes.txt", "ending"],
    [`${"a".repeat(510)}.md`, "long"],
    ["there.md", "taken"],
    ["guide/ok.md", null],
  ] as const)("%j gives %s", (path, problem) => {
    expect(pathProblem(path, new Set(["there.md"]))).toBe(problem);
  });
});

describe("titleFromPath", () => {
  it("reads a file name as a title", () => {
    expect(titleFromPath("guide/getting-started.md")).toBe("Getting started");
  });
});
