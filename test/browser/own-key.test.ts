import { actionsPage, ownKeyList } from "@dokly/contract";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { newestAction } from "./helpers/actions.ts";
import { putOnPlan } from "./helpers/agreed-plan.ts";
import { openAiMenu, openEditor, reviewOf, runOn, selectLine } from "./helpers/editor.ts";
import { goTo } from "./helpers/go-to.ts";
import { rowOf, selectPages } from "./helpers/page-runs.ts";
import { creditsOf, givenPage, type Person, signUp } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { providerKey } from "./helpers/provider-products.ts";
import { expectGoodAtEachWidth, expectGoodScreen } from "./helpers/screen.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

const first = "sk-ant-api03-a-customer-key-of-their-own-1111";
const second = "sk-ant-api03-a-customer-key-of-their-own-2222";

describe("an own key of an enterprise", { timeout: 120_000 }, () => {
  const provider = useProvider();
  const visits = useVisits();
  let olga: Person;
  const openKeys = (person: Person) => goTo(person.page, `/w/${person.workspace}/settings/ai/own-key`);
  const cardOf = (page: Page): Locator => page.getByRole("region", { name: "Production" });
  const messageKeys = () =>
    provider.anthropic.requests.filter(({ path }) => path === "/v1/messages").map(({ apiKey }) => apiKey);
  beforeAll(async () => {
    olga = await signUp(await visits.open(provider.url), "Olga Owner");
    await givenPage(olga, "kettle.md", "# Kettle\n\nThe water are hot.\n\nThe lid are shut.\n");
  });

  test("is not there on another plan, and says why", async () => {
    await openKeys(olga);
    await olga.page.getByText("The enterprise plan has own keys").waitFor();
    await olga.page.getByRole("link", { name: "See the plans" }).waitFor();
    expect(await olga.page.getByRole("button", { name: "Connect a key" }).count()).toBe(0);
    await expectGoodScreen(olga.page, "own-key-no-plan", { fullPage: true });
    await putOnPlan(olga, "enterprise", provider.dataFolder);
  });

  test("is tried before it is kept: a refused one says why, and is gone from its field", async () => {
    const { page } = olga;
    await openKeys(olga);
    await page.getByText("No own key is connected").waitFor();
    await page.getByRole("button", { name: "Connect a key" }).click();
    const form = page.getByRole("dialog", { name: "Connect a key" });
    const field = form.getByLabel("Anthropic API key");
    await field.fill("too short");
    await form.getByRole("button", { name: "Try and connect" }).click();
    await form.getByText("Give the key a label.").waitFor();
    await form.getByText("Paste the whole key").waitFor();
    await form.getByLabel("Label").fill("Production");
    provider.anthropic.next({ fault: { kind: "status", status: 401 } });
    await field.fill(first);
    await form.getByRole("button", { name: "Try and connect" }).click();
    await form.getByText("The AI provider does not know this key, or has revoked it.").waitFor();
    expect(await field.inputValue()).toBe("");
    await expectGoodScreen(page, "own-key-refused");
    await page.keyboard.press("Escape");
    await page.getByText("Refused by the provider when it was tried: Production").waitFor();
    await page.getByText("No own key is connected").waitFor();
  });

  test("is connected and scoped, and shows no more than its last four characters", async () => {
    const { page } = olga;
    await page.getByRole("button", { name: "Connect a key" }).click();
    const form = page.getByRole("dialog", { name: "Connect a key" });
    await form.getByLabel("Label").fill("Production");
    await form.getByLabel("Anthropic API key").fill(first);
    await form.getByRole("button", { name: "Try and connect" }).click();
    const card = cardOf(page);
    await card.getByText("…1111").waitFor();
    await card.getByText("Active", { exact: true }).waitFor();
    await card.getByText("claude-haiku-5-5").waitFor();

    await card.getByRole("button", { name: "Edit what Production pays for" }).click();
    const edit = page.getByRole("dialog", { name: "What the key pays for" });
    await edit.getByRole("combobox", { name: "Actions" }).click();
    await page.getByRole("option", { name: "Fix grammar" }).click();
    await page.keyboard.press("Escape");
    await edit.getByRole("combobox", { name: "Roles" }).click();
    await page.getByRole("option", { name: "Owner" }).click();
    await page.keyboard.press("Tab");
    await edit.getByLabel("Limit a month, in dollars").fill("250");
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await expectGoodScreen(page, "own-key-edit");
    }
    await edit.getByRole("button", { name: "Save" }).click();
    await card.getByText("Only these actions: Fix grammar").waitFor();
    await card.getByText("Only for: everybody who is owner").waitFor();
    await card.getByText("$0 of $250").waitFor();
    expect(await page.content()).not.toContain(first);
  });

  test("pays for what it fits, at 0 credits, with its dollars in the log", async () => {
    const { page } = olga;
    const before = await creditsOf(olga);
    const markdown = await openEditor(olga, "kettle.md");
    await selectLine(markdown, "The water are hot.");
    const menu = await openAiMenu(page);
    await menu
      .getByRole("menuitem", { name: /^Fix grammar.*0 credits.*on your own key, up\sto\s\$0\.\d\d$/ })
      .waitFor();
    await menu.getByRole("menuitem", { name: /^Improve.*no own key pays for it$/ }).waitFor();
    await expectGoodScreen(page, "own-key-menu");
    await menu.getByRole("menuitem", { name: /^Improve/ }).click();
    const refused = reviewOf(page, "Improve");
    await refused.getByText(/^No own key of this workspace pays for this: "Production".*Nothing was charged/).waitFor();
    await refused.getByRole("button", { name: /^Close/ }).click();

    provider.anthropic.next({ text: "The water is hot.", inputTokens: 512, outputTokens: 148 });
    await selectLine(markdown, "The water are hot.");
    await openAiMenu(page);
    await menu.getByRole("menuitem", { name: /^Fix grammar/ }).click();
    await reviewOf(page, "Fix grammar")
      .getByRole("button", { name: /^Accept/ })
      .click();
    expect(messageKeys()).toEqual([first]);
    expect(await creditsOf(olga)).toMatchObject({ available: before.available, spent: before.spent });
    const { charged, ownKey, tags } = await newestAction(olga);
    expect({ charged, tags }).toEqual({ charged: 0, tags: ["byok"] });
    expect(ownKey?.nanoDollars).toBeGreaterThan(0);

    await goTo(page, `/w/${olga.workspace}/settings/account/ai-usage`);
    const row = page.getByRole("row", { name: /Fix grammar/ });
    await row.getByText("BYOK").waitFor();
    await row.getByText(/^\$0\.00\d+$/).waitFor();
    await row.getByRole("button", { name: /^Receipt of Fix grammar/ }).click();
    await page
      .getByRole("dialog", { name: "Receipt" })
      .getByText(/^On your own key: 0 credits, \$0\.00\d+ at the provider\.$/)
      .waitFor();
    await expectGoodScreen(page, "own-key-receipt");
  });

  test("lets credits step in only where an owner said so", async () => {
    const { page } = olga;
    await openKeys(olga);
    const step = page.getByRole("switch", { name: "Credits pay for what no own key pays for" });
    await step.click();
    await page.getByText("Credits step in from now on.").first().waitFor();
    const markdown = await openEditor(olga, "kettle.md");
    await selectLine(markdown, "The lid are shut.");
    const menu = await openAiMenu(page);
    await menu.getByRole("menuitem", { name: /^Improve.* credits?$/ }).waitFor();
    await page.keyboard.press("Escape");
    await openKeys(olga);
    await step.click();
    await page.getByText("Credits do not step in any more.").first().waitFor();
  });

  test("is rotated, paused and resumed, and runs on the new one from then on", async () => {
    const { page } = olga;
    await openKeys(olga);
    const card = cardOf(page);
    await card.getByRole("button", { name: "Rotate Production" }).click();
    const form = page.getByRole("dialog", { name: "Rotate “Production”" });
    await form.getByLabel("New Anthropic API key").fill(second);
    await form.getByRole("button", { name: "Try and rotate" }).click();
    await card.getByText("…2222").waitFor();
    await card.getByRole("button", { name: "Pause Production" }).click();
    await card.getByText("Paused", { exact: true }).waitFor();
    await card.getByRole("button", { name: "Resume Production" }).click();
    await card.getByText("Active", { exact: true }).waitFor();
    await expectGoodAtEachWidth(page, "own-key");

    provider.anthropic.always({ text: "The lid is shut." });
    const review = await runOn(await openEditor(olga, "kettle.md"), "The lid are shut.", "Fix grammar");
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    expect(messageKeys()).toEqual([second]);
  });

  test("pays for a run over pages, and says so before and after", async () => {
    const { page } = olga;
    await givenPage(olga, "cups.md", "# Cups\n\nThe cups is clean.\n");
    const before = await creditsOf(olga);
    provider.anthropic.always({ text: "# Cups\n\nThe cups are clean.", inputTokens: 512, outputTokens: 148 });
    await selectPages(page, olga.workspace, ["Cups", "Kettle"]);
    await page.getByRole("button", { name: "AI on 2 pages" }).click();
    const dialog = page.getByRole("dialog", { name: "AI on 2 pages" });
    await dialog.getByRole("radio", { name: "Improve" }).click();
    await dialog.getByText(/^No own key of this workspace pays for this: "Production" is not for this kind/).waitFor();
    expect(await dialog.getByRole("button", { name: "Run", exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole("radio", { name: "Fix grammar" }).click();
    const run = dialog.getByRole("button", { name: /^Run · up\sto\s\$0\.\d\d$/ });
    await run.waitFor({ timeout: 20_000 });
    await dialog.getByRole("definition").filter({ hasText: "your own key" }).waitFor();
    await expectGoodAtEachWidth(page, "own-key-pages-ask");
    await run.click();
    await page.getByText("2 of 2 pages done").waitFor({ timeout: 30_000 });
    await page.getByText("On your own key", { exact: true }).waitFor();
    await page.getByText("0 credits charged · $0.005008 on your own key").waitFor();
    expect(await rowOf(page, "cups.md").getByRole("cell").last().innerText()).toBe("$0.002504");
    await expectGoodAtEachWidth(page, "own-key-pages");
    expect(messageKeys()).toEqual([second, second]);
    expect(await creditsOf(olga)).toMatchObject({ available: before.available, spent: before.spent });
  });

  test("pays for a site from its outline on; paused in the middle, what is left fails and waits for it", async () => {
    const { page } = olga;
    const keys = `/api/v1/workspaces/${olga.workspace}/byok`;
    const [key] = (await olga.api.get(keys, ownKeyList)).keys;
    const data = { scope: { ...key?.scope, kinds: ["outline", "page"] } };
    expect((await olga.api.send("PATCH", `${keys}/${key?.id}`, { data })).status()).toBe(200);
    const outline = [
      { title: "Tea" },
      { path: "tea/boiling.md", title: "Boiling", brief: "How to boil water." },
      { path: "tea/pouring.md", title: "Pouring", brief: "How to pour." },
    ];
    provider.anthropic.next({ text: outline.map((line) => JSON.stringify(line)).join("\n") });
    await goTo(page, `/w/${olga.workspace}/sites/new`);
    await page.getByLabel("Title").fill("Tea");
    await page.getByLabel("What it is about").fill("How to make tea.");
    await page.getByLabel("Pages", { exact: true }).fill("2");
    await page.getByText(/^The whole site: up\sto\s\$\d\.\d\d on your own key, outline included\.$/).waitFor();
    await page.getByRole("button", { name: /^Write the outline · up\sto\s\$0\.\d\d$/ }).click();
    const write = page.getByRole("button", { name: /^Write 2 pages · up\sto\s\$0\.\d\d$/ });
    await write.waitFor();
    await expectGoodAtEachWidth(page, "own-key-outline");
    const text = "Boil the water.\n\n## Then\n\nPour it.\n";
    // The second page begins once the first one has: until then there is time to pause the key.
    provider.anthropic.next({ text, firstByteMs: 6_000 });
    provider.anthropic.always({ text });
    await write.click();
    await page.getByRole("heading", { name: "Tea", level: 1 }).waitFor();
    await expect.poll(messageKeys).toHaveLength(2);
    await olga.api.post(`${keys}/${key?.id}/pause`, {});
    await page
      .getByText(/^The own key "Production", which was to pay for this, is paused\. Nothing was charged\.$/)
      .waitFor();
    await page.getByText("1 of 2 pages written").waitFor();
    await expectGoodAtEachWidth(page, "own-key-site");
    await olga.api.post(`${keys}/${key?.id}/resume`, {});
    await page.getByRole("button", { name: /^Write “.*” again, on your own key$/ }).click();
    await page.getByText("2 of 2 pages written").waitFor();
    await page.getByText(/^0 credits charged · \$0\.0\d+ on your own key$/).waitFor();
    expect(new Set(messageKeys())).toEqual(new Set([second]));
  });

  test("is read and exported by admins, not changed, and not seen by editors", async () => {
    const adam = await joinAs("admin", { owner: olga, page: await visits.open(provider.url), name: "Adam Admin" });
    await openKeys(adam);
    await cardOf(adam.page).getByText("…2222").waitFor();
    await adam.page.getByText("Only owners connect and change own keys.").waitFor();
    expect(await adam.page.getByRole("button", { name: /Connect|Rotate|Revoke|Delete/ }).count()).toBe(0);
    await adam.page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      adam.page.waitForEvent("download"),
      adam.page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("audit.csv");
    const log = (await adam.api.bytes(`/api/v1/workspaces/${olga.workspace}/audit?format=csv`)).toString();
    expect(log).toContain("own-key-rotated");
    for (const secret of [first, second, providerKey]) expect(log).not.toContain(secret);

    const edgar = await joinAs("editor", { owner: olga, page: await visits.open(provider.url), name: "Edgar Else" });
    await openKeys(edgar);
    await edgar.page.getByText(/^Only owners and admins see the own keys/).waitFor();
  });

  test("is revoked for ever and deleted, each after a question that names it", async () => {
    const { page } = olga;
    await openKeys(olga);
    const card = cardOf(page);
    await card.getByRole("button", { name: "Revoke Production" }).click();
    await page
      .getByRole("dialog", { name: "Revoke “Production”?" })
      .getByRole("button", { name: "Revoke", exact: true })
      .click();
    await card.getByText("Revoked", { exact: true }).waitFor();
    expect(await card.getByRole("button").allInnerTexts()).toEqual(["Delete"]);
    await card.getByRole("button", { name: "Delete Production" }).click();
    await page
      .getByRole("dialog", { name: "Delete “Production”?" })
      .getByRole("button", { name: "Delete", exact: true })
      .click();
    await page.getByText("No own key is connected").waitFor();
    await page.getByText("Deleted: Production").waitFor();
    const { items } = await olga.api.get(`/api/v1/workspaces/${olga.workspace}/actions?limit=50`, actionsPage);
    expect(items.length).toBeGreaterThan(6);
    expect(items.every(({ charged, tags }) => charged === 0 && tags.includes("byok"))).toBe(true);
  });
});
