import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { markdownOf } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, givenPage, leaveCredits, type Person, signUp, storedPage, storedPaths } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

/** Fills the dialog and returns its button that runs, once it has the price. */
async function fillBrief(nora: Person, title: string): Promise<Locator> {
  const { page } = nora;
  await goTo(page, `/w/${nora.workspace}`);
  await page.getByRole("button", { name: "Generate page" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate a page" });
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("What it is about").fill("How to boil water and pour tea for six guests.");
  await dialog.getByLabel("For whom").fill("People who have never made tea");
  const run = dialog.getByRole("button", { name: /^Generate · [\d–]+ credits$/ });
  await run.waitFor();
  expect(await dialog.getByRole("definition").allInnerTexts()).toHaveLength(3);
  return run;
}

describe("generating a page with a real provider", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
    await givenPage(nora, "facts.md", "# Facts\n\nThe kettle holds two litres.\n");
  });
  const written = "Boil two litres of water.\n\n## Pouring\n\nPour it slowly.\n";
  const newest = async () =>
    (await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=1`, actionsPage)).items[0];

  test("shows its price, then its outline and text as they are written, and opens the page where it lands", async () => {
    const { page } = nora;
    const run = await fillBrief(nora, "Making tea");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: /^Add notes/ }).click();
    await dialog.getByLabel("Notes").fill("Guests arrive at five.");
    await dialog.getByRole("combobox", { name: "Pages to draw on" }).click();
    await page.getByRole("option", { name: "Facts (facts.md)" }).click();
    await page.keyboard.press("Escape");
    await run.waitFor();
    provider.anthropic.next({ text: written, isPaused: true, inputTokens: 900, outputTokens: 400 });
    await run.click();
    await dialog.getByRole("region", { name: "Text so far" }).waitFor();
    provider.anthropic.resume();
    await page.getByRole("textbox", { name: /^Markdown of .*tea/ }).waitFor();
    const sent = JSON.stringify(provider.anthropic.requests[0]?.body);
    for (const part of ["six guests", "never made tea", "Guests arrive at five", "two litres"])
      expect(sent).toContain(part);
    const landed = (await storedPaths(nora)).find((path) => path.includes("tea")) ?? "";
    const text = String(await storedPage(nora, landed));
    expect(text).toMatch(/^---\n[\s\S]*title: /);
    expect(text).toContain("draft: true");
    expect(text).toContain("Pour it slowly.");
    expect(await newest()).toMatchObject({ kind: "page", status: "succeeded" });
  });

  test("a failure costs 0 credits, says what happened, keeps the brief, and makes no page", async () => {
    const { page } = nora;
    const { spent } = await creditsOf(nora);
    const paths = await storedPaths(nora);
    const run = await fillBrief(nora, "Making coffee");
    provider.anthropic.next({ text: written, fault: { kind: "error-event", type: "overloaded_error" } });
    await run.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This did not work, and cost 0 credits.").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ spent, held: 0 });
    expect(await storedPaths(nora)).toEqual(paths);
    await dialog.getByRole("button", { name: "Back to the brief" }).click();
    expect(await dialog.getByLabel("Title").inputValue()).toBe("Making coffee");
  });

  test("stopped before any text it costs nothing", async () => {
    const { page } = nora;
    const { spent } = await creditsOf(nora);
    const run = await fillBrief(nora, "Making cocoa");
    provider.anthropic.next({ fault: { kind: "silence" } });
    await run.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Writing… \d+ credits held$/).waitFor();
    await dialog.getByRole("button", { name: "Stop" }).click();
    await dialog.getByText("Stopped before any text. Not charged.").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ spent, held: 0 });
  });

  test("with too few credits nothing is sent, and a top-up is offered", async () => {
    await leaveCredits(nora, 2);
    const run = await fillBrief(nora, "Making soup");
    await run.click();
    await nora.page.getByRole("dialog", { name: "Not enough credits" }).waitFor();
    expect(provider.anthropic.requests).toEqual([]);
  });
});

describe("generating a page with the demo writer", () => {
  const visits = useVisits();

  test("goes on when the dialog is hidden, and a message leads to the page", async () => {
    const nora = await signUp(await visits.open(inject("productUrl")));
    const { page } = nora;
    await (await fillBrief(nora, "Making tea")).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Writing… \d+ credits held$/).waitFor();
    await dialog.getByText("Demo writer").waitFor();
    await dialog.getByRole("button", { name: "Hide" }).click();
    await page.getByText("“Making tea” is written.").waitFor();
    await page.getByRole("button", { name: "Open it" }).click();
    const [path = ""] = await storedPaths(nora);
    await markdownOf(page, path).getByText("Making tea").first().waitFor();
  });
});
