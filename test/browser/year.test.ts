import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkoutLink, invoiceList, lotsPage, operatorVerification } from "@dokly/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutOf, decideInSandbox } from "./helpers/checkout.ts";
import { creditsOf, leaveCredits, type Person, signInAs, signUp } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { useVisits } from "./helpers/visit.ts";

/** A sandbox renews and buys by itself, a few seconds after time has moved. */
const byItselfMs = 40_000;
const hourMs = 3_600_000;

describe("a year that passes", { timeout: 240_000 }, () => {
  const visits = useVisits();
  const folder = mkdtempSync(join(tmpdir(), "dokly-year-"));
  // Its clock is set, which no other test would expect, and it begins with a trial.
  let product: Product;
  let nora: Person;
  let operator: Person;
  let page: Page;
  let base: string;
  beforeAll(async () => {
    const file = join(folder, "dokly.json");
    writeFileSync(file, JSON.stringify({ trial: { plan: "pro", days: 14 } }));
    product = await startProduct({ DOKLY_CONFIG: file });
    nora = await signUp(await visits.open(product.url));
    operator = await signInAs(await visits.open(product.url, { hasDemoBar: true }), "operator");
    ({ page } = nora);
    base = `/api/v1/workspaces/${nora.workspace}`;
  }, 120_000);
  afterAll(async () => {
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const withKey = () => ({ "idempotency-key": randomUUID() });
  /** Goes there as a person does who has left the app open all year: it has to notice by itself what has changed. */
  async function open(name: "AI usage" | "Plan" | "Billing"): Promise<void> {
    const home = `/w/${nora.workspace}/`;
    if (!new URL(page.url()).pathname.startsWith(home)) await page.goto(`${home}settings/account/ai-usage`);
    await page.getByRole("navigation", { name: "Navigation" }).getByRole("link", { name, exact: true }).click();
  }

  /** The operator sets the clock to two hours after the next reset: renewals have been tried by then. */
  async function passReset(): Promise<void> {
    const { period } = await creditsOf(nora);
    const now = new Date(Date.parse(period.end) + 2 * hourMs).toISOString();
    await operator.api.put("/api/v1/operator/clock", { now });
    await expect.poll(async () => (await creditsOf(nora)).period.start).toBe(period.end);
  }

  /** What the meter and its sources show, as a person reads them. */
  async function shown(): Promise<readonly string[]> {
    const sources = page.getByRole("table", { name: "Where they came from" });
    await sources.waitFor();
    const rows = await sources.getByRole("row").allInnerTexts();
    const headline = await page.getByText(/^[\d,]+ credits? available$/).innerText();
    return [headline, ...rows].map((line) => line.replaceAll(/\s+/g, " ").trim());
  }

  type Month = {
    readonly plan: string;
    readonly monthly: string;
    readonly topUps?: string;
    readonly goodwill?: string;
    /** What is left of them all. */
    readonly available: string;
    readonly total: string;
  };

  /** The panel and the plan's page are as they should be, and no figure differs from its ledger lines. */
  async function expectMonth({ plan, monthly, topUps = "0", goodwill = "0", available, total }: Month): Promise<void> {
    await open("AI usage");
    await expect
      .poll(shown, { timeout: byItselfMs })
      .toEqual([
        `${available} credits available`,
        `Monthly ${plan} plan ${monthly}`,
        `Top-ups bought ${topUps}`,
        `Goodwill given by the operator ${goodwill}`,
        `In total ${total}`,
      ]);
    await open("Plan");
    await page.getByRole("heading", { name: `${plan} plan`, exact: true }).waitFor({ timeout: byItselfMs });
    const verified = await operator.api.post("/api/v1/operator/verify", { workspace: nora.workspace });
    const { ok, differences, checked } = operatorVerification.parse(verified);
    expect({ ok, differences }).toEqual({ ok: true, differences: [] });
    expect(checked.transfers).toBeGreaterThan(0);
  }

  /** Subscribes in the sandbox's checkout, with a card that behaves so. */
  async function subscribe(plan: string, price: string, card = "Works, also when nobody is there"): Promise<void> {
    await open("Plan");
    await page.getByRole("button", { name: `Upgrade: ${plan}` }).click();
    await page.getByRole("button", { name: `Go to the checkout · ${price}` }).click();
    await page.getByRole("combobox", { name: "Card" }).selectOption({ label: card });
    await decideInSandbox(page, "Pay");
    await page.getByRole("heading", { name: `${plan} plan`, exact: true }).waitFor({ timeout: byItselfMs });
  }

  const changePlan = (plan: string) =>
    nora.api.put(`${base}/billing/plan`, { plan, interval: "month", returnTo: "/" }, withKey());

  async function allowAutoTopUps(): Promise<void> {
    const asked = await nora.api.post(`${base}/billing/card`, { returnTo: `/w/${nora.workspace}`, hasConsent: true });
    await page.goto(checkoutLink.parse(asked).checkoutUrl);
    await decideInSandbox(page, "Save card");
    const settings = { isOn: true, belowCredits: 40, credits: 100, timesPerPeriodMax: 1 };
    const set = () => nora.api.send("PUT", `${base}/billing/auto-top-up`, { data: settings });
    await expect.poll(async () => (await set()).status(), { timeout: byItselfMs }).toBe(200);
  }

  test("a trial, and after its end the free plan; what is bought and what is given expires with its month", async () => {
    await expectMonth({ plan: "Pro", monthly: "2,500", available: "2,500", total: "2,500" });
    await page.getByText("The trial ends in 14 days").waitFor();
    await leaveCredits(nora, 2_399);

    await passReset();
    await expectMonth({ plan: "Free", monthly: "50", available: "50", total: "50" });

    await passReset();
    const gift = { credits: 20, reason: "Sorry for the wait" };
    await operator.api.post(`/api/v1/operator/workspaces/${nora.workspace}/goodwill`, gift, withKey());
    await page.goto(await checkoutOf(nora, 500));
    await decideInSandbox(page, "Pay");
    await expect.poll(async () => (await creditsOf(nora)).topUps, { timeout: byItselfMs }).toBe(500);
    await leaveCredits(nora, 530);
    const gifted = { plan: "Free", monthly: "50", topUps: "500", goodwill: "20" };
    await expectMonth({ ...gifted, available: "530", total: "570" });

    await passReset();
    await expectMonth({ plan: "Free", monthly: "50", available: "50", total: "50" });
  });

  test("a plan that renews, an automatic top-up that lives as long as its month, and plans that change at a reset", async () => {
    await subscribe("Starter", "$19");
    await expectMonth({ plan: "Starter", monthly: "500", available: "500", total: "500" });

    await passReset();
    await allowAutoTopUps();
    await leaveCredits(nora, 30);
    await expectMonth({ plan: "Starter", monthly: "500", topUps: "100", available: "130", total: "600" });
    await open("Billing");
    await page
      .getByRole("table", { name: "Bought credits" })
      .getByText("paid · automatic")
      .waitFor({ timeout: byItselfMs });

    await passReset();
    await expectMonth({ plan: "Starter", monthly: "500", available: "500", total: "500" });
    await changePlan("pro");
    await expectMonth({ plan: "Pro", monthly: "2,500", available: "2,500", total: "2,500" });
    await changePlan("starter");
    await leaveCredits(nora, 900);

    await passReset();
    await expectMonth({ plan: "Starter", monthly: "500", available: "500", total: "500" });
    await changePlan("free");

    await passReset();
    await expectMonth({ plan: "Free", monthly: "50", available: "50", total: "50" });
  });

  test("a payment that is missed brings the free plan's credits, and once it is paid the others", async () => {
    await subscribe("Starter", "$19", "Works now, is declined when nobody is there");
    await expectMonth({ plan: "Starter", monthly: "500", available: "500", total: "500" });

    await passReset();
    await expect
      .poll(async () => (await creditsOf(nora)).unpaidFrom, { timeout: byItselfMs })
      .toBe((await creditsOf(nora)).period.start);
    expect(await creditsOf(nora)).toMatchObject({ plan: "starter", available: 50 });
    await open("Plan");
    await page.getByText("The last payment did not go through").waitFor();
    await page.getByRole("link", { name: "Pay the open invoice" }).click();
    await decideInSandbox(page, "Pay");
    await page.getByText("This invoice is paid.").waitFor();
    await expectMonth({ plan: "Starter", monthly: "500", available: "500", total: "500" });
  });

  test("twelve resets later everything that was ever granted is spent, expired or there", async () => {
    for (let reset = 9; reset <= 12; reset += 1) {
      await passReset();
      await leaveCredits(nora, 500 - reset);
      await expectMonth({ plan: "Starter", monthly: "500", available: String(500 - reset), total: "500" });
    }
    const { items } = await nora.api.get(`${base}/credits/lots?limit=200`, lotsPage);
    const sumOf = (part: "granted" | "available" | "spent" | "expired" | "reversed") =>
      items.reduce((sum, lot) => sum + lot[part], 0);
    expect(sumOf("granted")).toBe(sumOf("available") + sumOf("spent") + sumOf("expired") + sumOf("reversed"));
    const { items: invoices } = await nora.api.get(`${base}/billing/invoices`, invoiceList);
    expect(invoices.every(({ state }) => state === "paid")).toBe(true);
    await open("AI usage");
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.locator("#content").getByText("Everything adds up.").waitFor();
    await page.getByRole("note").filter({ hasText: "The clock is simulated" }).waitFor();
  });

  test("an operator steps to one reset more from the demo bar, once however many saw it, and ends the clock", async () => {
    const { page: at, workspace } = operator;
    await at.goto(`/w/${workspace}`);
    const bar = at.getByRole("contentinfo", { name: "Demo bar" });
    const before = await creditsOf(operator);
    await bar.getByRole("button", { name: "Step to the reset" }).click();
    await at.getByRole("button", { name: "Step to just after it" }).click();
    await at
      .getByRole("dialog")
      .getByText(/^It is .* now, for everybody on this Dokly\.$/)
      .waitFor();
    const after = await creditsOf(operator);
    expect(after.period.start).toBe(before.period.end);
    expect(after).toMatchObject({ spent: 0, available: after.monthly });
    const passed = { workspace, reset: before.period.end };
    const refused = await operator.api.send("POST", "/api/v1/operator/clock/step-to-reset", { data: passed });
    expect(await refused.json()).toMatchObject({ status: 409, code: "reset-passed" });
    expect((await creditsOf(operator)).period).toEqual(after.period);
    await at.keyboard.press("Escape");

    await bar.getByRole("button", { name: "End the clock" }).click();
    await at.getByRole("button", { name: "Back to real time" }).click();
    await at.getByRole("dialog").getByText("Time is real again.").waitFor();
    await at.getByRole("note").filter({ hasText: "The clock is simulated" }).waitFor({ state: "hidden" });
    await page.getByRole("note").filter({ hasText: "This workspace saw" }).waitFor();
  });
});
