import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { decideInSandbox, openCheckout } from "./helpers/checkout.ts";
import { openAiMenu, openEditor, reviewOf, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, leaveCredits, type Person, signUp } from "./helpers/person.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "The kettle are on, and teh water is hot.";
const prompt = (page: Page) => page.getByRole("dialog", { name: "Not enough credits" });

/** Opens the page and asks for a grammar fix that the bucket can not pay. */
async function askForTooMuch(person: Person): Promise<void> {
  const markdown = await openEditor(person, "kettle.md");
  await selectLine(markdown, "The kettle are on");
  const menu = await openAiMenu(person.page);
  await menu.getByRole("menuitem", { name: /^Fix grammar/ }).click();
  await prompt(person.page).waitFor();
}

/** On a busy machine the demo writer's first action waits for its checker. */
const writtenWithinMs = 45_000;
/** For two people, two checkouts and an action. */
const slowMs = 120_000;

/** Runs the action that waited, and takes its text. */
async function runsAndIsAccepted({ page }: Person, run = "Run “Fix grammar”"): Promise<void> {
  await page.getByRole("button", { name: run }).click();
  const accept = reviewOf(page, "Fix grammar").getByRole("button", { name: /^Accept/ });
  await accept.click({ timeout: writtenWithinMs });
  await page
    .getByTestId("last-action")
    .getByText(/credit/)
    .waitFor();
}

describe("running out of credits", { timeout: slowMs }, () => {
  const visits = useVisits();
  const url = inject("productUrl");

  test("a declined card costs nothing; paid, the waiting action runs with one click and its text is still there", async () => {
    const nora = await signUp(await visits.open(url));
    await givenPage(nora, "kettle.md", `# Kettle\n\n${text}\n`);
    await leaveCredits(nora, 0);
    await askForTooMuch(nora);
    const { page } = nora;
    const tab = await openCheckout(page, prompt(page).getByRole("button", { name: "Buy and run · $0.50" }));
    await prompt(page).getByText("Waiting for the payment").waitFor();
    await decideInSandbox(tab, "Decline");
    await tab
      .getByText(/declined/i)
      .first()
      .waitFor();
    expect(await creditsOf(nora)).toMatchObject({ topUps: 0, available: 0 });

    await decideInSandbox(tab, "Pay");
    await tab.getByText("Paid. 50 credits have arrived.").waitFor();
    await tab.close();
    await page.getByText("There are enough credits now").waitFor();
    await runsAndIsAccepted(nora);
    const { topUps, spent } = await creditsOf(nora);
    expect(topUps).toBe(50);
    expect(spent).toBeGreaterThan(50);
  });

  test("who closes the prompt and the page while they pay finds the action waiting there, and runs it once it is paid", async () => {
    const nora = await signUp(await visits.open(url));
    await givenPage(nora, "kettle.md", `# Kettle\n\n${text}\n`);
    await leaveCredits(nora, 0);
    await askForTooMuch(nora);
    const { page } = nora;
    const tab = await openCheckout(page, prompt(page).getByRole("button", { name: /^Buy and run/ }));
    await prompt(page).getByText("Waiting for the payment").waitFor();
    await page.keyboard.press("Escape");
    const waiting = page.getByText("“Fix grammar” was waiting for credits.");
    await waiting.waitFor();
    await openEditor(nora, "kettle.md");
    await waiting.waitFor();
    await decideInSandbox(tab, "Pay");
    await tab.getByText("Paid. 50 credits have arrived.").waitFor();
    await runsAndIsAccepted(nora, "Run it");
    expect(await waiting.count()).toBe(0);
  });

  test("an order below the provider's smallest charge is explained, and the smallest one that can be paid is offered", async () => {
    const { page, workspace } = await signUp(await visits.open(url));
    await page.goto(`/w/${workspace}/settings/billing`);
    const field = page.getByLabel("Or any whole number of credits");
    await field.fill("10");
    await page.getByText("The payment provider takes no charge below $0.50.").waitFor();
    expect(await page.getByRole("button", { name: "Buy", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Buy 50 credits for $0.50" }).click();
    expect(await field.inputValue()).toBe("50");
    await page.getByRole("button", { name: "Buy · $0.50" }).waitFor();
  });

  test("an editor asks with one click, the owner is told on every page, buys, and the editor's action runs", async () => {
    const olga = await signUp(await visits.open(url), "Olga Owner");
    const edda = await joinAs("editor", { owner: olga, page: await visits.open(url), name: "Edda Editor" });
    await givenPage(olga, "kettle.md", `# Kettle\n\n${text}\n`);
    await leaveCredits(olga, 0);
    await askForTooMuch(edda);
    await prompt(edda.page).getByLabel("What for (optional)").fill("The release notes");
    await prompt(edda.page).getByRole("button", { name: "Ask for 50 credits" }).click();
    await prompt(edda.page)
      .getByText(/^You asked for 50 credits/)
      .waitFor();

    await olga.page.goto(`/w/${olga.workspace}`);
    const told = olga.page.getByRole("status").filter({ hasText: "Edda Editor asks for 50 credits." });
    await told.getByRole("link").click();
    await olga.page.getByText("“The release notes”").waitFor();
    const approve = olga.page.getByRole("button", { name: "Approve and buy 50 credits for Edda Editor" });
    const tab = await openCheckout(olga.page, approve);
    await decideInSandbox(tab, "Pay");
    await tab.getByText("Paid. 50 credits have arrived.").waitFor();
    await edda.page.getByText("There are enough credits now").waitFor();
    await runsAndIsAccepted(edda);
  });

  test("a request that is dismissed is told to who asked", async () => {
    const olga = await signUp(await visits.open(url), "Olga Owner");
    const edda = await joinAs("editor", { owner: olga, page: await visits.open(url), name: "Edda Editor" });
    await edda.page.goto(`/w/${edda.workspace}/settings/billing`);
    await edda.page.getByText("Only owners and admins buy credits and see invoices.").waitFor();
    await edda.page.getByRole("button", { name: "Ask for 500 credits" }).click();
    await edda.page.getByText(/^You asked for 500 credits/).waitFor();
    await olga.page.goto(`/w/${olga.workspace}/settings/billing`);
    await olga.page.getByRole("button", { name: "Dismiss the request of Edda Editor" }).click();
    await olga.page.getByText("The request of Edda Editor was dismissed.").first().waitFor();
    await edda.page.reload();
    await edda.page.getByText("Olga Owner said no to your last request.").waitFor();
  });
});
