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
    await page.getByRole("heading", { name: "Find", level: 1 }).waitFor();
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

  test("shows the operator what each master key wraps, and wraps everything anew once it has a reason", async () => {
    const { page } = await signInAs(await visits.open(url), "operator");
    await page.goto("/operator");
    await page.getByRole("link", { name: "Master keys" }).click();
    const table = page.getByRole("table", { name: "Master keys" });
    await table.getByRole("row", { name: /^first\s+\d+\s+Wraps what is new/ }).waitFor();
    await expectGoodAtEachWidth(page, "operator-master-keys");
    await page.getByRole("button", { name: "Wrap anew" }).click();
    const question = page.getByRole("dialog", { name: "Wrap all own keys anew?" });
    const wrap = question.getByRole("button", { name: "Wrap anew" });
    expect(await wrap.isDisabled()).toBe(true);
    await question.getByLabel("Reason").fill("the yearly rotation");
    await wrap.click();
    await page
      .getByRole("region", { name: "Dokly" })
      .getByText(/own keys? wrapped anew/)
      .waitFor();
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByText("the yearly rotation").waitFor();
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
