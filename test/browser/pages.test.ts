import { beforeAll, describe, expect, inject, test } from "vitest";
import { givenPage, type Person, signUp, storedPage, storedPaths } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

describe("the list of pages", () => {
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    await givenPage(nora, "guide/intro.md", "# Introduction\n\nWhere to begin.\n");
    await givenPage(nora, "guide/next.md", "# What comes next\n");
    await nora.page.goto(`/w/${nora.workspace}`);
  });

  test("shows every page by its title in its folder, and a filter finds it by title or path", async () => {
    const { page } = nora;
    await page.getByRole("link", { name: "Introduction" }).waitFor();
    await page.getByRole("button", { name: "guide, 2 pages" }).waitFor();
    await page.getByRole("searchbox", { name: "Filter pages" }).fill("guide/next");
    await page.getByText("1 page", { exact: true }).waitFor();
    await page.getByRole("link", { name: "What comes next" }).waitFor();
    expect(await page.getByRole("link", { name: "Introduction" }).count()).toBe(0);
    await page.getByRole("searchbox", { name: "Filter pages" }).fill("nowhere");
    await page.getByText("No page matches “nowhere”.").waitFor();
    await page.getByRole("searchbox", { name: "Filter pages" }).fill("");
    await page.getByText("2 pages", { exact: true }).waitFor();
  });

  test("a new page opens with a heading from its name, and a path that is taken is refused", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: "New page" }).click();
    const dialog = page.getByRole("dialog", { name: "New page" });
    await dialog.getByLabel("Path").fill("guide/intro");
    await dialog.getByRole("button", { name: "Make page" }).click();
    await dialog.getByText("There is already a page with this path.").waitFor();
    await dialog.getByLabel("Path").fill("guide/../secret.md");
    await dialog.getByRole("button", { name: "Make page" }).click();
    await dialog.getByText("Folders and names can not be empty, “.” or “..”.").waitFor();
    await dialog.getByLabel("Path").fill("how-to/make-tea");
    await dialog.getByRole("button", { name: "Make page" }).click();
    await page.getByRole("textbox", { name: "Markdown of how-to/make-tea.md" }).waitFor();
    await page.getByRole("region", { name: "Preview" }).getByRole("heading", { name: "Make tea" }).waitFor();
    expect(String(await storedPage(nora, "how-to/make-tea.md"))).toBe("# Make tea\n\n");
    await page.getByRole("link", { name: "All pages" }).click();
    await page.getByRole("link", { name: "Make tea" }).waitFor();
  });

  test("renaming moves a page to its new path, contents untouched", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: "Actions for What comes next" }).click();
    await page.getByRole("menuitem", { name: "Rename page" }).click();
    const dialog = page.getByRole("dialog", { name: "Rename page" });
    await dialog.getByLabel("Path").fill("guide/after.md");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("cell", { name: "guide/after.md" }).waitFor();
    expect(await storedPaths(nora)).not.toContain("guide/next.md");
    expect(String(await storedPage(nora, "guide/after.md"))).toBe("# What comes next\n");
  });

  test("deleting asks first, and deletes nothing but that page", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: "Actions for What comes next" }).click();
    await page.getByRole("menuitem", { name: "Delete page" }).click();
    await page.getByRole("dialog", { name: "Delete page?" }).getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await storedPaths(nora)).toContain("guide/after.md");
    await page.getByRole("button", { name: "Actions for What comes next" }).click();
    await page.getByRole("menuitem", { name: "Delete page" }).click();
    await page.getByRole("dialog", { name: "Delete page?" }).getByRole("button", { name: "Delete page" }).click();
    await page.getByRole("link", { name: "What comes next" }).waitFor({ state: "detached" });
    expect(await storedPaths(nora)).toEqual(["guide/intro.md", "how-to/make-tea.md"]);
  });

  test("a page that is not there says so and leads back", async () => {
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/pages/no/such/page.md`);
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await page.getByRole("link", { name: "Back to the pages" }).click();
    await page.getByRole("heading", { name: "Pages", level: 1 }).waitFor();
  });
});
