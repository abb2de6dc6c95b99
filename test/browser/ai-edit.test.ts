import { actionDetail, actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { isSaved, openAiMenu, openEditor, priced, runOn, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

// Windows line ends, a table, a fence and trailing spaces: whatever an edit could disturb around the selection.
const before = "---\r\ntitle: Tea\r\n---\r\n\r\n# Tea  \r\n\r\n| a | b |\r\n|---|:-:|\r\n\r\n";
const after = "\r\n\r\n```js\r\nlet a  =  1\r\n```\r\n\r\n<div>  raw </div>\r\n\r\n* one\r\n+ two";
const mistaken = "She dont likes teh tea, and **their** going too the shop.";

describe("an AI edit of a selection", () => {
  const visits = useVisits();
  let nora: Person;
  let markdown: Locator;
  let path: string;
  let number = 0;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });
  beforeEach(async () => {
    number += 1;
    path = `tea-${number}.md`;
    await givenPage(nora, path, before + mistaken + after);
    markdown = await openEditor(nora, path);
  });

  test("shows what every kind would cost before anything runs", async () => {
    await selectLine(markdown, "She dont");
    const menu = await openAiMenu(nora.page);
    for (const kind of [
      "Improve",
      "Expand",
      "Shorten",
      "Simplify",
      "Fix grammar",
      "Change tone",
      "Custom instruction",
    ]) {
      const item = menu.getByRole("menuitem", { name: new RegExp(`^${kind}`) });
      expect(await item.innerText()).toMatch(/\d+(–\d+)? credits?/);
    }
    expect(await creditsOf(nora)).toMatchObject({ spent: 0, held: 0, available: 50 });
    await nora.page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
  });

  test("shows its change as a diff, replaces the selection and nothing else when accepted, and one undo restores it", async () => {
    const { page } = nora;
    const review = await runOn(markdown, "She dont", "Fix grammar");
    await review.getByText("Demo writer").waitFor();
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await review.getByRole("checkbox", { name: /“teh” becomes “the”$/, checked: true }).waitFor();
    expect(String(await storedPage(nora, path))).toBe(before + mistaken + after);
    await page.keyboard.press("Enter");
    await review.waitFor({ state: "detached" });
    await isSaved(page);
    await expect.poll(async () => String(await storedPage(nora, path))).not.toContain("teh");
    const accepted = String(await storedPage(nora, path));
    expect(accepted.startsWith(before)).toBe(true);
    expect(accepted.endsWith(after)).toBe(true);
    expect(accepted.slice(before.length, -after.length)).toContain("**");
    await page.keyboard.press("Control+z");
    await expect.poll(async () => String(await storedPage(nora, path))).toBe(before + mistaken + after);
  });

  test("leaves every byte as it was when discarded", async () => {
    const review = await runOn(markdown, "She dont", "Improve");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await nora.page.keyboard.press("Escape");
    await review.waitFor({ state: "detached" });
    expect(String(await storedPage(nora, path))).toBe(before + mistaken + after);
  });

  test("says what it cost, and its receipt adds up to that", async () => {
    const { page } = nora;
    const spentBefore = (await creditsOf(nora)).spent;
    const review = await runOn(markdown, "She dont", "Expand");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    const { spent, held } = await creditsOf(nora);
    const charged = spent - spentBefore;
    expect(held).toBe(0);
    const line = page.getByRole("region", { name: "Last AI action" });
    await line.getByText(new RegExp(`^${charged} credits?( · \\d+ returned)?$`)).waitFor();
    await line.getByRole("button", { name: "Why this charge? Open the receipt" }).click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("Computed again in your browser from these tokens and prices: it adds up.").waitFor();
    await receipt.getByText(`Charge: ${charged} credit${charged === 1 ? "" : "s"}`).waitFor();

    const actions = `/api/v1/workspaces/${nora.workspace}/actions`;
    const [newest] = (await nora.api.get(`${actions}?limit=1`, actionsPage)).items;
    const detail = await nora.api.get(`${actions}/${newest?.id}`, actionDetail);
    const lines = detail.receipt?.lines ?? [];
    const cost = lines.reduce(
      (sum, { tokens, nanoDollarsPerToken }) => sum + BigInt(tokens) * BigInt(nanoDollarsPerToken),
      0n,
    );
    const perCredit = BigInt(detail.receipt?.nanoDollarsPerCredit ?? 0);
    const rounded = (cost + perCredit - 1n) / perCredit;
    const sum = [1n, rounded].reduce((largest, value) => (value > largest ? value : largest));
    expect(sum < BigInt(detail.held) ? sum : BigInt(detail.held)).toBe(BigInt(charged));
    // What the drawer shows are the same tokens and prices.
    for (const { what, tokens } of lines) {
      const row = receipt.getByRole("row", { name: new RegExp(`^${what}`, "i") });
      await row
        .getByRole("cell", { name: tokens.toLocaleString("en-US"), exact: true })
        .first()
        .waitFor();
    }
  });

  test("widens a selection that cuts through formatting, says so, and never breaks the formatting", async () => {
    const { page } = nora;
    await markdown.getByText("their", { exact: true }).dblclick();
    // On over the closing stars and the next word.
    for (let word = 0; word < 2; word += 1) await page.keyboard.press("Control+Shift+ArrowRight");
    await page.getByRole("button", { name: "AI actions for the selected text" }).click();
    await page.getByText("The marked text will be replaced").waitFor();
    await page.keyboard.press("Escape");
    expect(String(await storedPage(nora, path))).toBe(before + mistaken + after);
  });

  test("without a selection the menu offers the paragraph at the cursor and the whole page", async () => {
    const { page } = nora;
    await markdown.getByText("She dont").click();
    await page.keyboard.press("Control+j");
    const menu = page.getByRole("menu", { name: "AI actions" });
    await menu.getByRole("menuitem", { name: /^The whole page/ }).waitFor();
    await menu.getByRole("menuitem", { name: /^This paragraph/ }).click();
    await priced(menu);
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await expect.poll(() => page.evaluate(() => String(document.getSelection()))).toBe(mistaken);
  });
});
