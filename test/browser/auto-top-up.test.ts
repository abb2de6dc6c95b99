import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { decideInSandbox } from "./helpers/checkout.ts";
import { creditsOf, leaveCredits, signUp } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

/** Agrees to what the card is for, and saves one that behaves so. */
async function saveCard(page: Page, behaves: string): Promise<void> {
  await page.getByRole("checkbox", { name: /^I agree that this card is charged/ }).check();
  await page.getByRole("button", { name: "Save a card" }).click();
  await page.getByRole("combobox", { name: "Card" }).selectOption({ label: behaves });
  await decideInSandbox(page, "Save card");
  await page.getByText(/ending in \d{4}/).waitFor();
}

describe("auto top-up", { timeout: 120_000 }, () => {
  const visits = useVisits();
  const url = inject("productUrl");

  test("is off until a card is saved with consent; stops when it is declined, and buys again once a person says so", async () => {
    const nora = await signUp(await visits.open(url));
    const { page, workspace } = nora;
    await page.goto(`/w/${workspace}/settings/billing`);
    const on = page.getByRole("switch", { name: "Buy credits automatically" });
    await on.waitFor();
    expect(await on.isChecked()).toBe(false);
    await saveCard(page, "Works now, is declined when nobody is there");
    await on.check();
    await page.getByLabel("When fewer are left than").fill("20");
    await page.getByText("$5 each time, at most $15 a period; 0 of 3 this period.").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.").first().waitFor();

    await leaveCredits(nora, 10);
    const stopped = page.getByRole("status").filter({ hasText: "Auto top-up has stopped" });
    await expect
      .poll(async () => {
        await page.reload();
        await on.waitFor();
        return await stopped.count();
      })
      .toBe(1);
    expect((await creditsOf(nora)).topUps).toBe(0);

    await page.getByRole("button", { name: "Forget this card" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget this card" }).click();
    await saveCard(page, "Works, also when nobody is there");
    await page.getByRole("button", { name: "Turn it on again" }).click();
    await expect.poll(async () => (await creditsOf(nora)).topUps).toBe(500);
    await page.reload();
    await page.getByRole("table", { name: "Bought credits" }).getByText("paid · automatic").waitFor();
  });
});
