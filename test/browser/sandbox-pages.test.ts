import { describe, inject, test } from "vitest";
import { checkoutOf, decideInSandbox } from "./helpers/checkout.ts";
import { signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

describe("the pages of the sandbox", { timeout: 120_000 }, () => {
  const visits = useVisits();
  const url = inject("productUrl");

  test("the checkout, its decline, what was paid, and the portal are good on wide and narrow screens", async () => {
    const nora = await signUp(await visits.open(url));
    const { page, workspace } = nora;
    const checkout = await checkoutOf(nora, 500);
    await page.goto(checkout);
    await page.getByText("Sandbox: no real money moves here").waitFor();
    await expectGoodAtEachWidth(page, "sandbox-checkout");
    await page.getByRole("button", { name: "Decline the card" }).click();
    await page.getByRole("alert").waitFor();
    await expectGoodAtEachWidth(page, "sandbox-declined");
    await decideInSandbox(page, "Pay");
    await page.waitForURL(/settings\/billing/);
    await page.goto(checkout);
    await page.getByText("This is paid.").waitFor();
    await expectGoodAtEachWidth(page, "sandbox-paid");
    await page.goto(`/w/${workspace}/settings/billing`);
    await page.getByRole("button", { name: "Cards and addresses" }).click();
    await page.waitForURL(/sandbox-portal/);
    await expectGoodAtEachWidth(page, "sandbox-portal");
  });
});
