import type { Locator, Page } from "playwright-core";
import type { Person } from "./person.ts";

/** The Markdown of the page that is open. */
export const markdownOf = (page: Page, path: string): Locator =>
  page.getByRole("textbox", { name: `Markdown of ${path}` });

/** Opens a page of a person's workspace in the editor. */
export async function openEditor(person: Person, path: string): Promise<Locator> {
  await person.page.goto(`/w/${person.workspace}/pages/${path}`);
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
  for (const name of [/^Improve .*credits?/, /^Expand .*credits?/, /^Fix grammar .*credits?/]) {
    await menu.getByRole("menuitem", { name }).waitFor();
  }
  return menu;
}

/** Runs a kind of action on the line that holds a text, and returns its review. */
export async function runOn(markdown: Locator, text: string, kind: "Improve" | "Expand" | "Fix grammar") {
  const page = markdown.page();
  await selectLine(markdown, text);
  const menu = await openAiMenu(page);
  await menu.getByRole("menuitem", { name: new RegExp(`^${kind}`) }).click();
  return page.getByRole("region", { name: `${kind}: AI text to review` });
}
