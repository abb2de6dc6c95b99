import { type ActionKind, actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSaved, openAiMenu, openEditor, priced, reviewOf, runOn, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signInAs, storedPage } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

const passage =
  "She dont likes teh tea that is being made by somebody in the kitchen. It is very hot. In order to drink it, don't hurry.";
const outline = [
  { title: "Tea for guests" },
  { path: "every-site/index.md", title: "Start", brief: "What this is about." },
  { path: "every-site/pouring.md", title: "Pouring", brief: "How to pour." },
]
  .map((line) => JSON.stringify(line))
  .join("\n");

/** A writer: the product that it writes in, and what it answers next where that can be said. */
type Writer = { readonly name: string; readonly isDemo: boolean; readonly use: () => UsedWriter };
type UsedWriter = { readonly url: () => string; readonly answer: (...texts: readonly string[]) => void };

/** A product of the file's own: what is written stays in its workspace. */
function useDemo(): UsedWriter {
  let product: Product | undefined;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(async () => product?.stop());
  return { url: () => product?.url ?? "", answer: () => undefined };
}

function useStandIn(): UsedWriter {
  const provider = useProvider();
  return {
    url: () => provider.url,
    answer: (...texts) => {
      provider.anthropic.reset();
      provider.anthropic.next(...texts.slice(0, -1).map((text) => ({ text })));
      provider.anthropic.always({ text: texts.at(-1) ?? "" });
    },
  };
}

const writers: readonly Writer[] = [
  { name: "the demo writer", isDemo: true, use: useDemo },
  { name: "a provider", isDemo: false, use: useStandIn },
];
/** What the menu says of each kind, and what a provider may answer. */
const edits: readonly { kind: ActionKind; name: string; text: string }[] = [
  { kind: "improve", name: "Improve", text: "She does not like the tea that somebody makes. It is hot: wait." },
  { kind: "expand", name: "Expand", text: `${passage} Then sit down, and drink it slowly beside the fire.` },
  { kind: "shorten", name: "Shorten", text: "She doesn't like the hot tea." },
  { kind: "simplify", name: "Simplify", text: "She does not like the tea. It is hot. Wait before you drink it." },
  { kind: "grammar", name: "Fix grammar", text: passage.replace("dont likes teh", "doesn't like the") },
];

describe.each(writers)("every kind from the browser, written by $name", ({ isDemo, use }) => {
  const writer = use();
  const visits = useVisits();
  let olga: Person;
  let number = 0;
  let path = "";
  beforeAll(async () => {
    olga = await signInAs(await visits.open(writer.url()), "owner");
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
    expect(action?.tags.includes("demo")).toBe(isDemo);
    expect(action?.charged).toBeGreaterThan(0);
    expect(action?.charged).toBeLessThanOrEqual(action?.estimate?.high ?? 0);
    expect((await creditsOf(olga)).held).toBe(0);
  }

  test.each(edits)("$kind", async ({ kind, name, text }) => {
    const markdown = await openPage();
    writer.answer(text);
    await accept(await runOn(markdown, "She dont", name), kind);
  });

  async function openMenu(item: RegExp): Promise<void> {
    await selectLine(await openPage(), "She dont");
    await (await openAiMenu(olga.page)).getByRole("menuitem", { name: item }).click();
  }

  test("tone", async () => {
    writer.answer("She does not care for the tea which is prepared in the kitchen.");
    await openMenu(/^Change tone/);
    await olga.page.getByRole("menuitem", { name: /^Formal/ }).click();
    await accept(reviewOf(olga.page, "Change tone"), "tone");
  });

  test("custom", async () => {
    writer.answer("SHE DOES NOT LIKE THE TEA.");
    await openMenu(/^Custom instruction/);
    await olga.page.keyboard.type("Write it in upper case");
    await olga.page.getByText("This will cost").waitFor();
    await olga.page.keyboard.press("Enter");
    await accept(reviewOf(olga.page, "Custom instruction"), "custom");
  });

  test("translate; the demo writer says that it needs a model, and takes nothing", async () => {
    writer.answer("Sie mag den Tee nicht, den jemand in der Küche macht.");
    await openMenu(/^Translate/);
    await olga.page.keyboard.type("deutsch");
    await olga.page.getByRole("option", { name: /^German/ }).waitFor();
    await olga.page.keyboard.press("Enter");
    const review = reviewOf(olga.page, "Translate");
    if (!isDemo) return await accept(review, "translate");
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
    writer.answer("They stand on the shelf beside the window.");
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
    writer.answer("Boil the water.\n\n## Pouring\n\nPour it slowly.\n");
    await page.goto(`/w/${olga.workspace}`);
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
    writer.answer(outline, "Boil the water.\n\n## Then\n\nPour it.\n");
    await page.goto(`/w/${olga.workspace}/sites/new`);
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
