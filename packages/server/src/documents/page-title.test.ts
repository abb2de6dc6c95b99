import { expect, test } from "vitest";
import { titleOf } from "./page-title.ts";

test.each([
  ["front matter", "---\ntitle: From front matter\n---\n# Heading\n", "From front matter"],
  ["quoted front matter", '---\ntitle: "A \\"quoted\\" one: yes"\n---\n', 'A "quoted" one: yes'],
  ["front matter in single quotes", "---\ntitle: 'It''s'\n---\n", "It's"],
  ["front matter with CRLF", "---\r\ntitle: Windows\r\nx: 1\r\n---\r\n# Other", "Windows"],
  ["front matter with a comment", "---\ntitle: Plain # not this\n---\n", "Plain"],
  ["a block scalar falls through", "---\ntitle: |\n  many\n---\n# Heading\n", "Heading"],
  ["front matter without a title", "---\nlayout: doc\n---\n\n## Second level\n", "Second level"],
  ["empty front matter", "---\n---\n# Heading\n", "Heading"],
  ["a byte order mark", "\uFEFF# Marked\n", "Marked"],
  ["inline Markdown in a heading", "# **Bold** `code` [link](https://x.y) {#id} ##\n", "Bold code link"],
  ["a comment in a code block is no heading", "```sh\n# not this\n```\n# This\n", "This"],
  ["a longer fence", "````md\n```\n# no\n```\n````\n# Yes\n", "Yes"],
  ["no heading", "just text\n", "my page"],
  ["nothing", "", "my page"],
  ["a name that ends in a sign", "# About C#\n", "About C#"],
  ["a heading of marks only goes to the next", "# ##\n## Next\n", "Next"],
  ["a hash without a space", "#nope\n", "my page"],
])("%s", (_what, text, title) => {
  expect(titleOf("guide/my page.md", Buffer.from(text))).toBe(title);
});

test("a title is one line of at most 200 characters", () => {
  const title = titleOf("a.md", Buffer.from(`# ${"long ".repeat(100)}`));
  expect(title).toHaveLength(200);
  expect(title.endsWith("…")).toBe(true);
});

test("no heading takes longer than its length explains", () => {
  const blanks = " ".repeat(16_000);
  const startedAt = performance.now();
  for (const text of [
    `# ${blanks}x\u2028y`,
    `# ${"[".repeat(16_000)}`,
    `---\ntitle: x${blanks}y\n---\n`,
    `# ${blanks}#x`,
  ])
    titleOf("a.md", Buffer.from(text));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("bytes that are no text fall back to the file's name", () => {
  expect(titleOf("a/picture.png", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe("picture.png");
});

test("a long page is not read to its end for its title", () => {
  const bytes = Buffer.from(`${"é".repeat(1_000_000)}\n# Too far\n`);
  expect(titleOf("a.md", bytes)).toBe("a");
});
