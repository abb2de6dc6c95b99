import { actionsPage } from "@dokly/contract";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { runAction } from "./helpers/actions.ts";
import { openEditor } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, givenPage, type Person, signUp } from "./helpers/person.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const text = "The kettle are on, and teh water is hot.";

describe("what each role sees", () => {
  const visits = useVisits();
  let owner: Person;
  let editor: Person;
  let viewer: Person;
  beforeAll(async () => {
    const url = inject("productUrl");
    owner = await signUp(await visits.open(url), "Olga Owner");
    editor = await joinAs("editor", { owner, page: await visits.open(url), name: "Edda Editor" });
    viewer = await joinAs("viewer", { owner, page: await visits.open(url), name: "Vera Viewer" });
    await givenPage(owner, "kettle.md", `# Kettle\n\n${text}\n`);
    await runAction(owner, "improve", text);
    await runAction(editor, "grammar", text);
  });

  test("a viewer reads pages and totals, and can neither write, run AI actions nor see who did what", async () => {
    const { page, workspace } = viewer;
    await goTo(page, `/w/${workspace}`);
    await page.getByRole("link", { name: "Kettle" }).waitFor();
    expect(await page.getByRole("button", { name: "New page" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Import" }).count()).toBe(0);

    const markdown = await openEditor(viewer, "kettle.md");
    await page.getByText("Read only").waitFor();
    await markdown.getByText("The kettle are on").click({ clickCount: 3 });
    await page.keyboard.type("Something else");
    await page.keyboard.press("Control+j");
    expect(await markdown.getByText("Something else").count()).toBe(0);
    expect(await page.getByRole("button", { name: "AI actions for the selected text" }).count()).toBe(0);

    await goTo(page, `/w/${workspace}/settings/account/ai-usage`);
    await page.getByText("As a viewer you see the totals.").waitFor();
    const { spent } = await creditsOf(viewer);
    expect(spent).toBeGreaterThan(0);
    await page.getByRole("img", { name: new RegExp(`^Of 50 credits: ${spent} spent`) }).waitFor();
    expect(await page.getByRole("table", { name: "Action log" }).count()).toBe(0);
    expect((await viewer.api.send("GET", `/api/v1/workspaces/${workspace}/actions`)).status()).toBe(403);
  });

  test("an editor sees the totals and their own actions, and nobody else's", async () => {
    const { page, workspace } = editor;
    await goTo(page, `/w/${workspace}/settings/account/ai-usage`);
    await page.getByText("You see your own actions.").waitFor();
    const log = page.getByRole("table", { name: "Action log" });
    await log.getByRole("button", { name: /^Receipt of Fix grammar/ }).waitFor();
    expect(await log.getByText("Olga Owner").count()).toBe(0);
    expect(await page.getByRole("combobox", { name: "Person" }).count()).toBe(0);
    const { items } = await owner.api.get(`/api/v1/workspaces/${workspace}/actions?kind=improve`, actionsPage);
    const foreign = `/api/v1/workspaces/${workspace}/actions/${items[0]?.id}`;
    expect((await editor.api.send("GET", foreign)).status()).toBe(404);
    await goTo(page, `/w/${workspace}/settings/account/ai-usage?action=${items[0]?.id}`);
    await page.getByText(/^There is no such action here/).waitFor();
  });

  test.each([
    ["editor", () => editor],
    ["viewer", () => viewer],
  ] as const)("an %s can neither invite nor see API keys, and is told who can", async (_role, whom) => {
    const { page, workspace, api } = whom();
    await goTo(page, `/w/${workspace}/settings/members`);
    await page.getByText("Owners and admins invite people and change roles.").waitFor();
    await page.getByRole("row", { name: /Olga Owner/ }).waitFor();
    expect(await page.getByRole("button", { name: "Invite" }).count()).toBe(0);
    expect(await page.getByRole("combobox", { name: /^Role of/ }).count()).toBe(0);
    await goTo(page, `/w/${workspace}/settings/api-keys`);
    await page.getByText("Only owners and admins can see and make API keys.").waitFor();
    expect((await api.send("GET", `/api/v1/workspaces/${workspace}/api-keys`)).status()).toBe(403);
  });

  test("who may not pay is told whom to ask", async () => {
    const { page, workspace } = editor;
    await goTo(page, `/w/${workspace}/settings/account/ai-usage`);
    await page.getByRole("button", { name: "Top up" }).click();
    const prompt = page.getByRole("dialog", { name: "Top up" });
    await prompt.getByText("Only owners and admins can top up").waitFor();
    await prompt.getByRole("link", { name: owner.email }).waitFor();
  });
});
