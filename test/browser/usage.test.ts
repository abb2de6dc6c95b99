import { actionsPage, usage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { newestAction, runAction, setNextRun } from "./helpers/actions.ts";
import { creditsOf, leaveCredits, meter, type Person, signUp } from "./helpers/person.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "The kettle are on, and teh water is hot.";
const numberIn = (shown: string): number => Number(shown.replaceAll(/[^\d]/g, ""));

describe("the AI usage page", () => {
  const visits = useVisits();
  let nora: Person;
  let edgar: Person;
  let usagePage: string;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    edgar = await joinAs("editor", { owner: nora, page: await visits.open(inject("productUrl")), name: "Edgar Else" });
    usagePage = `/w/${nora.workspace}/settings/account/ai-usage`;
    await runAction(nora, "improve", text);
    await runAction(nora, "grammar", text);
    await runAction(edgar, "expand", text);
    await setNextRun(nora, "fail-midway");
    await runAction(nora, "improve", text);
    await leaveCredits(nora, 30);
    await nora.page.goto(usagePage);
  });

  const log = (): Locator => nora.page.getByRole("table", { name: "Action log" });
  /** The rows of actions, without the one of the column names. */
  const rows = (): Locator =>
    log()
      .getByRole("row")
      .filter({ has: nora.page.getByRole("cell") });

  test("shows the bucket to the credit", async () => {
    const { page } = nora;
    const { spent, held, available, monthly } = await creditsOf(nora);
    expect({ monthly, held, available, spent }).toEqual({ monthly: 50, held: 0, available: 30, spent: 20 });
    const bucket = page.getByRole("region", { name: "This period" });
    await bucket.getByRole("img", { name: "Of 50 credits: 20 spent, 0 held, 30 available." }).waitFor();
    await bucket.getByRole("row", { name: /^Monthly Free plan 50$/ }).waitFor();
    await bucket.getByRole("row", { name: "In total 50" }).waitFor();
    await bucket.getByText(/^30 credits not spent by then expire\.$/).waitFor();
    await page.getByRole("link", { name: "30 credits available. Open AI usage." }).waitFor();
  });

  test("names the reset in the viewer's own time zone", async () => {
    const { period } = await creditsOf(nora);
    const inBerlin = (options: Intl.DateTimeFormatOptions): string =>
      new Date(period.end).toLocaleString("en-US", { timeZone: "Europe/Berlin", ...options });
    const bucket = nora.page.getByRole("region", { name: "This period" });
    const sentence = await bucket
      .getByText(/^Resets in/)
      .locator("..")
      .innerText();
    expect(sentence).toContain(inBerlin({ dateStyle: "long" }));
    expect(sentence).toContain(inBerlin({ hour: "numeric", minute: "2-digit" }));
    expect(sentence).toContain("(Europe/Berlin)");
  });

  test("has 30 days, the empty ones too, that add up to what was charged", async () => {
    const { page } = nora;
    const path = `/api/v1/workspaces/${nora.workspace}/credits/usage?days=30&timeZone=Europe/Berlin`;
    const { days } = await nora.api.get(path, usage);
    const charged = days.reduce((sum, day) => sum + day.credits, 0);
    expect(days).toHaveLength(30);
    expect(charged).toBe((await creditsOf(nora)).spent);
    const panel = page.getByRole("region", { name: "Past 30 days" });
    await panel.getByText(new RegExp(`^${charged} credits in \\d+ actions`)).waitFor();
    await panel.getByText("Table", { exact: true }).click();
    const table = panel.getByRole("table");
    const total = (await table.getByRole("columnheader").allInnerTexts()).indexOf("Total");
    const shown = table.getByRole("row").filter({ has: page.getByRole("rowheader") });
    expect(await shown.count()).toBe(30);
    // The first column is the header of its row, so that cells are counted from the second.
    const figures = await Promise.all(
      (await shown.all()).map(async (row) =>
        numberIn(
          await row
            .getByRole("cell")
            .nth(total - 1)
            .innerText(),
        ),
      ),
    );
    expect(figures).toEqual(days.map((day) => day.credits).toReversed());
    await panel.getByText("Chart", { exact: true }).click();
  });

  test("its chart can be read day by day with the keyboard", async () => {
    const { page } = nora;
    const chart = page.getByRole("application", { name: /^Credits per day and kind/ });
    await chart.focus();
    // What the mouse points at comes before what the keys chose.
    await page.mouse.move(1, 1);
    const day = page.getByRole("region", { name: "Past 30 days" }).getByRole("status");
    await expect
      .poll(async () => {
        await page.keyboard.press("ArrowRight");
        return (await day.allInnerTexts()).join();
      })
      .toMatch(/\b20 credits in \d+ actions$/);
  });

  test("lists every action, newest first, with what it was estimated at and what it cost", async () => {
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions`, actionsPage);
    await nora.page.getByText(`That is all: ${items.length} actions`).waitFor();
    expect(await rows().count()).toBe(items.length);
    for (const [index, { charged, estimate, member, status }] of items.entries()) {
      const cells = await rows().nth(index).getByRole("cell").allInnerTexts();
      expect(numberIn(cells.at(-1) ?? "")).toBe(charged);
      if (estimate !== null) expect(cells[3]).toMatch(new RegExp(`^${estimate.low}(–${estimate.high})?$`));
      if (member !== null) expect(cells[1]).toBe(member.name);
      if (status === "failed") expect(cells[0]).toContain("refunded");
    }
  });

  test("keeps its filter in the address, so that a reload or a link shows the same rows", async () => {
    const { page } = nora;
    await page.getByRole("combobox", { name: "Outcome" }).click();
    await page.getByRole("option", { name: "Failed" }).click();
    await page.getByText("That is the only action").waitFor();
    expect(new URL(page.url()).searchParams.get("outcome")).toBe("failed");
    await page.reload();
    await page.getByText("That is the only action").waitFor();
    await rows().first().getByText("refunded").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("combobox", { name: "Person" }).click();
    await page.getByRole("option", { name: "Edgar Else" }).click();
    await page.getByText("That is the only action").waitFor();
    await rows()
      .first()
      .getByRole("button", { name: /^Receipt of Expand/ })
      .waitFor();
    await page.getByRole("combobox", { name: "Kind" }).click();
    await page.getByRole("option", { name: "Fix grammar" }).click();
    await page.getByText("No action matches this filter").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).first().click();
    expect(new URL(page.url()).search).toBe("");
    await page.getByText(/^That is all/).waitFor();
  });

  test("opens the receipt of a row, also by its address", async () => {
    const { page } = nora;
    await rows().filter({ hasText: "Fix grammar" }).getByRole("button").click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    await receipt.getByText("it adds up").waitFor();
    const { searchParams } = new URL(page.url());
    expect(searchParams.get("action")).toMatch(/^act_/);
    await page.reload();
    await receipt.getByText("it adds up").waitFor();
    await page.keyboard.press("Escape");
    await receipt.waitFor({ state: "hidden" });
    expect(new URL(page.url()).search).toBe("");
  });

  test("shows within a second or so what somebody else's action did, without a reload", async () => {
    const { page } = nora;
    await page.getByRole("link", { name: "30 credits available. Open AI usage." }).waitFor();
    const { charged } = await runAction(edgar, "improve", text);
    await page
      .getByRole("link", { name: `${30 - charged} credits available. Open AI usage.` })
      .waitFor({ timeout: 4_000 });
    await expect.poll(() => rows().first().innerText(), { timeout: 4_000 }).toContain("Edgar Else");
    expect((await newestAction(nora)).member?.name).toBe("Edgar Else");
  });

  test("pages through a log of any length", async () => {
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=200`, actionsPage);
    await Promise.all(Array.from({ length: 51 - items.length }, () => meter(nora, 0)));
    await nora.page.goto(usagePage);
    await expect.poll(() => rows().count()).toBe(50);
    // As assistive technology presses it: whoever scrolls there finds the rest loaded, and no button.
    await nora.page.getByRole("button", { name: "Load more" }).dispatchEvent("click");
    await nora.page.getByText("That is all: 51 actions").waitFor();
    expect(await rows().count()).toBe(51);
  });
});
