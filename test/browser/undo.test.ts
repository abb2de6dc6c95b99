import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runAction } from "./helpers/actions.ts";
import { isSaved, openEditor, runOn } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

const page = "# Kettle\n\nThe kettle is on. The water are hot.\n\nThe end.\n";
const poor = "Kettle hot.";

describe("undo and refund", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  let markdown: Locator;
  let path: string;
  let number = 0;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
  });
  beforeEach(async () => {
    number += 1;
    path = `kettle-${number}.md`;
    await givenPage(nora, path, page);
    markdown = await openEditor(nora, path);
  });
  const stored = async () => String(await storedPage(nora, path));
  const line = () => nora.page.getByRole("region", { name: "Last AI action" });

  async function acceptPoorEdit(): Promise<void> {
    provider.anthropic.next({ text: poor, inputTokens: 600, outputTokens: 60 });
    const review = await runOn(markdown, "The kettle is on", "Improve");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await isSaved(nora.page);
    await expect.poll(stored).toContain(poor);
  }

  test("an accepted edit is taken back with its charge: the text, the credits and the log say so", async () => {
    const { available } = await creditsOf(nora);
    await acceptPoorEdit();
    expect((await creditsOf(nora)).available).toBeLessThan(available);
    await line().getByRole("button", { name: "Undo and refund" }).click();
    await line()
      .getByText(/^undone, \d returned$/)
      .waitFor();
    await isSaved(nora.page);
    await expect.poll(stored).toBe(page);
    expect(await creditsOf(nora)).toMatchObject({ available, held: 0 });
    expect(await line().getByRole("button", { name: "Undo and refund" }).count()).toBe(0);
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=1`, actionsPage);
    expect(items[0]?.tags).toContain("undone");
    await nora.page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    await nora.page.getByRole("table", { name: "Action log" }).getByRole("row").nth(1).getByText("undone").waitFor();
  });

  test("a text that was edited since stays as it is, and the credits come back all the same", async () => {
    const { available } = await creditsOf(nora);
    await acceptPoorEdit();
    await markdown.getByText(poor).click();
    await nora.page.keyboard.press("Home");
    await nora.page.keyboard.press("Delete");
    await line().getByRole("button", { name: "Undo and refund" }).click();
    await nora.page.getByText("The text was edited since, so it stays as it is.").first().waitFor();
    await isSaved(nora.page);
    await expect.poll(stored).toContain("ettle hot.");
    expect(await creditsOf(nora)).toMatchObject({ available, held: 0 });
  });

  test("the log offers it too, on the receipt; after five in a day it is refused with a reason", async () => {
    const actions = `/api/v1/workspaces/${nora.workspace}/actions`;
    const run = async () => {
      provider.anthropic.next({ text: poor, inputTokens: 600, outputTokens: 60 });
      return await runAction(nora, "improve", "The kettle is on. The water are hot.");
    };
    for (const { id } of [await run(), await run()]) await nora.api.post(`${actions}/${id}/undo`, {});
    await run();
    await nora.page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    const newest = nora.page.getByRole("button", { name: /^Receipt of Improve/ }).first();
    await newest.click();
    const receipt = nora.page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByRole("button", { name: "Undo and refund" }).click();
    await receipt.getByText(/Undone: \d credits? returned\./).waitFor();
    await run();
    await nora.page.reload();
    await newest.click();
    await receipt.getByRole("button", { name: "Undo and refund" }).click();
    await nora.page
      .getByText(/^You took back 5 edits today\./)
      .first()
      .waitFor();
  });
});
