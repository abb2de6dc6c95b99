import { beforeAll, describe, expect, inject, test } from "vitest";
import { totpCode } from "../../packages/server/test/accounts/totp.ts";
import { type Person, signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

/** With which everybody signs up here. */
const password = "a long pass phrase";

describe("sign-in and security", () => {
  const visits = useVisits();
  let nora: Person;
  let key = "";
  let firstCode = "";
  const codes: string[] = [];
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
  });
  /** Each code counts once: whoever has sent the one of now sends the next, which is taken already. */
  const codeIn = (seconds: number) =>
    totpCode(`otpauth://totp/Dokly?secret=${key}`, new Date(Date.now() + seconds * 1_000));

  async function enterPassword() {
    const page = await visits.open(inject("productUrl"));
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(nora.email);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Your code" }).waitFor();
    return page;
  }

  test("a second factor is set up with an authenticator's first code, and its backup codes are shown once", async () => {
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/settings/account/security`);
    await page.getByRole("button", { name: "Set up a second factor" }).click();
    const dialog = page.getByRole("dialog", { name: "Set up a second factor" });
    await dialog.getByRole("textbox", { name: "Your password" }).fill(password);
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByRole("img", { name: "QR code with the key for your authenticator app" }).waitFor();
    await expectGoodAtEachWidth(page, "second-factor");
    key = await dialog.getByRole("textbox", { name: "Key" }).inputValue();
    await dialog.getByLabel("Code that the app shows now").fill("000000");
    await dialog.getByRole("button", { name: "Turn it on" }).click();
    await dialog.getByRole("alert").getByText("This code is not right").waitFor();
    firstCode = codeIn(0);
    await dialog.getByLabel("Code that the app shows now").fill(firstCode);
    await dialog.getByRole("button", { name: "Turn it on" }).click();
    const list = dialog.getByRole("list", { name: "Backup codes" });
    await list.waitFor();
    codes.push(...(await list.getByRole("listitem").allInnerTexts()));
    expect(codes.length).toBeGreaterThanOrEqual(8);
    await dialog.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("button", { name: "Turn it off" }).waitFor();
    await expectGoodAtEachWidth(page, "security");
  });

  test("a sign-in asks for the code, or takes a backup code", async () => {
    const page = await enterPassword();
    await page.getByLabel("Code", { exact: true }).fill(firstCode);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("alert").getByText("This code is not right").waitFor();
    await page.getByLabel("Code", { exact: true }).fill(codeIn(30));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: /^Workspace: / }).waitFor();

    const other = await enterPassword();
    await other.getByRole("button", { name: "Use a backup code instead" }).click();
    await expectGoodAtEachWidth(other, "sign-in-code");
    await other.getByLabel("Backup code").fill(codes[0] ?? "");
    await other.getByRole("button", { name: "Go on" }).click();
    await other.getByRole("button", { name: /^Workspace: / }).waitFor();
  });

  test("other sessions are listed and can be ended; whoever sat there signs in again", async () => {
    const there = await enterPassword();
    await there.getByRole("button", { name: "Use a backup code instead" }).click();
    await there.getByLabel("Backup code").fill(codes[1] ?? "");
    await there.getByRole("button", { name: "Go on" }).click();
    await there.getByRole("button", { name: /^Workspace: / }).waitFor();
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/settings/account/security`);
    const table = page.getByRole("table", { name: "Where you are signed in" });
    await table.getByText("This one").waitFor();
    expect(await table.getByRole("button", { name: /^End the session on / }).count()).toBeGreaterThanOrEqual(3);
    await page.getByRole("button", { name: "End all others" }).click();
    await expect.poll(() => table.getByRole("button", { name: /^End the session on / }).count()).toBe(0);
    await there.reload();
    await there.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("the password is changed by who knows it, and the second factor turned off", async () => {
    const { page } = nora;
    const changed = "another long password";
    await page.getByRole("textbox", { name: "Current password" }).fill("not the password");
    await page.getByRole("textbox", { name: "New password" }).fill(changed);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByRole("alert").getByText("do not belong together").waitFor();
    await page.getByRole("textbox", { name: "Current password" }).fill(password);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("Your password is changed.").first().waitFor();
    await page.getByRole("button", { name: "Turn it off" }).click();
    const dialog = page.getByRole("dialog", { name: "Turn the second factor off" });
    await dialog.getByRole("textbox", { name: "Your password" }).fill(changed);
    await dialog.getByRole("button", { name: "Turn it off" }).click();
    await page.getByRole("button", { name: "Set up a second factor" }).waitFor();
  });
});
