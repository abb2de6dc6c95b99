import { describe, expect, inject, test } from "vitest";
import { signUp } from "./helpers/person.ts";
import { useVisits } from "./helpers/visit.ts";

describe("signing in", () => {
  const visits = useVisits();
  const url = inject("productUrl");

  test("one click opens the demo workspace with its pages", async () => {
    const page = await visits.open(url);
    await page.goto("/");
    await page.getByRole("button", { name: /^Owner/ }).click();
    await page.getByRole("heading", { name: "Pages", level: 1 }).waitFor();
    await page.getByRole("button", { name: /^Workspace: Acme Docs/ }).waitFor();
    await page.getByRole("link", { name: "First steps" }).waitFor();
  });

  test("a wrong password is refused, and says so without saying which of the two is wrong", async () => {
    const page = await visits.open(url);
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("owner@dokly.test");
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").getByText("This e-mail and password do not belong together.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  });

  test("who signs up has a workspace of their own on the free plan, and signs in again with the same password", async () => {
    const page = await visits.open(url);
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Sign up" }).click();
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("E-mail").fill("Ada.Lovelace@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("short");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByText("Use at least 10 characters.").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill("analytical engine");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("heading", { name: "No pages yet" }).waitFor();
    await page.getByRole("link", { name: "50 credits available. Open AI usage." }).waitFor();

    await page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("E-mail").fill("ada.lovelace@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("analytical engine");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: /^Workspace: Ada Lovelace's workspace/ }).waitFor();
  });

  test("a stranger who opens an address is asked to sign in and then is where they wanted to be", async () => {
    const page = await visits.open(url);
    const { workspace } = await signUp(page, "Ida Invited");
    const members = `/w/${workspace}/settings/members`;
    await page.context().clearCookies();
    await page.goto(members);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: /^Owner/ }).click();
    // It is somebody else's workspace: for this person nothing is there, and not even its name is told.
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(members);
    expect(await page.getByText("Ida Invited").count()).toBe(0);
  });
});
