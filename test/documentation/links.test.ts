import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const markdownIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`);

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "packages/credits/README.md",
  ...markdownIn("docs"),
  ...markdownIn("packages/server/seed"),
];

/** Targets of inline links and images, without the text of code: `[a](b.md)`, `![a](b.png)`. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^ *(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\1[ \t]*$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)].map((match) => match[1] ?? "");
}

/** A heading's id as GitHub makes it. */
const headingId = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

describe("links between our own pages", () => {
  test("are found at all, so that the checks below mean something", () => {
    expect(pages.flatMap((page) => linksOf(readFileSync(new URL(page, root), "utf8"))).length).toBeGreaterThan(20);
  });

  test.each(pages)("%s leads only to files and headings that are there", (page) => {
    const from = new URL(page, root);
    const broken = linksOf(readFileSync(from, "utf8")).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const target = new URL(link, from);
      const heading = decodeURIComponent(target.hash.slice(1));
      target.hash = "";
      if (!existsSync(target)) return true;
      if (heading === "") return false;
      const ids = [...readFileSync(target, "utf8").matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
        headingId(match[1] ?? ""),
      );
      return !ids.includes(heading);
    });
    expect(broken).toEqual([]);
  });
});
