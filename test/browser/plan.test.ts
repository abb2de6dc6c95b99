import { beforeAll, describe, expect, inject, test } from "vitest";
import { decideInSandbox } from "./helpers/checkout.ts";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, leaveCredits, type Person, signUp } from "./helpers/person.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

describe("the plan of a workspace", { timeout: 120_000 }, () => {
  const visits = useVisits();
  const url = inject("productUrl");
  let olga: Person;
  const openPlan = (person: Person) => goTo(person.page, `/w/${person.workspace}/settings/plan`);
  beforeAll(async () => {
    olga = await signUp(await visits.open(url), "Olga Owner");
  });

  test("every plan shows what it gives and buys, by the month and by the year, and one without a price a way to talk", async () => {
    const { page } = olga;
    await openPlan(olga);
    await page.getByRole("heading", { name: "Free plan" }).waitFor();
    await page.getByText(/^Dates and times are shown in your time zone, Europe\/Berlin\.$/).waitFor();
    const pro = page.getByRole("listitem").filter({ hasText: "2,500 credits a month" });
    await pro.getByText("About 50 generated pages or 1,000 inline edits").waitFor();
    await pro.getByText("$79 a month").waitFor();
    await page.getByText("By the year", { exact: true }).click();
    await pro.getByText("$790 a year").waitFor();
    const enterprise = page.getByRole("listitem").filter({ hasText: "Enterprise" });
    await enterprise.getByRole("button", { name: /^Contact us/ }).waitFor();
  });

  test("who leaves the checkout is told that nothing was charged, and can begin again", async () => {
    const { page } = olga;
    await openPlan(olga);
    await page.getByRole("button", { name: "Upgrade: Starter" }).click();
    await page.getByRole("button", { name: "Go to the checkout · $19" }).click();
    await decideInSandbox(page, "Cancel");
    const left = page.getByRole("status").filter({ hasText: "The Starter plan was not paid for" });
    await left.getByText(/^You left the checkout\. Nothing was charged/).waitFor();
    await page.getByRole("heading", { name: "Free plan" }).waitFor();
    await left.getByRole("button", { name: "Dismiss" }).click();
    await left.waitFor({ state: "hidden" });
    expect(await creditsOf(olga)).toMatchObject({ plan: "free", available: 50 });
  });

  test("a plan is started in the checkout, raised at once for the difference, lowered at the reset, and kept after all", async () => {
    const { page } = olga;
    await openPlan(olga);
    await page.getByRole("button", { name: "Upgrade: Starter" }).click();
    await page.getByRole("button", { name: "Go to the checkout · $19" }).click();
    await decideInSandbox(page, "Pay");
    await page.getByRole("heading", { name: "Starter plan" }).waitFor();
    expect(await creditsOf(olga)).toMatchObject({ plan: "starter", monthly: 500, available: 500 });

    await leaveCredits(olga, 400);
    await page.getByRole("button", { name: "Upgrade: Pro" }).click();
    const dialog = page.getByRole("dialog", { name: "Upgrade now?" });
    await dialog.getByText("+2,000 credits").waitFor();
    await dialog.getByRole("button", { name: "Upgrade now · $60" }).click();
    await page.getByRole("heading", { name: "Pro plan" }).waitFor();
    await expect.poll(() => creditsOf(olga)).toMatchObject({ plan: "pro", monthly: 2500, spent: 100, available: 2400 });

    await page.getByRole("button", { name: "Downgrade: Starter" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change at the reset" }).click();
    await page
      .getByText(/^On .* the Starter plan begins$/)
      .first()
      .waitFor();
    expect(await creditsOf(olga)).toMatchObject({ plan: "pro", nextPlan: "starter", available: 2400 });

    await page.getByRole("button", { name: "Keep the Pro plan" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep the present plan" }).click();
    await page.getByRole("button", { name: "Keep the Pro plan" }).waitFor({ state: "hidden" });
    expect(await creditsOf(olga)).toMatchObject({ plan: "pro", nextPlan: null, available: 2400 });
  });

  test("only owners see it", async () => {
    const adam = await joinAs("admin", { owner: olga, page: await visits.open(url), name: "Adam Admin" });
    await openPlan(adam);
    await adam.page.getByText("Only owners see and change the plan.").waitFor();
    expect(await adam.page.getByRole("button", { name: /Upgrade/ }).count()).toBe(0);
  });
});
