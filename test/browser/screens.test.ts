import { readdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { openAiMenu, openEditor, runOn, selectLine } from "./helpers/editor.ts";
import { type Person, signInAs } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

void readdirSync;
const folder = "test-results/screenshots";

const looks = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

describe.each(looks)("at $width pixels in the $colorScheme scheme", (look) => {
  const visits = useVisits();
  let owner: Person;

  async function expectGood(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: `${folder}/${name}-${look.width}-${look.colorScheme}.png` });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) }));
    expect.soft(found, name).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(wide, `${name} is wider than the screen by`).toBeLessThanOrEqual(0);
  }

  test("entrance", async () => {
    const page = await visits.open(inject("productUrl"), look);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: /^Owner/ }).waitFor();
    await expectGood(page, "sign-in");
    await page.goto("/sign-up");
    await page.getByLabel("Your name").waitFor();
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByText("Use at least 10 characters.").waitFor();
    await expectGood(page, "sign-up");
    owner = await signInAs(page, "owner");
  });
  test("pages", async () => {
    const { page } = owner;
    await page.goto(`/w/${owner.workspace}`);
    await page.getByRole("link", { name: "First steps" }).waitFor();
    await expectGood(page, "pages");
    await page.getByRole("button", { name: "New page" }).click();
    await page.getByRole("dialog").waitFor();
    await expectGood(page, "new-page");
    await page.goto(`/w/${owner.workspace}/pages/nowhere.md`);
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await expectGood(page, "not-found");
  });
  test("editor", async () => {
    const { page } = owner;
    const markdown = await openEditor(owner, "drafts/release-notes-draft.md");
    await expectGood(page, "editor");
    await selectLine(markdown, "If a action fails");
    await openAiMenu(page);
    await expectGood(page, "ai-menu");
    await page.keyboard.press("Escape");
    const review = await runOn(markdown, "If a action fails", "Fix grammar");
    await review.getByRole("button", { name: /Accept/ }).waitFor();
    await expectGood(page, "ai-review");
    await review.getByRole("button", { name: /Discard/ }).click();
    await page.getByRole("button", { name: /Open the receipt/ }).click();
    await page.getByRole("dialog", { name: "Receipt" }).getByText("it adds up").waitFor();
    await expectGood(page, "receipt");
  });
  test("usage", async () => {
    const { page } = owner;
    await page.goto(`/w/${owner.workspace}/settings/account/ai-usage`);
    await page.getByText("That is").waitFor();
    await expectGood(page, "ai-usage");
    await page.goto(`/w/${owner.workspace}/settings/members`);
    await page.getByRole("heading", { name: "Invite somebody" }).waitFor();
    await page.getByText("Edgar Editor").first().waitFor();
    await expectGood(page, "members");
    await page.goto(`/w/${owner.workspace}/settings/api-keys`);
    await page.getByText("No keys yet").waitFor();
    await expectGood(page, "api-keys");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByRole("dialog").waitFor();
    await expectGood(page, "make-key");
  });
});
