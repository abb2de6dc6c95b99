import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isSaved, openEditor, priced, reviewOf } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

const start = "# Kettle\n\nThe kettle is on.";
const end = "\n\n## Cups\n\nWe have six.\n";
const more = "The water will boil in four minutes, and then we pour.";

describe("continue writing", () => {
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
    await givenPage(nora, path, start + end);
    markdown = await openEditor(nora, path);
  });
  const stored = async () => String(await storedPage(nora, path));

  async function continueWriting(): Promise<void> {
    const { page } = nora;
    await markdown.getByText("The kettle is on.").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Control+j");
    const menu = page.getByRole("menu", { name: "AI actions" });
    await priced(menu);
    await menu.getByRole("menuitem", { name: /^Continue writing .*credits?$/ }).click();
  }

  test("streams in its place, stays when it is done, says its charge, and one undo takes it back", async () => {
    const { page } = nora;
    provider.anthropic.next({ text: more, isPaused: true, inputTokens: 900, outputTokens: 120 });
    await continueWriting();
    await expect.poll(() => markdown.getByTestId("ghost-text").innerText()).toMatch(/The water/);
    // It is not on the page while it is written.
    expect(await stored()).toBe(start + end);
    provider.anthropic.resume();
    await reviewOf(page, "Continue writing").waitFor({ state: "detached" });
    await isSaved(page);
    await expect.poll(stored).toBe(`${start} ${more}${end}`);
    await page
      .getByRole("region", { name: "Last AI action" })
      .getByText(/^2 credits · \d returned$/)
      .waitFor();
    await page.keyboard.press("Control+z");
    await expect.poll(stored).toBe(start + end);
  });

  test("Esc stops it: what came stays and is charged, and a line says so", async () => {
    const { page } = nora;
    const { spent } = await creditsOf(nora);
    provider.anthropic.next({ text: more, isPaused: true, inputTokens: 900, outputTokens: 120 });
    await continueWriting();
    await expect.poll(() => markdown.getByTestId("ghost-text").innerText()).toMatch(/The water/);
    await page.keyboard.press("Escape");
    await page.getByRole("region", { name: "Last AI action" }).getByText("stopped").waitFor();
    provider.anthropic.resume();
    await isSaved(page);
    await expect.poll(stored).toMatch(/^# Kettle\n\nThe kettle is on\. The water/);
    expect(await stored()).not.toContain(more);
    expect((await stored()).endsWith(end)).toBe(true);
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=1`, actionsPage);
    expect(items[0]).toMatchObject({ kind: "continue", status: "cancelled" });
    expect((await creditsOf(nora)).spent).toBe(spent + (items[0]?.charged ?? 0));
    expect(items[0]?.charged).toBeGreaterThan(0);
  });

  test("a failure leaves the page as it was, costs 0, and offers another try", async () => {
    const { spent } = await creditsOf(nora);
    provider.anthropic.next({ text: more, fault: { kind: "socket-cut" } }, { text: more });
    await continueWriting();
    const review = reviewOf(nora.page, "Continue writing");
    await review.getByText("This did not work, and cost 0 credits.").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ spent, held: 0 });
    expect(await stored()).toBe(start + end);
    await review.getByRole("button", { name: /^Try again · / }).click();
    // What other tests let the deployment learn meanwhile may have raised the price, which is asked about then.
    const dialog = nora.page.getByRole("dialog");
    await Promise.race([dialog.waitFor(), review.waitFor({ state: "detached" })]);
    if (await dialog.isVisible()) await dialog.getByRole("button", { name: /^Run · / }).click();
    await review.waitFor({ state: "detached" });
    await expect.poll(stored).toBe(`${start} ${more}${end}`);
  });
});
