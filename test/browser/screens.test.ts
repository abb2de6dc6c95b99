import { describe, test } from "vitest";
import { setNextRun } from "./helpers/actions.ts";
import { goTo } from "./helpers/go-to.ts";
import { workspaceNamed } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useWalk, walkTimeoutMs } from "./helpers/screens.ts";

// Its layout is CSS alone, so that each state is looked at in both widths; it is reached on the narrow screen.
describe("the screens around the editor, narrow and wide, in light and dark", { timeout: walkTimeoutMs }, () => {
  const walk = useWalk(390, expectGoodAtEachWidth);

  test("entrance: signing in, signing up, an invitation", async () => {
    const stranger = await walk().openStranger();
    await stranger.goto("/sign-in");
    await stranger.getByRole("button", { name: /^Owner/ }).waitFor();
    await expectGoodAtEachWidth(stranger, "sign-in");
    await stranger.getByRole("link", { name: "Sign up" }).click();
    await stranger.getByRole("button", { name: "Sign up" }).click();
    await stranger.getByText("Use at least 10 characters.").waitFor();
    await expectGoodAtEachWidth(stranger, "sign-up", { fullPage: false });
    await stranger.goto(walk().invitationLink);
    await stranger.getByRole("link", { name: "Sign up to accept" }).waitFor();
    await expectGoodAtEachWidth(stranger, "invitation", { fullPage: false });
  });

  test("a new workspace, without pages and without actions", async () => {
    const { person, expectGood } = walk();
    const { page } = person;
    await goTo(page, "/workspaces");
    await page.getByLabel("Name").fill("Handbook of the whole company");
    await page.getByRole("button", { name: "Make workspace" }).click();
    await page.getByRole("heading", { name: "No pages yet" }).waitFor();
    await expectGood("pages-empty");
    await page.getByRole("link", { name: /Open AI usage\.$/ }).click();
    await page.getByText("No action has run yet").waitFor();
    await expectGood("ai-usage-empty", { fullPage: true });
    await goTo(page, "/workspaces");
    await page.getByRole("heading", { name: "Your workspaces" }).waitFor();
    await expectGood("workspaces");
  });

  test("pages: the list, its dialogs and menus, an address that leads nowhere", async () => {
    const { person, other, expectGood, closeDialog } = walk();
    const { page } = person;
    await goTo(page, `/w/${person.workspace}`);
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
    await goTo(page, `/w/${other.workspace}/pages/nowhere.md`);
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await expectGood("not-found");
  });

  test("AI usage: the meter, the days, the log, a receipt, a top-up", async () => {
    const { person, expectGood, openSettings, closeDialog } = walk();
    const { page } = person;
    await openSettings("account/ai-usage");
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
    const { person, expectGood, openSettings, closeDialog } = walk();
    const { page } = person;
    await openSettings("plan");
    await page.getByRole("button", { name: "Upgrade: Starter" }).waitFor();
    await page.getByRole("heading", { name: "The cheapest way on" }).waitFor();
    await expectGood("plan", { fullPage: true });
    await page.getByRole("button", { name: "Upgrade: Starter" }).click();
    await page.getByRole("dialog", { name: "Start this plan?" }).getByText("Due now").waitFor();
    await expectGood("change-plan");
    await closeDialog();
    await openSettings("billing");
    await page.getByRole("button", { name: /^Buy · / }).waitFor();
    await page.getByRole("button", { name: "Save a card" }).waitFor();
    await page.getByText("There are no invoices yet.").waitFor();
    await expectGood("billing", { fullPage: true });
  });

  test("the voice, members and API keys", async () => {
    const { person, expectGood, openSettings } = walk();
    const { page } = person;
    await openSettings("voice");
    await page.getByLabel("Tone").fill("Plain and friendly. Speaks to the reader as “you”.");
    await page.getByRole("combobox", { name: "Terms to keep" }).fill("Dokly,lot,bucket");
    await page.keyboard.press("Enter");
    await expectGood("voice", { fullPage: true });
    await openSettings("members");
    await page.getByRole("row", { name: /Edgar Else/ }).waitFor();
    await expectGood("members", { fullPage: true });
    await openSettings("api-keys");
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
    const { person, expectGood } = walk();
    const { page } = person;
    const handbook = { ...person, workspace: await workspaceNamed(person, "Handbook of the whole company") };
    await goTo(page, `/w/${handbook.workspace}`);
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
});
