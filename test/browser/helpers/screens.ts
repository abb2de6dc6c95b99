import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { setNextRun } from "./actions.ts";
import { openAiMenu, openEditor, priced, runOn, selectLine } from "./editor.ts";
import { both, fillWorkspace } from "./filled-workspace.ts";
import { givenPage, leaveCredits, overwrite, type Person, signInAgain, signUp, workspaceNamed } from "./person.ts";
import { expectGoodScreen } from "./screen.ts";
import { joinAs } from "./team.ts";
import { useVisits } from "./visit.ts";

/** Every main screen at a width, in light and dark: a picture of each, nothing overflows, and axe finds nothing. */
export function describeScreens(width: 390 | 1280): void {
  describe(`every main screen at ${width} pixels`, () => {
    suite(width);
  });
}

function suite(width: number): void {
  const visits = useVisits();
  const url = inject("productUrl");
  let edgar: Person;
  let link: string;

  let page: Page;
  let person: Person;
  const expectGood = (name: string, options?: { fullPage?: boolean }): Promise<void> =>
    expectGoodScreen(page, name, options);
  const settings = (name: string): Promise<unknown> => page.goto(`/w/${person.workspace}/settings/${name}`);
  const closeDialog = async (): Promise<void> => {
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  };
  beforeAll(async () => {
    const nora = await signUp(await visits.open(url), "Nora Newman");
    edgar = await joinAs("editor", { owner: nora, page: await visits.open(url), name: "Edgar Else" });
    link = await fillWorkspace(nora, edgar);
    page = await visits.open(url, { width });
    await signInAgain(page, nora);
    person = { ...nora, page, api: nora.api };
  });

  test("entrance: signing in, signing up, an invitation", async () => {
    const stranger = await visits.open(url, { width });
    await stranger.goto("/sign-in");
    await stranger.getByRole("button", { name: /^Owner/ }).waitFor();
    await expectGoodScreen(stranger, "sign-in", { fullPage: true });
    await stranger.getByRole("link", { name: "Sign up" }).click();
    await stranger.getByRole("button", { name: "Sign up" }).click();
    await stranger.getByText("Use at least 10 characters.").waitFor();
    await expectGoodScreen(stranger, "sign-up");
    await stranger.goto(link);
    await stranger.getByRole("link", { name: "Sign up to accept" }).waitFor();
    await expectGoodScreen(stranger, "invitation");
  });

  test("a new workspace, without pages and without actions", async () => {
    await page.goto("/workspaces");
    await page.getByLabel("Name").fill("Handbook of the whole company");
    await page.getByRole("button", { name: "Make workspace" }).click();
    await page.getByRole("heading", { name: "No pages yet" }).waitFor();
    await expectGood("pages-empty");
    await page.getByRole("link", { name: /Open AI usage\.$/ }).click();
    await page.getByText("No action has run yet").waitFor();
    await expectGood("ai-usage-empty", { fullPage: true });
    await page.goto("/workspaces");
    await page.getByRole("heading", { name: "Your workspaces" }).waitFor();
    await expectGood("workspaces");
  });

  test("pages: the list, its dialogs and menus, an address that leads nowhere", async () => {
    await page.goto(`/w/${person.workspace}`);
    await page.getByRole("link", { name: "Release notes" }).waitFor();
    await expectGood("pages", { fullPage: true });
    await page.getByRole("button", { name: "Actions for Release notes" }).click();
    await page.getByRole("menuitem", { name: "Delete page" }).click();
    await page.getByRole("dialog", { name: "Delete page?" }).waitFor();
    await expectGood("delete-page");
    await closeDialog();
    await page.getByRole("button", { name: "New page" }).click();
    await page.getByRole("dialog", { name: "New page" }).waitFor();
    await expectGood("new-page");
    await closeDialog();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await expectGood("account");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Workspace:/ }).click();
    await page.getByRole("menuitem", { name: "New workspace" }).waitFor();
    await expectGood("workspace-switcher");
    await page.goto(`/w/${edgar.workspace}/pages/nowhere.md`);
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await expectGood("not-found");
  });

  test("the editor: text and preview, the AI menu and its further pages", async () => {
    const markdown = await openEditor(person, "draft.md");
    await markdown.getByText("Teh numbers").waitFor();
    await expectGood("editor");
    await selectLine(markdown, "Teh numbers");
    await openAiMenu(page);
    await expectGood("ai-menu");
    await page.getByRole("menuitem", { name: /^Change tone/ }).click();
    await page.getByRole("menuitem", { name: /^Formal/ }).waitFor();
    await expectGood("ai-menu-tone");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("menuitem", { name: /^Translate/ }).click();
    await page.getByRole("option", { name: /^German/ }).waitFor();
    await expectGood("ai-menu-language");
    await page.getByRole("button", { name: /back to all actions$/ }).click();
    await page.getByRole("menuitem", { name: /^Custom instruction/ }).click();
    await page.getByRole("textbox", { name: /^What should the AI do/ }).fill("Turn this into a list");
    await expectGood("ai-menu-instruction");
    await page.keyboard.press("Escape");
    await markdown.getByText("Release notes").last().click();
    await page.keyboard.press("Control+j");
    await priced(page.getByRole("menu", { name: "AI actions" }));
    await expectGood("ai-menu-cursor");
    await page.keyboard.press("Escape");
  });

  test("a review, an accepted edit, a failure, a receipt", async () => {
    const markdown = await openEditor(person, "draft.md");
    const review = await runOn(markdown, "Teh numbers", "Fix grammar");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    await review.getByRole("checkbox").first().click();
    await review.getByRole("textbox", { name: /^Say what should be different/ }).fill("Keep it short");
    await review.getByText(/^[\d–]+ credits?$/).waitFor();
    await expectGood("ai-review");
    await review.getByRole("button", { name: /^Accept/ }).click();
    await page.getByRole("button", { name: "Undo and refund" }).waitFor();
    await expectGood("ai-accepted");
    await page.keyboard.press("Control+z");
    await setNextRun(person, "fail-midway");
    const failed = await runOn(markdown, "Teh numbers", "Improve");
    await failed.getByText("This did not work, and cost 0 credits.").waitFor();
    await expectGood("ai-failed");
    await failed.getByRole("button", { name: /^Close/ }).click();
    await page.getByRole("button", { name: "Why this charge? Open the receipt" }).click();
    await page.getByRole("dialog", { name: "Receipt" }).getByText("Why it failed").waitFor();
    await expectGood("receipt-failed");
  });

  test("two versions of one page", async () => {
    const path = `both-${randomUUID().slice(0, 8)}.md`;
    await givenPage(person, path, both);
    const markdown = await openEditor(person, path);
    await overwrite(person, path, both.replace("an new meter", "a new meter"));
    await markdown.getByText("Teh numbers").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" And more.");
    await page.getByRole("dialog", { name: "Somebody saved another version" }).waitFor();
    await expectGood("conflict");
  });

  test("AI usage: the meter, the days, the log, a receipt, a top-up", async () => {
    await settings("account/ai-usage");
    await page.getByText(/^That is all/).waitFor();
    await page.getByRole("application").waitFor();
    await expectGood("ai-usage", { fullPage: true });
    await page.getByText("Table", { exact: true }).click();
    await page.getByRole("region", { name: /^Credits per day and kind/ }).waitFor();
    await expectGood("ai-usage-table");
    await page
      .getByRole("button", { name: /^Receipt of Improve/ })
      .last()
      .click();
    await page.getByRole("dialog", { name: "Receipt" }).getByText("it adds up").waitFor();
    await expectGood("receipt");
    await closeDialog();
    await page.getByRole("button", { name: "Top up" }).click();
    await page.getByRole("dialog", { name: "Top up" }).getByText("$5", { exact: true }).first().waitFor();
    await expectGood("top-up");
  });

  test("the plan, a change of it, and billing", async () => {
    await settings("plan");
    await page.getByRole("button", { name: "Upgrade: Starter" }).waitFor();
    await page.getByRole("heading", { name: "The cheapest way on" }).waitFor();
    await expectGood("plan", { fullPage: true });
    await page.getByRole("button", { name: "Upgrade: Starter" }).click();
    await page.getByRole("dialog", { name: "Start this plan?" }).getByText("Due now").waitFor();
    await expectGood("change-plan");
    await closeDialog();
    await settings("billing");
    await page.getByRole("button", { name: /^Buy · / }).waitFor();
    await page.getByRole("button", { name: "Save a card" }).waitFor();
    await page.getByText("There are no invoices yet.").waitFor();
    await expectGood("billing", { fullPage: true });
  });

  test("the voice, members and API keys", async () => {
    await settings("voice");
    await page.getByLabel("Tone").fill("Plain and friendly. Speaks to the reader as “you”.");
    await page.getByRole("combobox", { name: "Terms to keep" }).fill("Dokly,lot,bucket");
    await page.keyboard.press("Enter");
    await expectGood("voice", { fullPage: true });
    await settings("members");
    await page.getByRole("row", { name: /Edgar Else/ }).waitFor();
    await expectGood("members", { fullPage: true });
    await settings("api-keys");
    await page.getByRole("row", { name: /Nightly export/ }).waitFor();
    await expectGood("api-keys");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByRole("dialog", { name: "Make an API key" }).waitFor();
    await expectGood("make-key");
    await page.getByLabel("Label").fill("Checker");
    await page.getByRole("button", { name: "Make a key" }).last().click();
    await page.getByRole("dialog", { name: "Copy the key now" }).waitFor();
    await expectGood("key-shown");
  });

  test("a page from a brief: what it is about and its price, while it is written", async () => {
    const handbook = { ...person, workspace: await workspaceNamed(person, "Handbook of the whole company") };
    await page.goto(`/w/${handbook.workspace}`);
    await page.getByRole("button", { name: "Generate page" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Title").fill("Getting started");
    await dialog
      .getByLabel("What it is about")
      .fill("How a new writer opens a page, edits it, and sees what an AI edit costs.");
    await dialog.getByRole("button", { name: /^Add notes/ }).click();
    await dialog.getByRole("button", { name: /^Generate · / }).waitFor();
    await expectGood("generate-page", { fullPage: true });
    await setNextRun(handbook, "slow");
    await dialog.getByRole("button", { name: /^Generate · / }).click();
    await dialog.getByRole("listitem").nth(1).waitFor();
    await expectGood("generate-page-writing");
  });

  test("an action large enough to ask first, while it writes and when it is stopped", async () => {
    const markdown = await openEditor(person, "long.md");
    await selectLine(markdown, "A sentence of a text");
    await openAiMenu(page);
    await page.getByRole("menuitem", { name: /^Expand/ }).click();
    const question = page.getByRole("dialog", { name: "Expand this text?" });
    expect(await question.getByRole("definition").allInnerTexts()).toHaveLength(3);
    await expectGood("confirm-run");
    await setNextRun(person, "slow");
    await question.getByRole("button", { name: /^Run/ }).click();
    const review = page.getByRole("region", { name: "Expand: AI text to review" });
    await review.getByText("Writing…").waitFor();
    await page.getByRole("link", { name: /held by running actions/ }).waitFor();
    await review.getByText(/^A sentence/).waitFor();
    await expectGood("ai-writing");
    await page.keyboard.press("Escape");
    await review.getByText(/^Stopped\./).waitFor();
    await expectGood("ai-stopped");
  });

  test("too few credits", async () => {
    await leaveCredits(person, 3);
    const markdown = await openEditor(person, "long.md");
    await selectLine(markdown, "A sentence of a text");
    await page.keyboard.press("Control+j");
    const item = page.getByRole("menuitem", { name: /^Expand .*needs \d+, there are 3$/ });
    await item.waitFor();
    await expectGood("ai-menu-too-few");
    await item.click();
    await page.getByRole("dialog", { name: "Not enough credits" }).getByText("covers it").first().waitFor();
    await expectGood("top-up-needed");
  });
}
