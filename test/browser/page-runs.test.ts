import { actionsPage } from "@dokly/contract";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { setNextRun } from "./helpers/actions.ts";
import { goTo } from "./helpers/go-to.ts";
import { askOnPages, rowOf, runOnPages, selectPages } from "./helpers/page-runs.ts";
import { creditsOf, givenPage, leaveCredits, overwrite, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { expectGoodAtEachWidth, expectGoodScreen } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

const poor = "She dont likes teh tea, and an cup are on the table.";
const kitchen = (title: string): string => `---\ntitle: ${title}\n---\n\n# ${title}\n\n${poor}\n`;
const titles = ["Cups", "Kettles", "Plates"];
const pathOf = (title: string): string => `kitchen/${title.toLowerCase()}.md`;

describe("an AI action on selected pages", () => {
  const visits = useVisits();
  let nora: Person;
  const stored = async (title: string): Promise<string> => String(await storedPage(nora, pathOf(title)));
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")), "Paula Pages");
    for (const title of titles) await givenPage(nora, pathOf(title), kitchen(title));
    await givenPage(nora, "other.md", "# Other\n");
  });

  test("pages are selected by keys, by folder and in ranges", async () => {
    const { page } = nora;
    await goTo(page, `/w/${nora.workspace}`);
    const box = (name: string) => page.getByRole("checkbox", { name });
    await box("Select “Cups”").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.getByText("2 pages selected").waitFor();
    expect(await box("Select “Plates”").evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await box("Select all pages in kitchen").evaluate((element) => element.matches(":indeterminate"))).toBe(
      true,
    );
    await box("Select all pages in kitchen").check();
    await page.getByText("3 pages selected").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await box("Select “Cups”").click();
    await box("Select “Plates”").click({ modifiers: ["Shift"] });
    await page.getByText("3 pages selected").waitFor();
    await expectGoodScreen(page, "pages-selected");
  });

  test("one fails and costs 0; the others are reviewed one by one, in part or not at all", async () => {
    const { page } = nora;
    const { spent } = await creditsOf(nora);
    await selectPages(page, nora.workspace, titles);
    const dialog = await askOnPages(page, "Fix grammar", 3);
    expect(await dialog.getByRole("listitem").allInnerTexts()).toEqual(
      titles.map((title) => expect.stringContaining(title)),
    );
    expect(await dialog.getByRole("definition").allInnerTexts()).toHaveLength(3);
    await setNextRun(nora, "fail-midway");
    await runOnPages(page, dialog, 3);
    await page.getByText("1 failed").waitFor();
    await page.getByText("refunded").waitFor();
    const charged = (await creditsOf(nora)).spent - spent;
    await page.getByText(`${charged} credits charged`).waitFor();
    for (const title of titles) expect(await stored(title)).toBe(kitchen(title));

    const [first = "", second = ""] = await page
      .getByRole("button", { name: /^Review “/ })
      .evaluateAll((buttons) => buttons.map((button) => /“(.*)”/.exec(button.ariaLabel ?? "")?.[1] ?? ""));
    const opener = page.getByRole("button", { name: `Review “${first}”` });
    await opener.click();
    await page.getByRole("region", { name: `Review of “${first}”` }).waitFor();
    await page.keyboard.press("Escape");
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    const review = page.getByRole("region", { name: `Review of “${first}”` });
    await review.getByRole("checkbox").first().click();
    await expectGoodAtEachWidth(page, "pages-review");
    await review.focus();
    await page.keyboard.press("Enter");
    await rowOf(page, pathOf(first)).getByText("Accepted").waitFor();
    const text = await stored(first);
    expect(text).toContain(`---\ntitle: ${first}\n---\n\n# ${first}\n`);
    expect(text).not.toContain(poor);
    expect(text).toContain("dont");
    // The decision leads on to the next page, with the focus in its review.
    await page
      .getByRole("region", { name: `Review of “${second}”` })
      .getByRole("checkbox")
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Reject" }).click();
    await rowOf(page, pathOf(second)).getByText("Rejected").waitFor();
    expect(await stored(second)).toBe(kitchen(second));
  });

  test("a page that failed runs again by a click, and one that changed meanwhile is not overwritten", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: /^Run “.*” again, for up to \d+ credits?$/ }).click();
    const again = page.getByRole("button", { name: /^Review “/ });
    await again.waitFor({ timeout: 20_000 });
    const title = /“(.*)”/.exec((await again.getAttribute("aria-label")) ?? "")?.[1] ?? "";
    await overwrite(nora, pathOf(title), `# ${title}\n\nWritten by somebody else.\n`);
    await again.click();
    await page.getByText("This page was changed after the AI had read it").waitFor();
    await expectGoodScreen(page, "pages-conflict", { fullPage: true });
    await page.getByRole("button", { name: "Reject" }).click();
    await rowOf(page, pathOf(title)).getByText("Rejected").waitFor();
    expect(await stored(title)).toBe(`# ${title}\n\nWritten by somebody else.\n`);
    await page.getByRole("link", { name: "All runs" }).click();
    await page.getByRole("link", { name: "Fix grammar on 3 pages" }).waitFor();
    await expectGoodScreen(page, "pages-runs");
  });

  test("with too few credits nothing runs, and credits are offered", async () => {
    const { page } = nora;
    await leaveCredits(nora, 1);
    await selectPages(page, nora.workspace, titles);
    const dialog = await askOnPages(page, "Change tone", 3);
    await expectGoodAtEachWidth(page, "pages-ask");
    await dialog.getByRole("button", { name: /^Run · / }).click();
    await page.getByRole("dialog", { name: "Not enough credits" }).waitFor();
    expect(await creditsOf(nora)).toMatchObject({ available: 1, held: 0 });
  });
});

