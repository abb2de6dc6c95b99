import { randomUUID } from "node:crypto";
import { apiKeyScopes, invitation } from "@dokly/contract";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { runAction, setNextRun } from "./helpers/actions.ts";
import { openAiMenu, openEditor, runOn, selectLine } from "./helpers/editor.ts";
import { givenPage, meter, overwrite, type Person, signInAgain, signUp } from "./helpers/person.ts";
import { expectGoodScreen } from "./helpers/screen.ts";
import { joinAs } from "./helpers/team.ts";
import { type Look, useVisits } from "./helpers/visit.ts";

const draft = `---
title: Release notes
---

# Release notes

The settings page has an new meter. Teh numbers change while you watch.

| plan | credits |
|---|---:|
| Free | 50 |
| Pro | 2,500 |

- [x] Meter
- [ ] Export as CSV

\`\`\`ts
const credits = 50n;
\`\`\`

> Select text, then choose **AI**. See the [guide](guide/first-steps.md).
`;
const both = draft.replaceAll("Release notes", "Both sides");
const long = Array.from({ length: 30 }, () => "A sentence of a text that is long enough to ask first.").join(" ");

const looks: Required<Look>[] = [1280, 390].flatMap((width) => [
  { width, colorScheme: "light" },
  { width, colorScheme: "dark" },
]);

describe("every main screen can be used by everybody: nothing overflows, and axe finds nothing", () => {
  const visits = useVisits();
  const url = inject("productUrl");
  let nora: Person;
  let edgar: Person;
  let link: string;

  beforeAll(async () => {
    nora = await signUp(await visits.open(url), "Nora Newman");
    edgar = await joinAs("editor", { owner: nora, page: await visits.open(url), name: "Edgar Else" });
    for (const path of [
      "guide/first-steps.md",
      "guide/writing/how-we-write-about-prices-and-credits.md",
      "reference/api.md",
    ]) {
      await givenPage(nora, path, `# ${path.split("/").at(-1)?.replace(".md", "").replaceAll("-", " ")}\n`);
    }
    await givenPage(nora, "draft.md", draft);
    await givenPage(nora, "long.md", `# Long\n\n${long}\n`);
    await runAction(nora, "improve", draft);
    await runAction(edgar, "grammar", "Teh kettle are on.");
    await setNextRun(nora, "fail-midway");
    await runAction(nora, "expand", "The kettle is on, and the water is hot.");
    await meter(nora, 12);
    const invited = { email: "grace.hopper.of.the.navy@example.com", role: "viewer" };
    const base = `/api/v1/workspaces/${nora.workspace}`;
    link = invitation.parse(await nora.api.post(`${base}/invitations`, invited)).link ?? "";
    await nora.api.post(`${base}/api-keys`, { label: "Nightly export", scopes: ["read"], endsAt: null });
    const all = { label: "Everything, for the build server", scopes: apiKeyScopes, endsAt: "2027-01-31T23:00:00Z" };
    await nora.api.post(`${base}/api-keys`, all);
  });

  describe.each(looks)("$width pixels, $colorScheme", (look) => {
    let page: Page;
    let person: Person;
    const named = (name: string): string => `${name}-${look.width}-${look.colorScheme}`;
    const expectGood = (name: string, options?: { fullPage?: boolean }): Promise<void> =>
      expectGoodScreen(page, named(name), options);
    const settings = (name: string): Promise<unknown> => page.goto(`/w/${person.workspace}/settings/${name}`);
    const closeDialog = async (): Promise<void> => {
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    };
    beforeAll(async () => {
      page = await visits.open(url, look);
      await signInAgain(page, nora);
      person = { ...nora, page };
    });

    test("entrance: signing in, signing up, an invitation", async () => {
      const stranger = await visits.open(url, look);
      await stranger.goto("/sign-in");
      await stranger.getByRole("button", { name: /^Owner/ }).waitFor();
      await expectGoodScreen(stranger, named("sign-in"), { fullPage: true });
      await stranger.getByRole("link", { name: "Sign up" }).click();
      await stranger.getByRole("button", { name: "Sign up" }).click();
      await stranger.getByText("Use at least 10 characters.").waitFor();
      await expectGoodScreen(stranger, named("sign-up"));
      await stranger.goto(link);
      await stranger.getByRole("link", { name: "Sign up to accept" }).waitFor();
      await expectGoodScreen(stranger, named("invitation"));
      await page.goto("/workspaces");
      await page.getByRole("heading", { name: "Your workspaces" }).waitFor();
      await expectGood("workspaces");
    });

    test("pages: the list, its dialogs and menus, an empty workspace, an address that leads nowhere", async () => {
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

    test("the editor: text and preview, the AI menu, a review, a failure, a receipt", async () => {
      const markdown = await openEditor(person, "draft.md");
      await markdown.getByText("Teh numbers").waitFor();
      await expectGood("editor");
      await selectLine(markdown, "Teh numbers");
      await openAiMenu(page);
      await expectGood("ai-menu");
      await page.getByRole("menuitem", { name: /^Fix grammar/ }).click();
      const review = page.getByRole("region", { name: "Fix grammar: AI text to review" });
      await review.getByRole("button", { name: /^Accept/ }).waitFor();
      await expectGood("ai-review");
      await page.keyboard.press("Escape");
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

    test("members and API keys", async () => {
      await settings("members");
      await page.getByRole("row", { name: /Edgar Else/ }).waitFor();
      await expectGood("members", { fullPage: true });
      await settings("api-keys");
      await page.getByRole("row", { name: /Nightly export/ }).waitFor();
      await expectGood("api-keys");
      await page.getByRole("button", { name: "Make a key" }).click();
      await page.getByRole("dialog", { name: "Make an API key" }).waitFor();
      await expectGood("make-key");
    });

    test("an action large enough to ask first", async () => {
      const markdown = await openEditor(person, "long.md");
      await selectLine(markdown, "A sentence of a text");
      await openAiMenu(page);
      await page.getByRole("menuitem", { name: /^Expand/ }).click();
      const question = page.getByRole("dialog", { name: "Expand this text?" });
      await question.getByText("This will cost").waitFor();
      expect(await question.getByRole("definition").allInnerTexts()).toHaveLength(3);
      await expectGood("confirm-run");
    });
  });
});
