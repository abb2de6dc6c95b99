import { memberList } from "@dokly/contract";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Person, signUp } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

describe("members", () => {
  const visits = useVisits();
  let nora: Person;
  let guest: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    guest = await signUp(await visits.open(inject("productUrl")), "Gus Guest");
    await nora.page.goto(`/w/${nora.workspace}/settings/members`);
  });

  async function invite(email: string, role: string): Promise<string> {
    const { page } = nora;
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: role });
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    return await page.getByRole("textbox", { name: `Link of the invitation for ${email}` }).inputValue();
  }
  const membersNow = async () =>
    (await nora.api.get(`/api/v1/workspaces/${nora.workspace}/members`, memberList)).members;

  test("an invitation is a link that the invited person accepts, in the role that was given", async () => {
    const link = await invite(guest.email, "Viewer");
    await guest.page.goto(link);
    await guest.page.getByRole("heading", { name: "Join Nora New's workspace" }).waitFor();
    await guest.page.getByText("Nora New invited you as viewer.").waitFor();
    await guest.page.getByRole("button", { name: "Accept the invitation" }).click();
    await guest.page.getByRole("button", { name: /^Workspace: Nora New's workspace/ }).waitFor();
    expect(await membersNow()).toContainEqual(expect.objectContaining({ email: guest.email, role: "viewer" }));
    await guest.page.goto(link);
    await guest.page.getByText("This invitation was already accepted.").waitFor();
  });

  test("a stranger with the link signs up with the invited address and joins; another address is refused", async () => {
    const email = `ada.${Date.now()}@example.com`;
    const link = await invite(email, "Editor");
    const other = await signUp(await visits.open(inject("productUrl")), "Otto Other");
    await other.page.goto(link);
    await other.page.getByText(`You are signed in as ${other.email}.`).waitFor();
    expect(await other.page.getByRole("button", { name: "Accept the invitation" }).count()).toBe(0);

    const page = await visits.open(inject("productUrl"));
    await page.goto(link);
    await page.getByText(`The invitation is for ${email}.`).waitFor();
    await page.getByRole("link", { name: "Sign up to accept" }).click();
    await page.getByLabel("Your name").fill("Ada Invited");
    expect(await page.getByLabel("E-mail").inputValue()).toBe(email);
    await page.getByRole("textbox", { name: "Password" }).fill("a long pass phrase");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByRole("button", { name: /^Workspace: Nora New's workspace/ }).waitFor();
  });

  test("a withdrawn invitation can not be used", async () => {
    const email = `late.${Date.now()}@example.com`;
    const link = await invite(email, "Admin");
    await nora.page.getByRole("button", { name: `Cancel the invitation for ${email}` }).click();
    await nora.page.getByRole("dialog").getByRole("button", { name: "Cancel invitation" }).click();
    await nora.page
      .getByRole("textbox", { name: `Link of the invitation for ${email}` })
      .waitFor({ state: "detached" });
    const page = await visits.open(inject("productUrl"));
    await page.goto(link);
    await page.getByText("This invitation was withdrawn. Ask for a new one.").waitFor();
  });

  test("a new role counts at once", async () => {
    await nora.page.reload();
    await nora.page.getByRole("combobox", { name: "Role of Gus Guest" }).selectOption({ label: "Editor" });
    await expect.poll(membersNow).toContainEqual(expect.objectContaining({ email: guest.email, role: "editor" }));
    await guest.page.goto(`/w/${nora.workspace}`);
    await guest.page.getByRole("button", { name: "New page" }).first().waitFor();
  });

  test("who is removed finds nothing there any more", async () => {
    await nora.page.getByRole("button", { name: "Remove Gus Guest" }).click();
    await nora.page.getByRole("dialog", { name: "Remove Gus Guest?" }).getByRole("button", { name: "Remove" }).click();
    await nora.page.getByRole("row", { name: /Gus Guest/ }).waitFor({ state: "detached" });
    expect((await guest.api.send("GET", `/api/v1/workspaces/${nora.workspace}/documents`)).status()).toBe(404);
    await guest.page.goto(`/w/${nora.workspace}`);
    await guest.page.getByRole("heading", { name: "Nothing is here" }).waitFor();
  });

  test("the last owner can not leave", async () => {
    await nora.page.goto(`/w/${nora.workspace}/settings/members`);
    await nora.page.getByRole("row", { name: /Nora New/ }).waitFor();
    expect(await nora.page.getByRole("button", { name: "Leave" }).count()).toBe(0);
    const own = (await membersNow()).find((member) => member.isYou);
    const response = await nora.api.send("DELETE", `/api/v1/workspaces/${nora.workspace}/members/${own?.id}`);
    expect(await response.json()).toMatchObject({ status: 422, code: "last-owner" });
  });
});
