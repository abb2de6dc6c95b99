import { planList } from "@dokly/contract";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openAiMenu, openEditor, selectLine } from "./helpers/editor.ts";
import { creditsOf, givenPage, leaveCredits, type Person, signInAs, signUp, workspaceNamed } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { useVisits } from "./helpers/visit.ts";

describe("with too few credits left", () => {
  const provider = useProvider();
  const visits = useVisits();

  async function openAlmostEmpty(): Promise<Person> {
    const owner = await signInAs(await visits.open(provider.url), "owner");
    return { ...owner, workspace: await workspaceNamed(owner, "Almost empty") };
  }

  async function expectPrompt(page: Page, needed: RegExp): Promise<void> {
    const prompt = page.getByRole("dialog", { name: "Not enough credits" });
    await prompt.waitFor();
    expect(await prompt.getByRole("definition").first().innerText()).toMatch(needed);
    await prompt.getByText("Nothing was sent to the AI provider, and nothing was charged.").waitFor();
    for (const [pack, price] of [
      ["500 credits", "$5"],
      ["2,500 credits", "$20"],
      ["10,000 credits", "$70"],
    ] as const) {
      await prompt.getByRole("button", { name: new RegExp(`^${pack}.*\\${price}`) }).waitFor();
    }
    await prompt.getByText(/This Dokly uses a sandbox checkout/).waitFor();
  }

  test("the menu shows what is needed and what is there, nothing is sent, and a top-up is offered with its prices", async () => {
    const owner = await openAlmostEmpty();
    const { page } = owner;
    const before = await creditsOf(owner);
    expect(before.available).toBe(3);
    const markdown = await openEditor(owner, "guide/a-longer-text.md");
    await markdown.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+j");
    const item = page.getByRole("menuitem", { name: /^Improve .*needs \d+, there are 3$/ });
    const needed = /needs (\d+)/.exec(await item.innerText())?.[1] ?? "";
    expect(Number(needed)).toBeGreaterThan(3);
    await item.click();
    await expectPrompt(page, new RegExp(`^${needed}$`));
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(provider.anthropic.requests).toEqual([]);
    expect(await creditsOf(owner)).toEqual({ ...before, asOf: expect.any(String) });
  });

  test("any other number of credits has its price by the same rule", async () => {
    const { page } = await openAlmostEmpty();
    await page.goto(`/`);
    await page.getByRole("link", { name: /Open AI usage\.$/ }).click();
    await page.getByRole("button", { name: "Top up" }).click();
    const prompt = page.getByRole("dialog", { name: "Top up" });
    await prompt.getByLabel("Or any whole number of credits").fill("1234");
    await prompt.getByRole("status").getByText("$10.51").waitFor();
    await prompt.getByLabel("Or any whole number of credits").fill("0");
    await prompt.getByText("A whole number, 1 or more.").waitFor();
  });

  test("credits that were spent in the meantime are answered the same way, and nothing is sent", async () => {
    const nora = await signUp(await visits.open(provider.url));
    await givenPage(nora, "kettle.md", "# Kettle\n\nThe kettle is on. The water are hot.\n");
    const markdown = await openEditor(nora, "kettle.md");
    await selectLine(markdown, "The kettle is on");
    const menu = await openAiMenu(nora.page);
    await leaveCredits(nora, 0);
    await menu.getByRole("menuitem", { name: /^Improve/ }).click();
    await expectPrompt(nora.page, /^[1-9]\d*$/);
    expect(provider.anthropic.requests).toEqual([]);
    expect(await creditsOf(nora)).toMatchObject({ held: 0, available: 0, spent: 50 });
  });

  test("the packs shown are those of the catalogue, and no real money is asked for", async () => {
    const { api } = await openAlmostEmpty();
    const { packs, payments } = await api.get("/api/v1/plans", planList);
    expect(packs).toEqual([
      { credits: 500, priceCents: 500 },
      { credits: 2500, priceCents: 2000 },
      { credits: 10_000, priceCents: 7000 },
    ]);
    expect(payments).toBe("sandbox");
  });
});
