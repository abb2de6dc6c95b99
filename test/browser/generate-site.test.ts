import { actionsPage, site, sites } from "@dokly/contract";
import { beforeAll, describe, expect, test } from "vitest";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, type Person, signInAs, storedPage, storedPaths } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

const lines = [
  { title: "Tea for guests" },
  { path: "tea/index.md", title: "Start", brief: "What this is about." },
  { path: "tea/boiling.md", title: "Boiling water", brief: "How to boil water." },
  { path: "tea/pouring.md", title: "Pouring", brief: "How to pour." },
];
const outline = lines.map((line) => JSON.stringify(line)).join("\n");
const text = "Boil the water.\n\n## Then\n\nSee [pouring](pouring.md) and [sugar](sugar.md).\n";

describe("generating a site", () => {
  const provider = useProvider();
  const visits = useVisits();
  let olga: Person;
  beforeAll(async () => {
    olga = await signInAs(await visits.open(provider.url), "owner");
  });
  const look = (name: string): Promise<void> => expectGoodAtEachWidth(olga.page, `site-${name}`);
  const read = async (id: string) => await olga.api.get(`/api/v1/workspaces/${olga.workspace}/sites/${id}`, site);

  test("goes from a brief to an outline, from its review to the pages, with a price before each step", async () => {
    const { page } = olga;
    provider.anthropic.next({ text: outline, inputTokens: 400, outputTokens: 300 });
    provider.anthropic.always({ text, inputTokens: 900, outputTokens: 800 });
    await goTo(page, `/w/${olga.workspace}/sites`);
    await page.getByText("No site has been generated here yet.").waitFor();
    await page.getByRole("link", { name: "Generate site" }).click();
    await page.getByLabel("Title").fill("Tea for guests");
    await page.getByLabel("What it is about").fill("How to make tea for six guests.");
    await page.getByRole("button", { name: "30 pages" }).click();
    await look("brief");
    await page.getByText(/^The whole site: about [\d,]+–[\d,]+ credits, outline included\.$/).waitFor();
    await page.getByLabel("Pages", { exact: true }).fill("3");
    await page.getByRole("button", { name: /^Write the outline · [\d–]+ credits$/ }).click();

    await page.getByRole("heading", { name: "Review the outline" }).waitFor();
    await page.getByRole("button", { name: /^Write 3 pages · / }).waitFor();
    await look("outline");
    await page.getByRole("button", { name: "Move “Pouring” up" }).click();
    await page.getByRole("group", { name: "Page 1" }).getByLabel("Title").fill("Begin here");
    await page.getByRole("group", { name: "Page 1" }).getByLabel("What it covers").fill("");
    await page.getByText("A page needs a title and what it covers.").waitFor();
    expect(await page.getByRole("button", { name: "Write the pages" }).isDisabled()).toBe(true);
    await page.getByRole("group", { name: "Page 1" }).getByLabel("What it covers").fill("Where to begin.");
    await page.getByRole("button", { name: /^Write 3 pages · [\d–]+ credits$/ }).click();

    await page.getByRole("heading", { name: "Tea for guests", level: 1 }).waitFor();
    await page.getByText("3 of 3 pages written").waitFor();
    const rows = await page.getByRole("table", { name: "Pages of this site" }).getByRole("row").allInnerTexts();
    expect(rows.map((row) => row.split("\n")[0])).toEqual([
      "Page\tState\tCredits",
      "Begin here",
      "Pouring",
      "Boiling water",
    ]);
    await page.getByRole("link", { name: "Pouring" }).click();
    await page.getByRole("textbox", { name: /^Markdown of/ }).waitFor();
    expect(await storedPaths(olga)).toEqual(
      expect.arrayContaining(["tea/index.md", "tea/boiling.md", "tea/pouring.md"]),
    );
    const written = String(await storedPage(olga, "tea/boiling.md"));
    expect(written).toContain("order: 3");
    expect(written).toContain("See [pouring](pouring.md) and sugar.");
    const [made] = (await olga.api.get(`/api/v1/workspaces/${olga.workspace}/sites`, sites)).items;
    const log = await olga.api.get(`/api/v1/workspaces/${olga.workspace}/actions?kind=page`, actionsPage);
    const charged = log.items
      .filter(({ group }) => group === made?.id)
      .reduce((sum, action) => sum + action.charged, 0);
    expect(made?.charged).toBe(charged);
  });

  test("shows what failed and writes it again, stops by a click, and asks before nothing", async () => {
    const { page } = olga;
    provider.anthropic.reset();
    provider.anthropic.next(
      { text: outline.replaceAll("tea/", "cups/") },
      { fault: { kind: "status", status: 529, retryAfterSeconds: 60 } },
    );
    provider.anthropic.always({ text });
    await goTo(page, `/w/${olga.workspace}/sites/new`);
    await page.getByLabel("Title").fill("Cups");
    await page.getByLabel("What it is about").fill("How to choose cups.");
    await page.getByLabel("Pages", { exact: true }).fill("3");
    await page.getByRole("button", { name: /^Write the outline · / }).click();
    await page.getByRole("button", { name: /^Write 3 pages · / }).click();
    await page.getByText("2 of 3 pages written").waitFor();
    await page.getByText(/overloaded/).waitFor();
    await page.getByText("0 · not charged").waitFor();
    await look("failed-page");
    await page.getByRole("button", { name: /^Write “.*” again, for up to \d+ credits$/ }).click();
    await page.getByText("3 of 3 pages written").waitFor();

    provider.anthropic.reset();
    provider.anthropic.next({ text: outline.replaceAll("tea/", "plates/") });
    provider.anthropic.always({ text, isPaused: true });
    await goTo(page, `/w/${olga.workspace}/sites/new`);
    await page.getByLabel("Title").fill("Plates");
    await page.getByLabel("What it is about").fill("How to choose plates.");
    await page.getByLabel("Pages", { exact: true }).fill("3");
    await page.getByRole("button", { name: /^Write the outline · / }).click();
    await page.getByRole("button", { name: /^Write 3 pages · / }).click();
    await page.getByText("Being written").first().waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await expect.poll(() => provider.anthropic.requests.length).toBeGreaterThanOrEqual(2);
    await look("running");
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("3 stopped").waitFor();
    expect(await read(id)).toMatchObject({ state: "cancelled", held: 0 });
    expect((await creditsOf(olga)).held).toBe(0);
    await page.getByRole("link", { name: "All sites" }).click();
    await page
      .getByText(/^Stopped · /)
      .first()
      .waitFor();
    await look("list");
  });
});
