import { beforeAll, describe, expect, inject, test } from "vitest";
import { runAction } from "./helpers/actions.ts";
import { type Person, signInAs, signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

describe("the operator's area", () => {
  const visits = useVisits();
  const url = inject("productUrl");
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(url));
    await runAction(nora, "grammar", "Teh kettle are on.");
  });

  test("shows the operator how good the estimates of the whole deployment are", async () => {
    const { page } = await signInAs(await visits.open(url), "operator");
    await page.goto("/");
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("link", { name: "Operator area" }).click();
    await page.getByRole("link", { name: "Estimates", exact: true }).click();
    await page.getByRole("heading", { name: "Estimate quality", level: 1 }).waitFor();
    const table = page.getByRole("table", { name: "By kind and writer" });
    await table.getByRole("row", { name: /^Fix grammar\s+demo writer/ }).waitFor();
    await page.getByText("Within the range", { exact: true }).waitFor();
    await expectGoodAtEachWidth(page, "operator-estimates");
    await page.getByText("7 days").click();
    await table.waitFor();
    await page.getByRole("link", { name: "Workspaces" }).click();
    await page.getByRole("heading", { name: "Your workspaces" }).waitFor();
  });

  test("lets nobody else in, and shows them no way to it", async () => {
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}`);
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(await page.getByRole("link", { name: "Operator area" }).count()).toBe(0);
    await page.goto("/operator/estimates");
    await page.getByRole("heading", { name: "This area is for the operator of this Dokly." }).waitFor();
    expect((await nora.api.send("GET", "/api/v1/operator/estimates")).status()).toBe(403);
  });
});
