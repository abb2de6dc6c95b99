import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runAction } from "./helpers/actions.ts";
import { isSaved, openEditor, runOn } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
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
    await goTo(nora.page, `/w/${nora.workspace}/settings/account/ai-usage`);
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
    const olga = await signUp(await visits.open(provider.url), "Olga Often");
    const base = `/api/v1/workspaces/${olga.workspace}/actions`;
    const log = `/w/${olga.workspace}/settings/account/ai-usage`;
    const run = async () => {
      provider.anthropic.next({ text: poor, inputTokens: 600, outputTokens: 60 });
      return await runAction(olga, "improve", "The kettle is on. The water are hot.");
    };
    const undoNewest = async (): Promise<Locator> => {
      await olga.page.goto(log);
      await olga.page
        .getByRole("button", { name: /^Receipt of Improve/ })
        .first()
        .click();
      const receipt = olga.page.getByRole("dialog", { name: "Receipt" });
      await receipt.getByRole("button", { name: "Undo and refund" }).click();
      return receipt;
    };
    for (let undone = 0; undone < 4; undone += 1) await olga.api.post(`${base}/${(await run()).id}/undo`, {});
    await run();
    await (await undoNewest()).getByText(/Undone: \d credits? returned\./).waitFor();
    await run();
    await undoNewest();
    await olga.page
      .getByText(/^You took back 5 edits today\./)
      .first()
      .waitFor();
  });
});
