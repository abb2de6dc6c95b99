import { randomUUID } from "node:crypto";
import { topUpOrder } from "@dokly/contract";
import type { Locator, Page } from "playwright-core";
import type { Person } from "./person.ts";

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

/** Orders credits over the API, and returns where they are paid. */
export async function checkoutOf(person: Person, credits: number): Promise<string> {
  const { workspace, api } = person;
  const order = { credits, returnTo: `/w/${workspace}/settings/billing` };
  const key = { "idempotency-key": randomUUID() };
  const { checkoutUrl } = topUpOrder.parse(await api.post(`/api/v1/workspaces/${workspace}/top-ups`, order, key));
  if (checkoutUrl === null) throw new Error("The order has no checkout");
  return checkoutUrl;
}