describe("an AI action on selected pages with a real provider", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url), "Paula Pages");
    for (const title of titles) await givenPage(nora, pathOf(title), kitchen(title));
  });

  test("is stopped by a click: nothing stays held, and no page is changed", async () => {
    const { page } = nora;
    provider.anthropic.always({ text: `${poor} More.`, isPaused: true });
    await selectPages(page, nora.workspace, titles);
    const dialog = await askOnPages(page, "Improve", 3);
    await dialog.getByRole("button", { name: /^Run · / }).click();
    await page.getByText("0 of 3 pages done").waitFor();
    await expect.poll(() => provider.anthropic.requests.length).toBeGreaterThanOrEqual(2);
    await page.getByText(/credits? held$/).waitFor();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("3 stopped").waitFor();
    expect((await creditsOf(nora)).held).toBe(0);
    for (const title of titles) expect(String(await storedPage(nora, pathOf(title)))).toBe(kitchen(title));
  });

  test("translates, refunds the page that failed, and accepts the others at once", async () => {
    const { page } = nora;
    const { spent } = await creditsOf(nora);
    const german = "---\ntitle: Geschirr\n---\n\n# Geschirr\n\nSie mag den Tee nicht.\n";
    provider.anthropic.next({ fault: { kind: "status", status: 529, retryAfterSeconds: 60 } });
    provider.anthropic.always({ text: german, inputTokens: 500, outputTokens: 40 });
    await selectPages(page, nora.workspace, titles);
    const dialog = await askOnPages(page, "Translate", 3);
    await dialog.getByRole("combobox", { name: "Into which language" }).click();
    await page.getByRole("option", { name: /^German/ }).click();
    await dialog.getByRole("button", { name: /^Run · / }).waitFor();
    await runOnPages(page, dialog, 3);
    await page.getByText(/overloaded/).waitFor();
    await page.getByRole("button", { name: "Accept all 2" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Accept all" }).click();
    await page.getByText("2 accepted").waitFor();
    const texts = await Promise.all(titles.map(async (title) => String(await storedPage(nora, pathOf(title)))));
    expect(texts.filter((text) => text.includes("Sie mag den Tee nicht."))).toHaveLength(2);
    expect(texts.filter((text) => text.includes(poor))).toHaveLength(1);
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const log = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?kind=translate`, actionsPage);
    expect(log.items.map(({ group }) => group)).toEqual([id, id, id]);
    expect(log.items.filter(({ tags }) => tags.includes("refunded")).map(({ charged }) => charged)).toEqual([0]);
    const charged = log.items.reduce((sum, action) => sum + action.charged, 0);
    expect(await creditsOf(nora)).toMatchObject({ held: 0, spent: spent + charged });
    await goTo(page, `/w/${nora.workspace}/settings/account/ai-usage`);
    await page.getByText(/^Too few charges yet \(2 of 20\)/).waitFor();
  });
});
