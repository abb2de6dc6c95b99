import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isSaved, openAiMenu, openEditor, reviewOf, runOn, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

const passage = "She dont know teh way to the old harbour.";
const better = "She doesn't know the way to the old harbor.";
const provider = useProvider();
const visits = useVisits();

describe("reviewing what an AI action wrote", () => {
  let nora: Person;
  let markdown: Locator;
  let path: string;
  let number = 0;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
  });
  beforeEach(async () => {
    number += 1;
    path = `harbour-${number}.md`;
    await givenPage(nora, path, `# Harbour\n\n${passage}\n\nThe end.\n`);
    markdown = await openEditor(nora, path);
  });

  const stored = async () => String(await storedPage(nora, path));
  const prompts = () => provider.anthropic.requests.map(({ body }) => JSON.stringify(body));
  async function expectStored(text: string): Promise<void> {
    await isSaved(nora.page);
    await expect.poll(stored).toBe(`# Harbour\n\n${text}\n\nThe end.\n`);
  }

  test("each change can be dropped by itself, with the mouse or by keys, and one undo takes back all that was taken", async () => {
    const { page } = nora;
    provider.anthropic.next({ text: better });
    const review = await runOn(markdown, "She dont", "Improve");
    await review.getByRole("button", { name: /^Accept Enter$/ }).waitFor();
    const changes = review.getByRole("checkbox");
    expect(await changes.count()).toBe(3);
    await review.getByRole("checkbox", { name: "Change 3 of 3: “harbour” becomes “harbor”" }).click();
    await review.getByRole("button", { name: /^Accept 2 of 3/ }).waitFor();
    // From the panel the arrow keys lead to the changes, and Enter accepts from there as well.
    await review.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await review.getByRole("checkbox", { name: /“teh” becomes “the”$/, checked: false }).waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expectStored("She doesn't know the way to the old harbour.");
    await page.keyboard.press("Control+z");
    await expectStored(passage);
  });

  test("while it is reviewed, nothing of it is on the page, in what is saved, or in the undo history", async () => {
    const { page } = nora;
    provider.anthropic.next({ text: better });
    const review = await runOn(markdown, "She dont", "Improve");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await markdown.getByText("The end.").click();
    await page.keyboard.press("End");
    // At once: on a busy machine what is typed slowly would be several steps to undo.
    await page.keyboard.insertText(" Really.");
    await isSaved(page);
    await expect.poll(stored).toBe(`# Harbour\n\n${passage}\n\nThe end. Really.\n`);
    await page.keyboard.press("Control+z");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await expectStored(better);
  });

  test("trying again shows its price, is a new hold that the log shows, and replaces the first text", async () => {
    const { spent } = await creditsOf(nora);
    provider.anthropic.next({ text: "First.", inputTokens: 300, outputTokens: 30 }, { text: better, outputTokens: 30 });
    const review = await runOn(markdown, "She dont", "Improve");
    await review.getByRole("button", { name: /^Try again · [\d–]+ credits?$/ }).click();
    await review.getByRole("checkbox", { name: /“teh” becomes “the”$/ }).waitFor();
    expect(provider.anthropic.requests).toHaveLength(2);
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=2`, actionsPage);
    expect(items.map(({ kind, status }) => ({ kind, status }))).toEqual([
      { kind: "improve", status: "succeeded" },
      { kind: "improve", status: "succeeded" },
    ]);
    expect((await creditsOf(nora)).spent).toBe(spent + items.reduce((sum, { charged }) => sum + charged, 0));
    await nora.page.keyboard.press("Escape");
    expect(await stored()).toContain(passage);
  });

  test("refining sends the wish with the text it is about, and compares what comes with the original", async () => {
    provider.anthropic.next({ text: "Nobody knows the way." }, { text: better });
    const review = await runOn(markdown, "She dont", "Improve");
    const wish = review.getByRole("textbox", { name: /^Say what should be different/ });
    await wish.fill("Keep who it is about");
    await review.getByText(/^[\d–]+ credits?$/).waitFor();
    await wish.press("Enter");
    await review.getByText("Improve, refined").waitFor();
    await review.getByRole("checkbox", { name: "Change 1 of 3: “dont” becomes “doesn't”" }).waitFor();
    expect(prompts()[1]).toContain("Keep who it is about");
    expect(prompts()[1]).toContain("Nobody knows the way.");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await expectStored(better);
  });
});

describe("a whole page", () => {
  test("is chosen at the cursor, priced, and rewritten in one action that one undo takes back", async () => {
    const nora = await signUp(await visits.open(provider.url));
    const { page } = nora;
    const whole = `---\ntitle: Harbour\n---\n\n# Harbour\n\n${passage}\n\n\`\`\`js\nlet dont = 1;\n\`\`\`\n`;
    await givenPage(nora, "harbour.md", whole);
    const markdown = await openEditor(nora, "harbour.md");
    await markdown.getByText("She dont").click();
    await page.keyboard.press("Control+j");
    const menu = page.getByRole("menu", { name: "AI actions" });
    await menu.getByRole("menuitem", { name: /^The whole page/ }).click();
    await menu.getByRole("menuitem", { name: /^Improve.*credits?/ }).waitFor();
    provider.anthropic.next({ text: whole.trim().replace(passage, better) });
    await menu.getByRole("menuitem", { name: /^Improve/ }).click();
    const review = reviewOf(page, "Improve");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await isSaved(page);
    await expect.poll(async () => String(await storedPage(nora, "harbour.md"))).toBe(whole.replace(passage, better));
    await page.keyboard.press("Control+z");
    await expect.poll(async () => String(await storedPage(nora, "harbour.md"))).toBe(whole);
  });
});

