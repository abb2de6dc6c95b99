import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/security.md", root), "utf8");
const paths = [...page.matchAll(/`((?:[\w.-]+\/)+[\w.-]+)`/g)].map(([, path = ""]) => path);

test("every file and test that docs/security.md names is there", () => {
  expect(new Set(paths).size).toBeGreaterThan(50);
  const isThere = (path: string) => [`packages/${path}`, path].some((one) => existsSync(new URL(one, root)));
  expect([...new Set(paths)].filter((path) => !isThere(path))).toEqual([]);
});

test("every line of the checklist names what proves it, or says that nothing does", () => {
  const checklist = page.slice(page.indexOf("## Checklist"));
  const lines = [...checklist.matchAll(/^\| (\d+\.\d+\.\d+.*) \| (.*) \| (.*) \|$/gm)];
  expect(lines.length).toBeGreaterThan(40);
  const unproven = lines.filter(([, , , proof = ""]) => !proof.includes("test") && !proof.includes("`credits/test/"));
  expect(unproven).toEqual([]);
});
