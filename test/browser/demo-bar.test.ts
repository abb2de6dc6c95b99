import type { Locator, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { openAiMenu, openEditor, runOn, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signInAs, signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "Teh kettle is on, and the water are hot. We waits for it to boil before we makes teh tea.";

describe("the demo bar", { timeout: 120_000 }, () => {
  const visits = useVisits();
  const url = inject("productUrl");
  let nora: Person;
  let page: Page;
  let bar: Locator;
  beforeAll(async () => {
    nora = await signUp(await visits.open(url, { hasDemoBar: true }));
    ({ page } = nora);
    bar = page.getByRole("contentinfo", { name: "Demo bar" });
    await givenPage(nora, "kettle.md", `# Kettle\n\n${text}\n`);
  });
  beforeEach(() => page.bringToFront());

  /** Opens a step, and takes it where that is named; returns what it says. */
  async function step(name: string, act?: string, by: Page = page): Promise<Locator> {
    await by.getByRole("contentinfo", { name: "Demo bar" }).getByRole("button", { name }).click();
    const dialog = by.getByRole("dialog", { name });
    if (act !== undefined) await dialog.getByRole("button", { name: act }).click();
    return dialog;
  }
  const said = (sentence: RegExp, by: Page = page) =>
    by.getByTestId("announcer").filter({ hasText: sentence }).waitFor({ state: "attached" });

  test("the next action fails at the writer: held, returned, charged 0, and the switch in the editor knows", async () => {
    await page.goto(`/w/${nora.workspace}`);
    const before = await creditsOf(nora);
    await step("Fail an action", "Make my next action fail");
    await said(/^Your next AI action here will fail/);
    await page.keyboard.press("Escape");
    const markdown = await openEditor(nora, "kettle.md");
    const next = page.getByRole("combobox", { name: "Next action" });
    await expect.poll(() => next.inputValue()).toBe("fail-midway");
    const review = await runOn(markdown, "Teh kettle", "Improve");
    // The first action has all to load that the demo writer needs.
    await review.getByText("This did not work, and cost 0 credits.").waitFor({ timeout: 45_000 });
    expect(await creditsOf(nora)).toMatchObject({ spent: before.spent, held: 0, available: before.available });
    await expect.poll(() => next.inputValue()).toBe("normal");
  });

  test("the bucket is emptied but for one credit, once however often it is pressed, and the next action is refused", async () => {
    const markdown = await openEditor(nora, "kettle.md");
    const dialog = await step("Empty the bucket", "Take all but one credit");
    await dialog.getByText(/^49 credits taken, 1 left/).waitFor();
    await dialog.getByRole("button", { name: "Take all but one credit" }).click();
    await dialog.getByText(/^There was nothing to take: 1 credit left/).waitFor();
    await page.keyboard.press("Escape");
    await selectLine(markdown, "Teh kettle");
    const menu = await openAiMenu(page);
    await menu.getByRole("menuitem", { name: /^Expand .*needs \d+, there is 1$/ }).click();
    await page.getByRole("dialog", { name: "Not enough credits" }).getByText("covers it").first().waitFor();
    await page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    await page.getByRole("table", { name: "Action log" }).getByText("Demo bar").waitFor();
  });

  test("everything is verified on the spot, and the rule of each step is a page that the app has itself", async () => {
    const dialog = await step("Verify", "Verify now");
    await dialog.getByText("Everything adds up.").waitFor();
    await dialog.getByText(/the chain is unbroken/).waitFor();
    await expectGoodAtEachWidth(page, "demo-bar-verified");
    const [rule] = await Promise.all([
      page.context().waitForEvent("page"),
      dialog.getByRole("link", { name: /^The rule: What is verified/ }).click(),
    ]);
    const heading = rule.getByRole("heading", { name: "Verify", exact: true });
    await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true);
    await rule.getByRole("navigation").getByRole("link", { name: "Glossary" }).click();
    await rule.getByRole("heading", { name: "Glossary", level: 1 }).waitFor();
    await expectGoodAtEachWidth(rule, "docs-glossary");
    await rule.close();
    await page.keyboard.press("Escape");
  });

  test("it is closed, found again in the account menu, and worked by the keyboard alone", async () => {
    await bar.getByRole("button", { name: "Close the demo bar" }).click();
    await bar.waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("button", { name: "Show the demo bar" }).click();
    await page.keyboard.press("Escape");
    const button = bar.getByRole("button", { name: "Empty the bucket" });
    await button.focus();
    await page.keyboard.press("Enter");
    const act = page.getByRole("button", { name: "Take all but one credit" });
    await act.waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => act.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await said(/^There was nothing to take/);
    await page.keyboard.press("Escape");
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("who may not set the clock is told who does, and what is nobody's is not there", async () => {
    await (await step("Step to the reset"))
      .getByText(/so only its operator sets it\. Here that is operator@/)
      .waitFor();
    await page.keyboard.press("Escape");
    expect(await bar.getByRole("button", { name: "End the clock" }).count()).toBe(0);
    const { workspace } = nora;
    const path = "/api/v1/operator/clock/step-to-reset";
    const reset = (await creditsOf(nora)).period.end;
    expect((await nora.api.send("POST", path, { data: { workspace, reset } })).status()).toBe(403);

    const operator = await signInAs(await visits.open(url, { hasDemoBar: true }), "operator");
    await operator.page.goto(`/w/${operator.workspace}`);
    const dialog = await step("Empty the bucket", undefined, operator.page);
    await dialog.getByText("Owners of the workspace can do this.").waitFor();
  });

  test("it is not there for people who can do nothing with it", async () => {
    const edgar = await joinAs("editor", {
      owner: nora,
      page: await visits.open(url, { hasDemoBar: true }),
      name: "Edgar Else",
    });
    const asked = edgar.page.waitForResponse((response) => response.url().endsWith("/demo"));
    await edgar.page.goto(`/w/${nora.workspace}`);
    await asked;
    await edgar.page.getByRole("link", { name: "kettle" }).waitFor();
    expect(await edgar.page.getByRole("contentinfo").count()).toBe(0);
    await edgar.page.getByRole("button", { name: /^Account of/ }).click();
    await edgar.page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(await edgar.page.getByRole("button", { name: "Show the demo bar" }).count()).toBe(0);
  });
});
