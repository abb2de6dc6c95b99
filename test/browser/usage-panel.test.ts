import { randomUUID } from "node:crypto";
import { actionsPage, forecast } from "@dokly/contract";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { parseCsv } from "../../packages/server/test/credits/parse-csv.ts";
import { runAction, setNextRun } from "./helpers/actions.ts";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, givenPage, leaveCredits, meter, type Person, signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "The kettle are on, and teh water is hot.";

describe("the AI usage panel can be believed", () => {
  const visits = useVisits();
  let nora: Person;
  let edgar: Person;
  let usagePage: string;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    edgar = await joinAs("editor", { owner: nora, page: await visits.open(inject("productUrl")), name: "Edgar Else" });
    usagePage = `/w/${nora.workspace}/settings/account/ai-usage`;
    await givenPage(nora, "guide.md", "# Guide\n\nHow to make tea.\n");
    await runAction(nora, "improve", text);
    await runAction(edgar, "grammar", text);
    await setNextRun(nora, "fail-midway");
    await runAction(nora, "expand", text);
    await meter(nora, 2);
    await goTo(nora.page, usagePage);
  });

  const rowsOf = (page: Page): Locator =>
    page
      .getByRole("table", { name: "Action log" })
      .getByRole("row")
      .filter({ has: page.getByRole("cell") });

  const downloaded = async (start: () => Promise<void>): Promise<{ name: string; bytes: Buffer; text: string }> => {
    const waiting = nora.page.waitForEvent("download");
    await start();
    const file = await waiting;
    const pieces: Buffer[] = [];
    for await (const piece of await file.createReadStream()) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    return { name: file.suggestedFilename(), bytes, text: bytes.toString("utf8") };
  };

  test("searches while one types, and the address shows the same rows to somebody else", async () => {
    const { page } = nora;
    await page.getByText("That is all: 4 actions").waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("grammar");
    await page.getByText("That is the only action").waitFor();
    const address = new URL(page.url());
    expect(address.searchParams.get("q")).toBe("grammar");
    await goTo(edgar.page, `${address.pathname}${address.search}`);
    await edgar.page.getByText("That is the only action").waitFor();
    await rowsOf(edgar.page)
      .getByRole("button", { name: /^Receipt of Fix grammar/ })
      .waitFor();
    // An editor sees own rows, however the link asks.
    await goTo(edgar.page, `${address.pathname}?q=expand`);
    await edgar.page.getByText("No action matches this filter").waitFor();
  });

  test("exports exactly the rows of the filter, as a file that a spreadsheet can read", async () => {
    const { page } = nora;
    const item = (name: RegExp) => page.getByRole("menuitem", { name });
    const csv = await downloaded(async () => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByText("Exactly the rows of this filter").waitFor();
      await item(/^CSV/).click();
    });
    expect(csv.name).toMatch(/\.csv$/);
    const [head = [], ...rows] = parseCsv(csv.text);
    expect(rows.map((row) => row[head.indexOf("person")])).toEqual(["Edgar Else"]);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("That is all: 4 actions").waitFor();
    const lines = await downloaded(async () => {
      await page.getByRole("button", { name: "Export" }).click();
      await item(/^JSON Lines/).click();
    });
    const log = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions`, actionsPage);
    const exported = lines.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; charged: number });
    expect(exported.map(({ id }) => id)).toEqual(log.items.map(({ id }) => id));
    expect(exported.reduce((sum, { charged }) => sum + charged, 0)).toBe((await creditsOf(nora)).spent);
  });

  test("a receipt says which lot paid, and what the provider's own list takes", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: /^Receipt of Improve/ }).click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    const lots = receipt.getByRole("region", { name: "Lots drawn" });
    const row = lots.getByRole("row", { name: /^Monthly/ });
    await row.waitFor();
    const figures = (await row.getByRole("cell").allInnerTexts()).map(Number);
    const [held = 0, charged = 0, returned = 0] = figures;
    expect(held).toBe(charged + returned);
    await receipt.getByText(/provider's (own|public) (list )?price/).waitFor();
    await page.keyboard.press("Escape");
  });

  test("shows the proof in words, and everybody may ask for it", async () => {
    const { page } = nora;
    const { available } = await creditsOf(nora);
    const proof = page.getByRole("region", { name: "Can you trust it?" });
    await proof.getByRole("button", { name: "Verify now" }).click();
    await proof.getByText("Everything adds up.").waitFor();
    await proof.getByText(`${available} credits available: the sum of all lines, and what the meter shows.`).waitFor();
    const { text: ledger } = await downloaded(() => proof.getByRole("link", { name: "Download the ledger" }).click());
    const lines = ledger.trimEnd().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "head", sequence: lines.length - 2, available });
    await edgar.page.getByRole("button", { name: "Verify now" }).click();
    await edgar.page.getByRole("region", { name: "Can you trust it?" }).getByText("Everything adds up.").waitFor();
    expect(await edgar.page.getByRole("link", { name: "Download the ledger" }).count()).toBe(0);
  });

  test("downloads a picture of the chart that the browser made", async () => {
    const { page } = nora;
    const button = page.getByRole("button", { name: "Download a picture of the chart" });
    const svg = await downloaded(async () => {
      await button.click();
      await page.getByRole("menuitem", { name: /^SVG/ }).click();
    });
    expect(svg.text).toContain("Improve");
    expect(svg.text).not.toMatch(/var\(|fill=""/);
    const png = await downloaded(async () => {
      await button.click();
      await page.getByRole("menuitem", { name: /^PNG/ }).click();
    });
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  });

  test("says how long the credits last, and prices a site that nobody has begun", async () => {
    const { page } = nora;
    const { basis } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/credits/forecast`, forecast);
    await page.getByText(new RegExp(`^Pace: ${basis.credits} credits`)).waitFor();
    const before = await creditsOf(nora);
    await page.getByRole("button", { name: "What would it cost?" }).click();
    const dialog = page.getByRole("dialog", { name: "What would it cost?" });
    await dialog.getByText(/^[\d–,]+ credits$/).waitFor();
    await dialog.getByText(/more would be needed\.$/).waitFor();
    await dialog.getByText("Translating pages").click();
    await dialog.getByText(/would be left\.$/).waitFor();
    expect(await creditsOf(nora)).toMatchObject({ available: before.available, held: 0 });
    await page.keyboard.press("Escape");
  });

  test("two tabs share one connection, and both move within a second or so of somebody else's action", async () => {
    const { page } = nora;
    const second = await page.context().newPage();
    const streams: string[] = [];
    second.on("request", (request) => {
      if (request.url().endsWith("/events")) streams.push(request.url());
    });
    await second.goto(usagePage);
    const { available } = await creditsOf(nora);
    const shown = (tab: Page, credits: number) =>
      tab.getByRole("link", { name: `${credits} credits available. Open AI usage.` }).waitFor({ timeout: 4_000 });
    await shown(second, available);
    const { charged } = await runAction(edgar, "improve", text);
    await Promise.all([shown(page, available - charged), shown(second, available - charged)]);
    expect(streams).toEqual([]);
    await second.close();
  });

  test("a limit that is set refuses what goes above it, and names who can change it", async () => {
    const { page } = nora;
    await goTo(page, `/w/${nora.workspace}/settings/limits`);
    await page.getByRole("button", { name: "Set a limit" }).click();
    await page.getByRole("combobox", { name: "Whose actions" }).click();
    await page.getByRole("option", { name: "Edgar Else" }).click();
    await page.getByRole("textbox", { name: "Credits in a period" }).fill("1");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: /^Edgar Else · all actions/ }).waitFor();
    await expectGoodAtEachWidth(page, "limits");
    await goTo(edgar.page, `/w/${nora.workspace}/settings/limits`);
    await edgar.page.getByText(/Nora New can change these\.$/).waitFor();
    const body = { kind: "improve", input: { text } };
    const headers = { "idempotency-key": randomUUID() };
    const refused = await edgar.api.send("POST", `/api/v1/workspaces/${nora.workspace}/ai/actions`, {
      data: body,
      headers,
    });
    expect(refused.status()).toBe(422);
    expect(await refused.json()).toMatchObject({ limit: { member: expect.any(String), kind: null, most: 1 } });
    await page.getByRole("button", { name: /^Remove the limit of Edgar Else/ }).click();
    await page.getByText("There are no limits.").waitFor();
  });

  test("an alert comes by itself, and stays away once it is dismissed", async () => {
    const { page } = nora;
    await leaveCredits(nora, 8);
    const alert = page.getByText(/^80% of this period's credits are spent: 42 of 50\./);
    await alert.waitFor();
    await goTo(page, usagePage);
    await page.getByText(/^That is all/).waitFor();
    await expectGoodAtEachWidth(page, "usage-panel");
    await page.getByRole("button", { name: "Dismiss this alert" }).click();
    await alert.waitFor({ state: "hidden" });
    await page.reload();
    await page.getByText(/^That is all/).waitFor();
    expect(await alert.count()).toBe(0);
  });
});
