import { planList } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StripeTestServer, startStripeTestServer } from "../../test-servers/stripe/server.ts";
import { openCheckout } from "./helpers/checkout.ts";
import { openAiMenu, openEditor, reviewOf, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, leaveCredits, type Person, signUp } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "The kettle are on, and teh water is hot.";

describe("paying through Stripe", { timeout: 120_000 }, () => {
  const visits = useVisits();
  let stripe: StripeTestServer;
  let product: Product;
  beforeAll(async () => {
    stripe = await startStripeTestServer();
    product = await startProduct({
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_URL: stripe.url,
    });
    stripe.webhooks.deliverTo(`${product.url}/api/v1/webhooks/stripe`);
  });
  afterAll(async () => {
    await product?.stop();
    await stripe?.close();
  });
  const arrive = async (): Promise<Person> => signUp(await visits.open(product.url, { sentTo: stripe.url }));

  test("who runs out of credits is declined, pays with another card, and the action finishes", async () => {
    const nora = await arrive();
    const { page, api } = nora;
    expect((await api.get("/api/v1/plans", planList)).payments).toBe("stripe");
    await givenPage(nora, "kettle.md", `# Kettle\n\n${text}\n`);
    await leaveCredits(nora, 0);
    const markdown = await openEditor(nora, "kettle.md");
    await selectLine(markdown, "The kettle are on");
    const menu = await openAiMenu(page);
    await menu.getByRole("menuitem", { name: /^Fix grammar/ }).click();
    const tab = await openCheckout(page, page.getByRole("button", { name: "Buy and run · $0.50" }));
    expect(new URL(tab.url()).host).toBe(new URL(stripe.url).host);
    await tab.getByRole("button", { name: "Pay with a card that is declined" }).click();
    await tab.getByRole("alert").waitFor();
    expect((await creditsOf(nora)).topUps).toBe(0);
    await tab.getByRole("button", { name: "Pay", exact: true }).click();
    await tab.getByText("Paid. 50 credits have arrived.").waitFor();
    await page.getByRole("button", { name: "Run “Fix grammar”" }).click();
    // On a busy machine the demo writer's first action waits for its checker.
    const accept = reviewOf(page, "Fix grammar").getByRole("button", { name: /^Accept/ });
    await accept.click({ timeout: 45_000 });
    await page
      .getByTestId("last-action")
      .getByText(/credit/)
      .waitFor();
    expect((await creditsOf(nora)).topUps).toBe(50);
  });

  test("a plan is started, raised at once, and cancelled for the end of what is paid", async () => {
    const nora = await arrive();
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/settings/plan`);
    await page.getByRole("button", { name: "Upgrade: Starter" }).click();
    await page.getByRole("button", { name: "Go to the checkout · $19" }).click();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await page.getByRole("heading", { name: "Starter plan" }).waitFor();
    expect(await creditsOf(nora)).toMatchObject({ plan: "starter", available: 500 });

    await page.getByRole("button", { name: "Upgrade: Pro" }).click();
    await page.getByRole("button", { name: "Upgrade now · $60" }).click();
    await page.getByRole("heading", { name: "Pro plan" }).waitFor();
    await expect.poll(() => creditsOf(nora)).toMatchObject({ plan: "pro", available: 2500 });

    await page.getByRole("button", { name: "Cancel the plan" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the plan" }).click();
    await page.getByText(/^Cancelled\. On .* the Free plan begins$/).waitFor();
    await expect.poll(() => creditsOf(nora)).toMatchObject({ plan: "pro", nextPlan: "free", available: 2500 });

    await page.goto(`/w/${nora.workspace}/settings/billing`);
    const invoices = page.getByRole("table", { name: "Invoices" });
    await invoices.getByText("$60").waitFor();
    await invoices.getByText("$19").waitFor();
  });
});
