import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { isSaved, openEditor } from "./helpers/editor.ts";
import { givenPage, overwrite, type Person, signUp, storedPage, storedPaths } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

describe("saving", () => {
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });

  test("what is typed is saved by itself, shows in the preview, and is there after a reload", async () => {
    await givenPage(nora, "notes.md", "# Notes\n\nOne line.\n");
    const markdown = await openEditor(nora, "notes.md");
    await markdown.getByText("One line.").click();
    await nora.page.keyboard.press("End");
    await nora.page.keyboard.type(" And **another** one.");
    await nora.page.getByRole("region", { name: "Preview" }).getByText("another", { exact: true }).waitFor();
    await expect.poll(async () => String(await storedPage(nora, "notes.md"))).toContain("And **another** one.");
    await isSaved(nora.page);
    await nora.page.reload();
    await markdown.getByText("And **another** one.").waitFor();
    expect(String(await storedPage(nora, "notes.md"))).toBe("# Notes\n\nOne line. And **another** one.\n");
  });

  test("line ends, byte order mark and the end of the file stay as they were where nothing was typed", async () => {
    await givenPage(nora, "windows.md", "\uFEFF# Windows\r\n\r\nOne line.\r\n\r\nlast, without an end");
    const markdown = await openEditor(nora, "windows.md");
    await markdown.getByText("One line.").click();
    await nora.page.keyboard.press("End");
    await nora.page.keyboard.type(" Two.");
    const expected = "\uFEFF# Windows\r\n\r\nOne line. Two.\r\n\r\nlast, without an end";
    await expect.poll(async () => String(await storedPage(nora, "windows.md"))).toBe(expected);
  });

  test("text typed without a connection is kept, and saved when the connection is back", async () => {
    await givenPage(nora, "train.md", "In the train.\n");
    const markdown = await openEditor(nora, "train.md");
    const context = nora.page.context();
    await context.setOffline(true);
    await nora.page.getByText("You are offline.").waitFor();
    await markdown.getByText("In the train.").click();
    await nora.page.keyboard.press("End");
    await nora.page.keyboard.type(" In a tunnel.");
    await nora.page.getByText("Offline, kept on this device").waitFor();
    await context.setOffline(false);
    await isSaved(nora.page);
    expect(String(await storedPage(nora, "train.md"))).toBe("In the train. In a tunnel.\n");
  });

  test("text typed without a connection survives even the closing of the page", async () => {
    await givenPage(nora, "tunnel.md", "Before.\n");
    const markdown = await openEditor(nora, "tunnel.md");
    await nora.page.route("**/api/**", (route) => route.abort("connectionfailed"));
    await markdown.getByText("Before.").click();
    await nora.page.keyboard.press("End");
    await nora.page.keyboard.type(" After.");
    await nora.page.getByText("Offline, kept on this device").waitFor();
    expect(String(await storedPage(nora, "tunnel.md"))).toBe("Before.\n");
    await nora.page.unroute("**/api/**");
    await nora.page.reload();
    await markdown.getByText("Before. After.").waitFor();
    await isSaved(nora.page);
    expect(String(await storedPage(nora, "tunnel.md"))).toBe("Before. After.\n");
  });
});

describe("saving against a newer version", () => {
  const visits = useVisits();
  let nora: Person;
  let path: string;
  let number = 0;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });

  /** Both write on the same line; hers is refused. */
  beforeEach(async () => {
    number += 1;
    path = `both-${number}.md`;
    await givenPage(nora, path, "# Both\n\nTogether.\n");
    const markdown = await openEditor(nora, path);
    await overwrite(nora, path, "# Both\n\nTogether, said he.\n");
    await markdown.getByText("Together.").click();
    await nora.page.keyboard.press("End");
    await nora.page.keyboard.type(" said she.");
    await nora.page.getByRole("dialog", { name: "Somebody saved another version" }).waitFor();
  });

  test("shows both versions and keeps both until it is decided", async () => {
    const { page } = nora;
    const dialog = page.getByRole("dialog", { name: "Somebody saved another version" });
    await dialog.getByRole("textbox", { name: "Theirs" }).getByText("Together, said he.").waitFor();
    await dialog.getByRole("textbox", { name: "Yours" }).getByText("Together. said she.").waitFor();
    await dialog.getByRole("button", { name: "Decide later" }).click();
    await page.getByText("Two versions").waitFor();
    expect(String(await storedPage(nora, path))).toBe("# Both\n\nTogether, said he.\n");
    await page.reload();
    await page
      .getByRole("textbox", { name: `Markdown of ${path}` })
      .getByText("Together. said she.")
      .waitFor();
    await page.getByRole("dialog", { name: "Somebody saved another version" }).waitFor();
    expect(String(await storedPage(nora, path))).toBe("# Both\n\nTogether, said he.\n");
  });

  test("“keep mine” saves hers over theirs", async () => {
    await nora.page.getByRole("button", { name: "Keep mine" }).click();
    await isSaved(nora.page);
    expect(String(await storedPage(nora, path))).toBe("# Both\n\nTogether. said she.\n");
  });

  test("“take theirs” brings their text, and undo brings hers back", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: "Take theirs" }).click();
    const markdown = page.getByRole("textbox", { name: `Markdown of ${path}` });
    await markdown.getByText("Together, said he.").waitFor();
    await isSaved(page);
    expect(String(await storedPage(nora, path))).toBe("# Both\n\nTogether, said he.\n");
    // A dialog that is still closing takes the focus back.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await markdown.focus();
    await page.keyboard.press("Control+z");
    await markdown.getByText("Together. said she.").waitFor();
    await expect.poll(async () => String(await storedPage(nora, path))).toBe("# Both\n\nTogether. said she.\n");
  });

  test("“save under another name” keeps both as pages", async () => {
    const { page } = nora;
    const dialog = page.getByRole("dialog", { name: "Somebody saved another version" });
    await dialog.getByLabel("Save mine under another name").fill("hers.md");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("textbox", { name: "Markdown of hers.md" }).waitFor();
    expect(String(await storedPage(nora, "hers.md"))).toBe("# Both\n\nTogether. said she.\n");
    expect(String(await storedPage(nora, path))).toBe("# Both\n\nTogether, said he.\n");
    expect(await storedPaths(nora)).toContain("hers.md");
  });
});
