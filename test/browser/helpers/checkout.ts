import type { Locator, Page } from "playwright-core";

/** Clicks what opens a checkout in a tab of its own, and returns that tab. */
export async function openCheckout(page: Page, button: Locator): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent("page"), button.click()]);
  await tab.waitForURL(/checkout/);
  return tab;
}

/** Decides in the sandbox checkout, whose page says what it is. */
export async function decideInSandbox(tab: Page, decision: "Pay" | "Save card" | "Decline" | "Cancel"): Promise<void> {
  await tab
    .getByText(/sandbox/i)
    .first()
    .waitFor();
  await tab.getByRole("button", { name: new RegExp(`^${decision}`) }).click();
}