describe("kinds that ask for something first", () => {
  let nora: Person;
  let markdown: Locator;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
    await givenPage(nora, "tea.md", `# Tea\n\n${passage}\n\n\`\`\`js\nlet tea = 1;\n\`\`\`\n`);
  });
  beforeEach(async () => {
    markdown = await openEditor(nora, "tea.md");
    await selectLine(markdown, "She dont");
    await openAiMenu(nora.page);
  });
  const sent = () => JSON.stringify(provider.anthropic.requests.at(-1)?.body);

  test("a change of tone is chosen by its first letters", async () => {
    const { page } = nora;
    provider.anthropic.next({ text: better });
    await page.keyboard.type("ch");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("menu", { name: "Change tone" }).waitFor();
    await page.keyboard.type("form");
    await page.keyboard.press("Enter");
    const review = reviewOf(page, "Change tone");
    await review.getByText("Change tone: Formal").waitFor();
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    expect(sent()).toContain("formal");
    await page.keyboard.press("Escape");
    // The last tone stands first the next time.
    await page.keyboard.press("Control+j");
    await page.getByRole("menuitem", { name: /^Change tone/ }).click();
    await expect.poll(() => page.getByRole("menuitem").first().innerText()).toMatch(/^Formal/);
    await page.keyboard.press("Escape");
  });

  test("an instruction is written in the menu, priced as it is typed, and run by Enter", async () => {
    const { page } = nora;
    provider.anthropic.next({ text: "Ahoy! She knows not the way." });
    await page.getByRole("menuitem", { name: /^Custom instruction/ }).click();
    await page.keyboard.type("Say it like a pirate");
    await page.getByText("This will cost").waitFor();
    await page.keyboard.press("Enter");
    const review = reviewOf(page, "Custom instruction");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    expect(sent()).toContain("Say it like a pirate");
    await page.keyboard.press("Escape");
  });

  test("a language is found by its own name, shows its price, and is offered first the next time", async () => {
    const { page } = nora;
    const german = "Sie kennt den Weg zum alten Hafen nicht.";
    provider.anthropic.next({ text: german });
    await page.getByRole("menuitem", { name: /^Translate/ }).click();
    await page.keyboard.type("deutsch");
    await page.getByRole("option", { name: /^German/ }).waitFor();
    await page.keyboard.press("Enter");
    const review = reviewOf(page, "Translate");
    await review.getByText("Translate: German").waitFor();
    await review.getByRole("checkbox", { name: `Change 1 of 1: “${passage}” becomes “${german}”` }).waitFor();
    expect(sent()).toContain("German");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await isSaved(page);
    await expect.poll(async () => String(await storedPage(nora, "tea.md"))).toContain(german);
    await page.keyboard.press("Control+z");
    await isSaved(page);
    await selectLine(markdown, "She dont");
    const menu = await openAiMenu(page);
    await menu.getByRole("menuitem", { name: /^Translate.* Into German/ }).click();
    await page
      .getByRole("listbox")
      .getByRole("group", { name: "Recent" })
      .getByRole("option", { name: /^German/ })
      .waitFor();
    await page.keyboard.press("Escape");
  });
});
