import { operatorReportPage } from "@dokly/contract";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { isSaved, openEditor, runOn } from "./helpers/editor.ts";
import { creditsOf, givenPage, meter, type Person, signInAs, signUp } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "# Kettle\n\nThe kettle is on.\n\nThe water are hot.\n";

describe("a user reports a charge, the operator finds, understands and refunds it, the user sees it", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  let operator: Person;
  let available: number;
  let page: Page;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url), "Nora Reports");
    operator = await signInAs(await visits.open(provider.url), "operator");
    page = nora.page;
    await givenPage(nora, "kettle.md", text);
    ({ available } = await creditsOf(nora));
  });

  /** Accepts an edit that is of no use. */
  async function poorEdit(): Promise<void> {
    provider.anthropic.next({ text: "Kettle hot.", inputTokens: 600, outputTokens: 60 });
    const review = await runOn(await openEditor(nora, "kettle.md"), "The kettle is on.", "Improve");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await isSaved(page);
  }

  test("she says below the page what was wrong, and the receipt tells what became of it", async () => {
    await poorEdit();
    expect((await creditsOf(nora)).available).toBeLessThan(available);
    const line = page.getByRole("region", { name: "Last AI action" });
    await line.getByRole("button", { name: "This did not work" }).click();
    const dialog = page.getByRole("dialog", { name: "This did not work" });
    await dialog.getByRole("button", { name: "Send report" }).click();
    await dialog.getByText("Choose what was wrong.").waitFor();
    await dialog.getByRole("radio", { name: /^The text is wrong/ }).click();
    await dialog.getByLabel("In your words").fill("It left out the water.");
    await dialog.getByRole("checkbox", { name: "Show the operator what the action wrote" }).click();
    await expectGoodAtEachWidth(page, "report-form");
    await dialog.getByRole("button", { name: "Send report" }).click();
    await line.getByText("reported").waitFor();
    await line.getByRole("button", { name: /Why/ }).click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("The operator has not answered yet.").waitFor();
    await receipt.getByText("“It left out the water.”").waitFor();
    await page.keyboard.press("Escape");
  });

  test("the operator finds it, understands it, and gives all of it back in one click", async () => {
    const { page: desk } = operator;
    await desk.goto("/operator/estimates");
    await desk.getByRole("link", { name: "Reports", exact: true }).click();
    const table = desk.getByRole("table", { name: "Reports" });
    await desk.getByLabel("Search").fill("left out the water");
    await table.getByRole("row", { name: /Improve.*Nora Reports/ }).waitFor();
    await expectGoodAtEachWidth(desk, "operator-reports");
    await table.getByRole("link", { name: "Improve" }).click();
    await desk.getByRole("heading", { name: "Report of Improve", level: 1 }).waitFor();
    await desk.getByText("It left out the water.").waitFor();
    // No text of hers is there before the operator asks for it.
    expect(await desk.getByText("Kettle hot.").count()).toBe(0);
    await desk.getByRole("button", { name: "Read it" }).click();
    await desk.getByRole("region", { name: "Text of the action" }).getByText("Kettle hot.").waitFor();
    await desk.getByLabel("Words to the person").fill("Sorry, that was poor.");
    await expectGoodAtEachWidth(desk, "operator-report");
    await desk.getByRole("button", { name: /^Give (all|1)/ }).click();
    const answer = desk.getByRole("region", { name: "Answer" });
    await answer.getByText(/credits? (was|were) given back\./).waitFor();
    await answer.getByText("Nothing of this charge is left to give back.").waitFor();
    await desk.getByRole("link", { name: "Whole story of the action" }).click();
    await desk.getByRole("heading", { name: "Improve", level: 1 }).waitFor();
    await desk.getByRole("link", { name: /^Reported by Nora Reports/ }).click();
    await answer.getByText("“Sorry, that was poor.”").waitFor();
    const { items } = await operator.api.get("/api/v1/operator/reports?state=answered&q=left", operatorReportPage);
    expect(items).toMatchObject([{ state: "refunded", answers: [{ words: "Sorry, that was poor." }] }]);
  });

  test("she sees it at once and until she has read it: above the page, in the log and on the receipt", async () => {
    const notice = page.getByRole("status").filter({ hasText: "Your report of Improve" });
    await notice.getByText(/credits? (was|were) given back\./).waitFor();
    expect(await creditsOf(nora)).toMatchObject({ available, held: 0 });
    await page.reload();
    await notice.getByText("“Sorry, that was poor.”").waitFor();
    await notice.getByRole("link", { name: "Receipt" }).click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("“Sorry, that was poor.”").waitFor();
    // The notice above the log, and what was answered on the receipt.
    await expectGoodAtEachWidth(page, "report-answered");
    await page.keyboard.press("Escape");
    const row = page.getByRole("table", { name: "Action log" }).getByRole("row").nth(1);
    await row
      .getByText(/refund/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Read: your report of Improve" }).click();
    await notice.waitFor({ state: "detached" });
    await page.reload();
    await row.waitFor();
    expect(await notice.count()).toBe(0);
  });

  test("from the log: taken back, reported again, a part given back, then words, and each reaches her live", async () => {
    await meter(nora, 8);
    await page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    await page
      .getByRole("button", { name: /^Receipt of/ })
      .first()
      .click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    const report = async (words: string): Promise<void> => {
      await receipt.getByRole("button", { name: "Report that this action did not work" }).click();
      const dialog = page.getByRole("dialog", { name: "This did not work" });
      await dialog.getByRole("radio", { name: /^It cost more/ }).click();
      await dialog.getByLabel("In your words").fill(words);
      await dialog.getByRole("button", { name: "Send report" }).click();
      await receipt.getByText(`“${words}”`).waitFor();
    };
    await report("Sent too early.");
    await receipt.getByRole("button", { name: "Take the report back" }).click();
    await report("Eight is a lot.");
    await page.keyboard.press("Escape");

    const { page: desk } = operator;
    await desk.goto("/operator/reports");
    await desk.getByLabel("Search").fill(nora.email);
    const rows = desk.getByRole("table", { name: "Reports" }).getByRole("row");
    await rows.filter({ hasText: "Eight is a lot." }).getByRole("link").click();
    await desk.getByLabel("Credits to give back").fill("3");
    await desk.getByRole("button", { name: "Give a part back" }).click();
    await desk.getByRole("button", { name: "Give all 5 credits back" }).waitFor();
    const notice = page.getByRole("status").filter({ hasText: "Your report of" });
    await notice.getByText("3 credits were given back.").waitFor();
    await desk.getByRole("button", { name: "Answer without a refund" }).click();
    await desk.getByText("Say why, in at least 3 characters.").waitFor();
    await desk.getByLabel("Words to the person").fill("The rest was used.");
    await desk.getByRole("button", { name: "Answer without a refund" }).click();
    await notice.getByText("“The rest was used.”").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ available: available - 5 });
  });
});
