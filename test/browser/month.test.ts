import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideInSandbox } from "./helpers/checkout.ts";
import { creditsOf, leaveCredits, signInAs, signUp } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
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
    await page.reload();
    await page.getByRole("heading", { name: "Starter plan" }).waitFor();
    await page.goto(`/w/${workspace}/settings/billing`);
    await page.getByRole("table", { name: "Invoices" }).getByText("$79").first().waitFor();
  });
});
