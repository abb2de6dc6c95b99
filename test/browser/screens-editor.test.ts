import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { setNextRun } from "./helpers/actions.ts";
import { openAiMenu, openEditor, priced, runOn, selectLine } from "./helpers/editor.ts";
import { both } from "./helpers/filled-workspace.ts";
import { givenPage, leaveCredits, overwrite } from "./helpers/person.ts";
import { expectGoodScreen } from "./helpers/screen.ts";
import { useWalk, walkTimeoutMs } from "./helpers/screens.ts";

const widths = [390, 1280] as const;

// The editor opens otherwise on a wide screen than on a narrow one.
describe.each(widths)(
  "the screens of the editor at %i pixels, in light and dark",
  { timeout: walkTimeoutMs },
  (width) => {
    const walk = useWalk(width, expectGoodScreen);

    test("the editor: text and preview, the AI menu and its further pages", async () => {
      const { person, expectGood } = walk();
      const { page } = person;
      const markdown = await openEditor(person, "draft.md");
      await markdown.getByText("Teh numbers").waitFor();
      await expectGood("editor");
      await selectLine(markdown, "Teh numbers");
      await openAiMenu(page);
      await expectGood("ai-menu");
      await page.getByRole("menuitem", { name: /^Change tone/ }).click();
      await page.getByRole("menuitem", { name: /^Formal/ }).waitFor();
      await expectGood("ai-menu-tone");
      await page.keyboard.press("ArrowLeft");
      await page.getByRole("menuitem", { name: /^Translate/ }).click();
      await page.getByRole("option", { name: /^German/ }).waitFor();
      await expectGood("ai-menu-language");
      await page.getByRole("button", { name: /back to all actions$/ }).click();
      await page.getByRole("menuitem", { name: /^Custom instruction/ }).click();
      await page.getByRole("textbox", { name: /^What should the AI do/ }).fill("Turn this into a list");
      await expectGood("ai-menu-instruction");
      await page.keyboard.press("Escape");
      await markdown.getByText("Release notes").last().click();
      await page.keyboard.press("Control+j");
      await priced(page.getByRole("menu", { name: "AI actions" }));
      await expectGood("ai-menu-cursor");
      await page.keyboard.press("Escape");
    });

    test("a review, an accepted edit, a failure, a receipt", async () => {
      const { person, expectGood } = walk();
      const { page } = person;
      const markdown = await openEditor(person, "draft.md");
      const review = await runOn(markdown, "Teh numbers", "Fix grammar");
      await review.getByRole("button", { name: /^Accept/ }).waitFor();
      await review.getByRole("checkbox").first().click();
      await review.getByRole("textbox", { name: /^Say what should be different/ }).fill("Keep it short");
      await review.getByText(/^[\d–]+ credits?$/).waitFor();
      await expectGood("ai-review");
      await review.getByRole("button", { name: /^Accept/ }).click();
      await page.getByRole("button", { name: "Undo and refund" }).waitFor();
      await expectGood("ai-accepted");
      await page.keyboard.press("Control+z");
      await setNextRun(person, "fail-midway");
      const failed = await runOn(markdown, "Teh numbers", "Improve");
      await failed.getByText("This did not work, and cost 0 credits.").waitFor();
      await expectGood("ai-failed");
      await failed.getByRole("button", { name: /^Close/ }).click();
      await page.getByRole("button", { name: "Why this charge? Open the receipt" }).click();
      await page.getByRole("dialog", { name: "Receipt" }).getByText("Why it failed").waitFor();
      await expectGood("receipt-failed");
    });

    test("two versions of one page", async () => {
      const { person, expectGood } = walk();
      const { page } = person;
      const path = `both-${randomUUID().slice(0, 8)}.md`;
      await givenPage(person, path, both);
      const markdown = await openEditor(person, path);
      await overwrite(person, path, both.replace("an new meter", "a new meter"));
      await markdown.getByText("Teh numbers").click();
      await page.keyboard.press("End");
      await page.keyboard.type(" And more.");
      await page.getByRole("dialog", { name: "Somebody saved another version" }).waitFor();
      await expectGood("conflict");
    });

    test("an action large enough to ask first, while it writes and when it is stopped", async () => {
      const { person, expectGood } = walk();
      const { page } = person;
      const markdown = await openEditor(person, "long.md");
      await selectLine(markdown, "A sentence of a text");
      await openAiMenu(page);
      await page.getByRole("menuitem", { name: /^Expand/ }).click();
      const question = page.getByRole("dialog", { name: "Expand this text?" });
      expect(await question.getByRole("definition").allInnerTexts()).toHaveLength(3);
      await expectGood("confirm-run");
      await setNextRun(person, "slow");
      await question.getByRole("button", { name: /^Run/ }).click();
      const review = page.getByRole("region", { name: "Expand: AI text to review" });
      await review.getByText("Writing…").waitFor();
      await page.getByRole("link", { name: /held by running actions/ }).waitFor();
      await review.getByText(/^A sentence/).waitFor();
      await expectGood("ai-writing");
      await page.keyboard.press("Escape");
      await review.getByText(/^Stopped\./).waitFor();
      await expectGood("ai-stopped");
    });

    test("too few credits", async () => {
      const { person, expectGood } = walk();
      const { page } = person;
      await leaveCredits(person, 3);
      const markdown = await openEditor(person, "long.md");
      await selectLine(markdown, "A sentence of a text");
      await page.keyboard.press("Control+j");
      const item = page.getByRole("menuitem", { name: /^Expand .*needs \d+, there are 3$/ });
      await item.waitFor();
      await expectGood("ai-menu-too-few");
      await item.click();
      await page.getByRole("dialog", { name: "Not enough credits" }).getByText("covers it").first().waitFor();
      await expectGood("top-up-needed");
    });
  },
);
