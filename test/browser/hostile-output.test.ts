import { beforeAll, describe, expect, test } from "vitest";
import { isSaved, openEditor, runOn } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
import { givenPage, type Person, signInAs, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

/** What a model may be brought to write by a page that it reads. */
const hostile = [
  '<img src="https://evil.example/a.png" onerror="document.title=\'owned\'">',
  "<script>document.title='owned'</script>",
  "<svg onload=\"document.title='owned'\"><script>document.title='owned'</script></svg>",
  "[press here](javascript:document.title='owned') and ![a picture](https://evil.example/b.png)",
  "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
].join(" ");

describe("what a model wrote", () => {
  const provider = useProvider();
  const visits = useVisits();
  let olga: Person;
  beforeAll(async () => {
    olga = await signInAs(await visits.open(provider.url), "owner");
  });

  /** What could run, load or lead astray anywhere in the app; the app's own pictures and scripts are its own. */
  const dangers = async (): Promise<readonly string[]> =>
    await olga.page.evaluate(() =>
      [...document.body.querySelectorAll("*")]
        .filter(
          (found) =>
            /^(iframe|object|embed|base)$/i.test(found.tagName) ||
            /evil\.example/.test(found.getAttribute("src") ?? "") ||
            found.getAttributeNames().some((attribute) => attribute.startsWith("on")) ||
            /^\s*(javascript|vbscript|data):/i.test(found.getAttribute("href") ?? ""),
        )
        .map((found) => found.outerHTML),
    );

  // The visit itself fails where the app asks another host for anything or breaks its own policy.
  test("runs nothing while it is reviewed, and nothing once it is on the page", async () => {
    const { page } = olga;
    await givenPage(olga, "hostile-output.md", "# Tea\n\nThe tea are hot.\n\nThe end.\n");
    const markdown = await openEditor(olga, "hostile-output.md");
    provider.anthropic.next({ text: `The tea is hot. ${hostile}` });
    const review = await runOn(markdown, "The tea are hot", "Improve");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    expect(await dangers()).toEqual([]);
    await page.keyboard.press("Enter");
    await isSaved(page);
    await expect.poll(async () => String(await storedPage(olga, "hostile-output.md"))).toContain("onerror");
    await page.getByRole("region", { name: "Preview" }).getByText("The tea is hot.").waitFor();
    expect(await dangers()).toEqual([]);
    expect(await page.title()).not.toContain("owned");
  });

  test("runs nothing in a page that is generated", async () => {
    const { page } = olga;
    provider.anthropic.next({ text: `Boil the water.\n\n## ${hostile}\n\n${hostile}\n`, pieceMs: 60 });
    await goTo(page, `/w/${olga.workspace}`);
    await page.getByRole("button", { name: "Generate page" }).click();
    const dialog = page.getByRole("dialog", { name: "Generate a page" });
    await dialog.getByLabel("Title").fill("Hostile tea");
    await dialog.getByLabel("What it is about").fill("How to boil water.");
    await dialog.getByRole("button", { name: /^Generate · [\d–]+ credits$/ }).click();
    await page
      .getByRole("region", { name: "Text so far" })
      .getByText(/<script>/)
      .waitFor();
    expect(await dangers()).toEqual([]);
    await page.getByRole("textbox", { name: /^Markdown of .*tea/ }).waitFor();
    await page.getByRole("region", { name: "Preview" }).getByText("Boil the water.").waitFor();
    expect(await dangers()).toEqual([]);
    expect(await page.title()).not.toContain("owned");
  });
});
