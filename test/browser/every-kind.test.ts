import { type ActionKind, actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { putOnPlan } from "./helpers/agreed-plan.ts";
import { isSaved, openAiMenu, openEditor, priced, reviewOf, runOn, selectLine } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

const passage =
  "She dont likes teh tea that is being made by somebody in the kitchen. It is very hot. In order to drink it, don't hurry.";
/** What the menu says of each kind. */
const edits: readonly { kind: ActionKind; name: string }[] = [
  { kind: "improve", name: "Improve" },
  { kind: "expand", name: "Expand" },
  { kind: "shorten", name: "Shorten" },
  { kind: "simplify", name: "Simplify" },
  { kind: "grammar", name: "Fix grammar" },
];

// What a provider writes takes the same way: review, continue, generate-page, generate-site and own-key prove it here,
// and inline-kinds for each kind over HTTP.
describe("every kind from the browser, written by the demo writer", () => {
  const visits = useVisits();
  let olga: Person;
  let number = 0;
  let path = "";
  beforeAll(async () => {
    olga = await signUp(await visits.open(inject("productUrl")), "Olga Owner");
    await putOnPlan(olga, "pro", inject("productData"));
  });

  const stored = async (): Promise<string> => String(await storedPage(olga, path));
  const whole = (text: string): string => `# Tea\n\n${text}\n\n## Cups\n\nWe have six cups for the tea.\n`;

  async function openPage(): Promise<Locator> {
    number += 1;
    path = `every-kind/tea-${number}.md`;
    await givenPage(olga, path, whole(passage));
    return await openEditor(olga, path);
  }

  async function newest() {
    const { items } = await olga.api.get(`/api/v1/workspaces/${olga.workspace}/actions?limit=1`, actionsPage);
    return items[0];
  }

  /** Takes what was written; the rest of the page is as it was, and the charge within what was shown. */
  async function accept(review: Locator, kind: ActionKind): Promise<void> {
    await review.getByRole("button", { name: /^Accept/ }).click();
    await review.waitFor({ state: "detached" });
    await isSaved(olga.page);
    await expect.poll(stored).not.toBe(whole(passage));
    const [head, tail] = whole("|").split("|");
    expect(await stored()).toSatisfy((text: string) => text.startsWith(head ?? "") && text.endsWith(tail ?? ""));
    await expectCharged(kind);
  }

  async function expectCharged(kind: ActionKind): Promise<void> {
    const action = await newest();
    expect(action).toMatchObject({ kind, status: "succeeded" });
    expect(action?.tags).toContain("demo");
    expect(action?.charged).toBeGreaterThan(0);
    expect(action?.charged).toBeLessThanOrEqual(action?.estimate?.high ?? 0);
    expect((await creditsOf(olga)).held).toBe(0);
  }

  test.each(edits)("$kind", async ({ kind, name }) => {
    const markdown = await openPage();
    await accept(await runOn(markdown, "She dont", name), kind);
  });

  async function openMenu(item: RegExp): Promise<void> {
    await selectLine(await openPage(), "She dont");
    await (await openAiMenu(olga.page)).getByRole("menuitem", { name: item }).click();
  }

  test("tone", async () => {
    await openMenu(/^Change tone/);
    await olga.page.getByRole("menuitem", { name: /^Formal/ }).click();
    await accept(reviewOf(olga.page, "Change tone"), "tone");
  });

  test("custom", async () => {
    await openMenu(/^Custom instruction/);
    await olga.page.keyboard.type("Write it in upper case");
    await olga.page.getByText("This will cost").waitFor();
    await olga.page.keyboard.press("Enter");
    await accept(reviewOf(olga.page, "Custom instruction"), "custom");
  });

  test("translate; the demo writer says that it needs a model, and takes nothing", async () => {
    await openMenu(/^Translate/);
    await olga.page.keyboard.type("deutsch");
    await olga.page.getByRole("option", { name: /^German/ }).waitFor();
    await olga.page.keyboard.press("Enter");
    const review = reviewOf(olga.page, "Translate");
    await review.getByText("This did not work, and cost 0 credits.").waitFor();
    await review.getByText(/needs a real AI model/).waitFor();
    const failed = await newest();
    expect(failed).toMatchObject({ kind: "translate", status: "failed", charged: 0 });
    expect(failed?.tags.toSorted()).toEqual(["demo", "refunded"]);
    expect(await stored()).toBe(whole(passage));
  });

  test("continue", async () => {
    const { page } = olga;
    const markdown = await openPage();
    await markdown.getByText("We have six cups").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Control+j");
    const menu = page.getByRole("menu", { name: "AI actions" });
    await priced(menu);
    await menu.getByRole("menuitem", { name: /^Continue writing/ }).click();
    const before = whole(passage).trimEnd();
    await expect.poll(stored, { timeout: 30_000 }).toSatisfy((text: string) => text.length > before.length + 10);
    expect((await stored()).startsWith(before)).toBe(true);
    await expectCharged("continue");
  });

  test("page", { timeout: 120_000 }, async () => {
    const { page } = olga;
    await goTo(page, `/w/${olga.workspace}`);
    await page.getByRole("button", { name: "Generate page" }).click();
    const dialog = page.getByRole("dialog", { name: "Generate a page" });
    await dialog.getByLabel("Title").fill("Making tea");
    await dialog.getByLabel("What it is about").fill("How to boil water and pour tea for six guests.");
    await dialog.getByRole("button", { name: /^Generate · [\d–]+ credits$/ }).click();
    await page.getByRole("textbox", { name: /^Markdown of .*tea/ }).waitFor({ timeout: 90_000 });
    await expectCharged("page");
  });

  test("outline and site", { timeout: 240_000 }, async () => {
    const { page } = olga;
    await goTo(page, `/w/${olga.workspace}/sites/new`);
    await page.getByLabel("Title").fill("Tea for guests");
    await page.getByLabel("What it is about").fill("How to make tea for six guests.");
    await page.getByLabel("Pages", { exact: true }).fill("2");
    await page.getByRole("button", { name: /^Write the outline · [\d–]+ credits$/ }).click();
    await page.getByRole("heading", { name: "Review the outline" }).waitFor({ timeout: 60_000 });
    await expectCharged("outline");
    await page.getByRole("button", { name: /^Write 2 pages · [\d–]+ credits$/ }).click();
    await page.getByText("2 of 2 pages written").waitFor({ timeout: 120_000 });
    await expectCharged("page");
  });
});
