import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutOf, decideInSandbox } from "./helpers/checkout.ts";
import { creditsOf, leaveCredits, meter, signInAs, signUp } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

describe("a month that passes", { timeout: 120_000 }, () => {
  const visits = useVisits();
  // Its clock is set, which no other test would expect.
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product?.stop());

  test("a paid plan is renewed, its next month begins with exactly its credits, and a plan chosen for then is there", async () => {
    const nora = await signUp(await visits.open(product.url));
    const operator = await signInAs(await visits.open(product.url), "operator");
    const passTo = (now: Date) => operator.api.put("/api/v1/operator/clock", { now: now.toISOString() });
    const { page, workspace } = nora;
    await page.goto(`/w/${workspace}/settings/plan`);
    await page.getByRole("button", { name: "Upgrade: Pro" }).click();
    await page.getByRole("button", { name: "Go to the checkout · $79" }).click();
    await decideInSandbox(page, "Pay");
    await page.getByRole("heading", { name: "Pro plan" }).waitFor();
    await leaveCredits(nora, 1234);
    const first = await creditsOf(nora);

    await passTo(new Date(Date.parse(first.period.end) + 60_000));
    await expect.poll(() => creditsOf(nora)).toMatchObject({ plan: "pro", monthly: 2500, spent: 0, available: 2500 });
    const second = await creditsOf(nora);
    expect(second.period.start).toBe(first.period.end);

    await page.goto(`/w/${workspace}/settings/plan`);
    await page.getByRole("button", { name: "Downgrade: Starter" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change at the reset" }).click();
    await page.getByRole("button", { name: "Keep the Pro plan" }).waitFor();
    await passTo(new Date(Date.parse(second.period.end) + 60_000));
    await expect.poll(() => creditsOf(nora)).toMatchObject({ plan: "starter", monthly: 500, available: 500 });
    await meter(nora, 3);
    await page.reload();
    await page.getByRole("heading", { name: "Starter plan" }).waitFor();
    await page.goto(`/w/${workspace}/settings/billing`);
    await page.getByRole("table", { name: "Invoices" }).getByText("$79").first().waitFor();
    // The clock is ended: a workspace that saw the future waits there.
    await operator.api.send("DELETE", "/api/v1/operator/clock");
    await page.getByRole("note").filter({ hasText: "This workspace saw" }).waitFor();
    expect(await creditsOf(nora)).toMatchObject({ plan: "starter", spent: 3, period: { start: second.period.end } });

    // On a phone the log has two columns, also where the reset's row lies among the actions.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/w/${workspace}/settings/account/ai-usage`);
    const log = page.locator("table[aria-labelledby=log-title]");
    await log.getByText(/the actions above count for this period/).waitFor();
    const rightOf = (cell: Locator) => cell.evaluate((element) => Math.round(element.getBoundingClientRect().right));
    expect(await rightOf(log.locator("tbody td:last-child:visible").last())).toBe(await rightOf(log));
  });

  test("the operator lets time pass with a click, and every page says that it is simulated until it is ended", async () => {
    const { page } = await signInAs(await visits.open(product.url), "operator");
    const visitor = await visits.open(product.url);
    await visitor.goto("/sign-in");
    await visitor.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    expect(await visitor.getByRole("note").count()).toBe(0);

    await page.goto("/operator/clock");
    await page.getByText("This is the real time.").waitFor();
    await expectGoodAtEachWidth(page, "operator-clock");
    await page.getByRole("button", { name: "A day", exact: true }).click();
    await page.getByText("This time is simulated and goes on running.").waitFor();
    const simulated = (at: Page) => at.getByRole("note").filter({ hasText: "The clock is simulated: it is" });
    await simulated(page).waitFor();
    await simulated(visitor).waitFor();
    expect(await visitor.getByRole("link", { name: "Set the clock" }).count()).toBe(0);

    await page.getByLabel("Date and time in UTC").fill("2031-05-06T07:08");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await simulated(page).filter({ hasText: "May 6, 2031" }).waitFor();
    await page.goto("/");
    const nora = await signUp(await visits.open(product.url));
    await nora.page.goto(await checkoutOf(nora, 500));
    await nora.page.getByRole("note").filter({ hasText: "The clock is simulated: it is 2031-05-06 07:" }).waitFor();
    await simulated(page).getByRole("link", { name: "Set the clock" }).click();
    await page.getByRole("button", { name: "End the simulation" }).click();
    await page.getByText("This is the real time.").waitFor();
    await simulated(visitor).waitFor({ state: "hidden" });
  });
});
