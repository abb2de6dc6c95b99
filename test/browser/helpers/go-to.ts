import type { Page } from "playwright-core";

/**
 * Goes to an address of the app. Where a workspace or the operator's area is open already, the app leads there itself
 * as by a link, at a fraction of what loading it anew costs. It may show what it knows until it has asked again: use
 * `page.goto` where that matters, or where the loading is what a test is about.
 */
export async function goTo(page: Page, path: string): Promise<void> {
  const here = page.url().startsWith("http") ? new URL(page.url()).pathname : "";
  if (!/^\/(w|operator)\//.test(here)) {
    await page.goto(path);
    return;
  }
  const lead = (address: string): Promise<void> => page.evaluate((to) => history.pushState(null, "", to), address);
  if (here === new URL(path, page.url()).pathname) {
    // What is shown already is left first, so that it opens as it does for anybody.
    await lead("/workspaces");
    await page.getByRole("heading", { name: "Your workspaces" }).waitFor();
  }
  await lead(path);
}
