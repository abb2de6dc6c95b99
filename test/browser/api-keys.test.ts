import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Person, signUp } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

describe("API keys", () => {
  const visits = useVisits();
  let nora: Person;
  let key: string;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    await nora.page.goto(`/w/${nora.workspace}/settings/api-keys`);
  });

  /** Asks as a program does: with the key and nothing else. */
  const ask = (method: string, path: string): Promise<Response> =>
    fetch(`${inject("productUrl")}/api/v1/workspaces/${nora.workspace}/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
    });

  test("a key is shown once, works within its scopes and nowhere else", async () => {
    const { page } = nora;
    await page.getByText("No keys yet").waitFor();
    await page.getByRole("button", { name: "Make a key" }).click();
    const form = page.getByRole("dialog", { name: "Make an API key" });
    await form.getByRole("button", { name: "Make a key" }).click();
    await form.getByText("Give the key a label.").waitFor();
    await form.getByLabel("Label").fill("Nightly export");
    await form.getByRole("button", { name: "Make a key" }).click();
    const shown = page.getByRole("dialog", { name: "Copy the key now" });
    key = await shown.getByRole("textbox", { name: "API key: Nightly export" }).inputValue();
    await shown.getByRole("button", { name: "I have copied it" }).click();
    await shown.waitFor({ state: "hidden" });
    await page
      .getByRole("table", { name: "API keys" })
      .getByRole("row", { name: /Nightly export/ })
      .waitFor();
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await page.getByRole("row", { name: /Nightly export.*Read/ }).waitFor();
    expect(await page.content()).not.toContain(key);

    expect((await ask("GET", "credits")).status).toBe(200);
    expect((await ask("POST", "holds")).status).toBe(403);
    const { workspace } = await signUp(await visits.open(inject("productUrl")), "Otto Other");
    const foreign = await fetch(`${inject("productUrl")}/api/v1/workspaces/${workspace}/credits`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(foreign.status).toBe(404);
  });

  test("a revoked key is refused within five seconds", async () => {
    const { page } = nora;
    await page.getByRole("button", { name: "Revoke Nightly export" }).click();
    await page
      .getByRole("dialog", { name: "Revoke “Nightly export”?" })
      .getByRole("button", { name: "Revoke" })
      .click();
    await page.getByText("No keys yet").waitFor();
    await expect.poll(async () => (await ask("GET", "credits")).status, { timeout: 5_500, interval: 250 }).toBe(401);
  });
});
