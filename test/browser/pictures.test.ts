import { describe, expect, inject, test } from "vitest";
import { runAction, setNextRun } from "./helpers/actions.ts";
import { openEditor } from "./helpers/editor.ts";
import { creditsOf, signInAs } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

/**
 * `DOKLY_PICTURES=1 npm run test:web` takes the pictures of README.md and docs anew. Every other run takes them too,
 * beside, so that what they show can always be reached.
 */
const folder = process.env["DOKLY_PICTURES"] === "1" ? "docs/images" : "test-results/pictures";

describe("the pictures of the documentation", () => {
  const visits = useVisits();
  const url = inject("productUrl");

  test("show what the demo shows", async () => {
    const owner = await signInAs(await visits.open(url), "owner");
    const editor = await signInAs(await visits.open(url), "editor");
    const { page } = owner;
    await page.setViewportSize({ width: 1280, height: 760 });
    const text = "The settings page has an new meter. Teh numbers change while you watch.";
    await runAction(owner, "improve", text.repeat(6));
    await runAction(editor, "expand", text.repeat(8));
    await runAction(editor, "grammar", text);
    await setNextRun(owner, "fail-midway");
    await runAction(owner, "improve", text);

    const markdown = await openEditor(owner, "drafts/release-notes-draft.md");
    // The three lines of the first paragraph.
    await markdown.getByText("The settings page has an new meter").click({ position: { x: 2, y: 4 } });
    for (let line = 0; line < 4; line += 1) await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+End");
    await page.keyboard.press("Control+j");
    await page.getByRole("menuitem", { name: /^Fix grammar .*credits?/ }).click();
    await page.getByRole("button", { name: /^Accept/ }).waitFor();
    await page.getByRole("link", { name: /^[\d,]+ credits available\. Open AI usage\.$/ }).waitFor();
    await page.mouse.move(1, 1);
    await page.screenshot({ path: `${folder}/editor.png` });
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+z");

    await page.setViewportSize({ width: 1280, height: 1500 });
    await page.goto(`/w/${owner.workspace}/settings/account/ai-usage`);
    await page.getByText(/^That is all/).waitFor();
    await page.getByRole("application").waitFor();
    await page.screenshot({ path: `${folder}/ai-usage.png` });

    const picture = (name: string) => ({ path: `${folder}/${name}.png`, animations: "disabled" }) as const;
    const proof = page.getByRole("region", { name: "Can you trust it?" });
    await proof.getByRole("button", { name: "Verify now" }).click();
    await proof.getByText("Everything adds up.").waitFor();
    await page.mouse.move(1, 1);
    await proof.screenshot(picture("ai-usage-proof"));
    await page
      .getByRole("button", { name: /^Receipt of Expand/ })
      .first()
      .click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("it adds up").waitFor();
    // As high as the whole receipt.
    await page.setViewportSize({ width: 1280, height: 1700 });
    await receipt.screenshot(picture("ai-usage-receipt"));
    expect((await creditsOf(owner)).held).toBe(0);
  });
});
