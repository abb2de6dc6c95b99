import { describe, expect, inject, test } from "vitest";
import { markdownOf } from "./helpers/editor.ts";
import { givenPage, signUp, storedPage } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

const line = "She dont likes teh tea.";

describe("the main job without a mouse", () => {
  const visits = useVisits();

  test("from signing in to an accepted AI edit and its receipt, by keys alone", async () => {
    const page = await visits.open(inject("productUrl"));
    const nora = await signUp(page, "Kay Keys");
    await givenPage(nora, "tea.md", `# Tea\n\n${line}\n`);
    await page.context().clearCookies();
    const { keyboard } = page;
    /** Presses Tab until something of that name has the focus. */
    async function tabTo(name: RegExp): Promise<void> {
      for (let press = 0; press < 40; press += 1) {
        await keyboard.press("Tab");
        const focused = await page.evaluate(() => {
          const { activeElement } = document;
          return `${activeElement?.getAttribute("aria-label") ?? ""} ${activeElement?.textContent ?? ""}`;
        });
        if (name.test(focused)) return;
      }
      throw new Error(`Tab does not reach ${name}`);
    }

    await page.goto("/sign-in");
    await page.getByLabel("E-mail").focus();
    await keyboard.type(nora.email);
    await keyboard.press("Tab");
    await keyboard.type("a long pass phrase");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Pages", level: 1 }).waitFor();

    // The first stop of every page skips the frame around it.
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await tabTo(/^ ?Tea$/);
    await keyboard.press("Enter");
    const markdown = markdownOf(page, "tea.md");
    await markdown.waitFor();
    await tabTo(/Markdown of tea\.md/);
    await keyboard.press("Control+End");
    await keyboard.press("ArrowUp");
    await keyboard.press("Shift+End");
    await keyboard.press("Control+j");
    await page.getByRole("menuitem", { name: /^Fix grammar .*credits?/ }).waitFor();
    // The first letters of a name lead to it.
    await keyboard.type("fix");
    await keyboard.press("Enter");
    const review = page.getByRole("region", { name: "Fix grammar: AI text to review" });
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await keyboard.press("Enter");
    await review.waitFor({ state: "detached" });
    await expect.poll(async () => String(await storedPage(nora, "tea.md"))).not.toContain("teh");
    // The focus is back in the text, where undo works at once.
    await keyboard.press("Control+z");
    await expect.poll(async () => String(await storedPage(nora, "tea.md"))).toBe(`# Tea\n\n${line}\n`);

    await tabTo(/Why this charge\?/);
    await keyboard.press("Enter");
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("it adds up").waitFor();
    await keyboard.press("Escape");
    await receipt.waitFor({ state: "hidden" });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Why this charge?");
  });
});
