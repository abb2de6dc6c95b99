import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { isSaved, openAiMenu, openEditor, selectLine } from "./helpers/editor.ts";
import { givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

const hostile = new URL("../fixtures/markdown/hostile/", import.meta.url);
/** What is no text, or holds NUL, is refused on its way in. */
const refused = new Set(["invalid-utf8.md", "nul.md", "utf16.md", "utf8-surrogate.md"]);
const names = readdirSync(hostile).filter((name) => name.endsWith(".md") && !refused.has(name));

describe("a page that somebody else wrote", () => {
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });

  // The visit itself fails where the app asks another host for anything or breaks its own policy.
  test.each(names)("%s runs nothing, leads nowhere, and stays as it is byte for byte", async (name) => {
    const { page } = nora;
    const bytes = readFileSync(new URL(name, hostile));
    await givenPage(nora, name, bytes);
    await openEditor(nora, name);
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByRole("article").waitFor();
    await preview.getByRole("heading").first().waitFor();
    expect(await page.title()).not.toContain("owned");
    const dangers = await preview.evaluate((element) =>
      [...element.querySelectorAll("*")]
        .filter(
          (found) =>
            /^(script|iframe|object|embed|base|link|meta|style|form|svg|math|video|img)$/i.test(found.tagName) ||
            found.getAttributeNames().some((attribute) => attribute.startsWith("on")) ||
            /^\s*(javascript|vbscript|data|file):/i.test(found.getAttribute("href") ?? ""),
        )
        .map((found) => found.outerHTML),
    );
    expect(dangers).toEqual([]);
    expect((await storedPage(nora, name)).equals(bytes)).toBe(true);
  });

  test("leads by its links to the pages that they mean, and says so where there is none", async () => {
    const { page } = nora;
    await givenPage(nora, "guide/a.md", "# A\n\n[On to B](../b.md) or [nowhere](no-page.md).\n");
    await givenPage(nora, "b.md", "# B\n");
    await openEditor(nora, "guide/a.md");
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByRole("link", { name: "nowhere" }).click();
    await page.getByText("There is no page at “no-page.md”.").waitFor();
    await preview.getByRole("link", { name: "On to B" }).click();
    await page.getByRole("textbox", { name: "Markdown of b.md" }).waitFor();
  });
});

describe("a page that is too large", () => {
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });

  test("a selection of more than 20,000 characters is refused before anything is sent, and a shorter one is taken", async () => {
    const { page } = nora;
    const paragraph = `\n${"A sentence of the page. ".repeat(40)}\n`;
    await givenPage(nora, "long.md", `# Long\n\nThe first line.\n${paragraph.repeat(250)}`);
    const markdown = await openEditor(nora, "long.md");
    await markdown.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+j");
    await page
      .getByText(/characters; one action takes at most 20,000\. Select a part of it\.$/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await selectLine(markdown, "The first line.");
    await openAiMenu(page);
  });

  test("beyond 2 MB it is not saved and says so; what was typed stays, and is saved when it is shorter again", async () => {
    const { page } = nora;
    const line = "A line of this very long page, which is nearly as long as allowed.\n";
    const full = `Start\n${line.repeat(Math.floor(1_999_980 / line.length))}`;
    await givenPage(nora, "full.md", full);
    const markdown = await openEditor(nora, "full.md");
    await markdown.getByText("Start", { exact: true }).click();
    await page.keyboard.press("Home");
    await page.keyboard.insertText("x".repeat(100));
    await page.getByText("Not saved", { exact: true }).waitFor();
    expect((await storedPage(nora, "full.md")).length).toBe(full.length);
    await page.keyboard.press("Control+z");
    await page.keyboard.type("!");
    await isSaved(page);
    expect((await storedPage(nora, "full.md")).length).toBe(full.length + 1);
  });
});
