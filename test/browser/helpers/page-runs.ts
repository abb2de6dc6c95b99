import type { Locator, Page } from "playwright-core";
import { goTo } from "./go-to.ts";

/** Opens the list of a workspace's pages and selects some by their titles. */
export async function selectPages(page: Page, workspace: string, titles: readonly string[]): Promise<void> {
  await goTo(page, `/w/${workspace}`);
  for (const title of titles) await page.getByRole("checkbox", { name: `Select “${title}”` }).check();
}

/** Asks for an action on the selected pages; waits for the price of each and of all together. */
export async function askOnPages(page: Page, kind: string, count: number): Promise<Locator> {
  await page.getByRole("button", { name: `AI on ${count} pages` }).click();
  const dialog = page.getByRole("dialog", { name: `AI on ${count} pages` });
  await dialog.getByRole("radio", { name: kind }).click();
  // The first estimate waits until the server has its parser ready.
  await dialog.getByRole("button", { name: /^Run · [\d–]+ credits$/ }).waitFor({ timeout: 20_000 });
  return dialog;
}

/** The row of a page in the table of its run. */
export const rowOf = (page: Page, path: string): Locator =>
  page.getByRole("table", { name: "Pages of this run" }).getByRole("row").filter({ hasText: path });

/** Runs what a dialog asks for and waits until every page has ended. */
export async function runOnPages(page: Page, dialog: Locator, count: number): Promise<void> {
  await dialog.getByRole("button", { name: /^Run · / }).click();
  await page.getByText(`${count} of ${count} pages done`).waitFor({ timeout: 30_000 });
}
