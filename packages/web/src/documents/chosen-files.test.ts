import { describe, expect, it } from "vitest";
import { filesOfInput, isLeftOut } from "./chosen-files.ts";

describe("isLeftOut", () => {
  it.each([
    [".git/config", true],
    ["guide/.DS_Store", true],
    ["node_modules/a/readme.md", true],
    [".vitepress/theme.md", false],
    ["guide/a.md", false],
  ])("%s → %s", (path, expected) => {
    expect(isLeftOut(path)).toBe(expected);
  });
});

describe("filesOfInput", () => {
  it("names files by their path inside the chosen folder", () => {
    const file = (name: string, webkitRelativePath: string) =>
      Object.defineProperty(new File(["x"], name), "webkitRelativePath", { value: webkitRelativePath });
    const list = [file("a.md", "docs/guide/a.md"), file("b.md", ""), file("HEAD", "docs/.git/HEAD")];
    expect(filesOfInput(list as unknown as FileList).map(({ path }) => path)).toEqual(["guide/a.md", "b.md"]);
  });
});
