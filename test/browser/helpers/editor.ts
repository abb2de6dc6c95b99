import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { goTo } from "./go-to.ts";
import type { Person } from "./person.ts";

/** The Markdown of the page that is open. */
export const markdownOf = (page: Page, path: string): Locator =>
  page.getByRole("textbox", { name: `Markdown of ${path}` });

/** Opens a page of a person's workspace in the editor. */
export async function openEditor(person: Person, path: string): Promise<Locator> {
  await goTo(person.page, `/w/${person.workspace}/pages/${path}`);
  const markdown = markdownOf(person.page, path);
  await markdown.waitFor();
  return markdown;
}

/** Selects the whole line that holds a text, by three clicks on it. */
export async function selectLine(markdown: Locator, text: string): Promise<void> {
  await markdown.getByText(text).click({ clickCount: 3 });
}

export const isSaved = (page: Page): Promise<void> => page.getByText("Saved", { exact: true }).waitFor();

/** Opens the AI menu on the selection and waits until every kind has its price. */
export async function openAiMenu(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "AI actions for the selected text" }).click();
  const menu = page.getByRole("menu", { name: "AI actions" });
  await priced(menu);
  return menu;
}

/** Waits until every kind of an open AI menu has its price. */
export async function priced(menu: Locator): Promise<void> {
  await menu.getByRole("menuitem").first().waitFor();
  // The first estimate waits until the server has its parser ready.
  const notYet = menu.getByRole("menuitem", { disabled: true }).first();
  await notYet.waitFor({ state: "detached", timeout: 20_000 });
  for (const text of await menu.getByRole("menuitem").allInnerTexts()) expect(text).toMatch(/credit|needs|own key|…/);
}

/** Runs a kind of action without options on the line that holds a text, and returns its review. */
export async function runOn(markdown: Locator, text: string, kind: string): Promise<Locator> {
  const page = markdown.page();
  await selectLine(markdown, text);
  const menu = await openAiMenu(page);
  await menu.getByRole("menuitem", { name: new RegExp(`^${kind}`) }).click();
  return reviewOf(page, kind);
}

/** Waits until so much of a text has come, while it is compared with the original. */
export async function hasStreamed(review: Locator, text: RegExp): Promise<void> {
  await expect.poll(() => review.getByTestId("streamed-text").innerText()).toMatch(text);
}

/** The review of a kind of action. */
export const reviewOf = (page: Page, kind: string): Locator =>
  page.getByRole("region", { name: `${kind}: AI text to review` });
