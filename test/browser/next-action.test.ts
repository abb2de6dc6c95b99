import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { openEditor, runOn } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "Teh kettle is on, and the water are hot. We waits for it to boil before we makes teh tea.";

describe("the switch for the next action", () => {
  const visits = useVisits();
  let nora: Person;
  let markdown: Locator;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    await givenPage(nora, "kettle.md", `# Kettle\n\n${text}\n`);
  });
  beforeEach(async () => {
    markdown = await openEditor(nora, "kettle.md");
  });

  async function choose(behavior: string): Promise<void> {
    const answered = nora.page.waitForResponse((response) => response.url().endsWith("/ai/next-run") && response.ok());
    await nora.page.getByRole("combobox", { name: "Next action" }).selectOption({ label: behavior });
    await answered;
  }

  test.each(["fails at its start", "fails midway"])(
    "an action that %s is released, costs 0, and stands in the log struck through and tagged “refunded”",
    async (behavior) => {
      const { page } = nora;
      const creditsBefore = await creditsOf(nora);
      await choose(behavior);
      const review = await runOn(markdown, "Teh kettle", "Improve");
      await review.getByText("This did not work, and cost 0 credits.").waitFor();
      const line = page.getByRole("region", { name: "Last AI action" });
      await line.getByText(/^0 credits/).waitFor();
      await line.getByText("refunded").waitFor();
      expect(await creditsOf(nora)).toMatchObject({
        spent: creditsBefore.spent,
        held: 0,
        available: creditsBefore.available,
      });
      expect(String(await storedPage(nora, "kettle.md"))).toBe(`# Kettle\n\n${text}\n`);

      const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=1`, actionsPage);
      expect(items[0]).toMatchObject({ status: "failed", charged: 0 });
      expect(items[0]?.tags).toContain("refunded");
      await page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
      const row = page.getByRole("table", { name: "Action log" }).getByRole("row").nth(1);
      await row.getByText("refunded").waitFor();
      const kind = row.getByRole("button", { name: /^Receipt of Improve/ });
      expect(await kind.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe("line-through");
      await kind.click();
      await page.getByRole("dialog", { name: "Receipt" }).getByText("Failed, so it cost 0 credits.").waitFor();
    },
  );

  test("a slow action can be watched: its credits are held while it runs, and it is charged when it ends", async () => {
    const { page } = nora;
    const creditsBefore = await creditsOf(nora);
    await choose("is slow");
    const review = await runOn(markdown, "Teh kettle", "Fix grammar");
    await review.getByText(/\d+ credits? held/).waitFor();
    expect((await creditsOf(nora)).held).toBeGreaterThan(0);
    await page.getByRole("link", { name: /held by running actions\. Open AI usage\.$/ }).waitFor();
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await page.getByRole("link", { name: /^\d+ credits available\. Open AI usage\.$/ }).waitFor();
    const { spent, held } = await creditsOf(nora);
    expect(held).toBe(0);
    expect(spent).toBeGreaterThan(creditsBefore.spent);
  });

  test("holds for one action only", async () => {
    await choose("fails at its start");
    const failed = await runOn(markdown, "Teh kettle", "Fix grammar");
    await failed.getByText("This did not work, and cost 0 credits.").waitFor();
    expect(await nora.page.getByRole("combobox", { name: "Next action" }).inputValue()).toBe("normal");
    await failed.getByRole("button", { name: /^Try again · .* credits?$/ }).click();
    await nora.page.getByRole("button", { name: /^Accept/ }).waitFor();
  });
});
