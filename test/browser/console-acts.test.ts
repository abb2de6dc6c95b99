import { randomUUID } from "node:crypto";
import { limitList, operatorAuditPage } from "@dokly/contract";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goTo } from "./helpers/go-to.ts";
import { creditsOf, meter, type Person, signInAs, signUp } from "./helpers/person.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { inProductDatabase } from "./helpers/product-database.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

const dayMs = 86_400_000;

describe("what an operator does on the console, and what the workspace's owner sees of it", {
  timeout: 120_000,
}, () => {
  const visits = useVisits();
  // Its clock is set, which no other test would expect.
  let product: Product;
  let nora: Person;
  let operator: Person;
  let desk: Page;
  beforeAll(async () => {
    product = await startProduct();
    nora = await signUp(await visits.open(product.url), "Nora Owner");
    operator = await signInAs(await visits.open(product.url), "operator");
    desk = operator.page;
    await meter(nora, 3);
  });
  afterAll(() => product?.stop());

  /** A date, as a field of dates takes it, so many days after business time. */
  async function inDays(days: number): Promise<string> {
    const { asOf } = await creditsOf(nora);
    return new Date(Date.parse(asOf) + days * dayMs).toISOString().slice(0, 10);
  }
  const passTo = (now: number) => operator.api.put("/api/v1/operator/clock", { now: new Date(now).toISOString() });
  /** Opens a dialog, fills it in, and sends it with a reason. */
  async function act(opener: Locator, send: string, fill: (dialog: Locator) => Promise<void>): Promise<void> {
    await opener.click();
    const dialog = desk.getByRole("dialog");
    await fill(dialog);
    await dialog.getByRole("button", { name: send, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  }
  const button = (name: string): Locator => desk.getByRole("button", { name, exact: true });

  test("found by the person, their actions are shown, and a limit is set: not by a number that is none", async () => {
    await desk.goto("/operator");
    await desk.getByLabel("Search").fill(nora.email);
    await desk.getByRole("region", { name: "People" }).getByRole("link").click();
    const log = desk.getByRole("region", { name: "Actions" });
    expect(await log.getByLabel("Person").inputValue()).not.toBe("");
    await log.getByRole("link", { name: "render" }).waitFor();
    await log.getByLabel("Outcome").selectOption("failed");
    await log.getByText("No action fits.").waitFor();
    await log.getByLabel("Outcome").selectOption("");
    await act(button("Set a limit"), "Set a limit", async (dialog) => {
      await dialog.getByLabel("Kind").selectOption("improve");
      await dialog.getByLabel("Reason").fill("As agreed with Nora");
      await dialog.getByLabel("Credits a period").fill("100000000000000000000");
      await dialog.getByText("From 0 to 1,000,000,000.").waitFor();
      expect(await dialog.getByRole("button", { name: "Set a limit" }).isDisabled()).toBe(true);
      await dialog.getByLabel("Credits a period").fill("7");
    });
    await desk.getByText("0 of 7 credits, Refuse").waitFor();
    await goTo(nora.page, `/w/${nora.workspace}/settings/limits`);
    await nora.page.getByRole("row", { name: /Improve.*7/ }).waitFor();
    await act(button("Remove: Everybody, Improve"), "Remove", (dialog) =>
      dialog.getByLabel("Reason").fill("No longer agreed"),
    );
    await desk.getByText("There are none.").waitFor();
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/limits`, limitList);
    expect(items).toEqual([]);
  });

  test("credits that are given end on their day, which can not be over", async () => {
    const before = await creditsOf(nora);
    await act(button("Give credits"), "Give them", async (dialog) => {
      await dialog.getByLabel("Credits").fill("25");
      await dialog.getByLabel("Reason").fill("For the trouble");
      await dialog.getByLabel("They end").fill("2020-01-01");
      await dialog.getByText("This day is over.").waitFor();
      expect(await dialog.getByRole("button", { name: "Give them" }).isDisabled()).toBe(true);
      await dialog.getByLabel("They end").fill(await inDays(2));
    });
    const given = await creditsOf(nora);
    expect(given).toMatchObject({ available: before.available + 25, goodwill: 25 });
    await goTo(nora.page, `/w/${nora.workspace}/settings/account/ai-usage`);
    await nora.page.getByText("given by the operator").waitFor();
    await passTo(Date.parse(given.asOf) + 4 * dayMs);
    await expect.poll(() => creditsOf(nora)).toMatchObject({ available: before.available, expired: 25 });
  });

  test("a trial begins now, and at its end the free plan comes by itself", async () => {
    await act(button("Set the plan"), "Set the plan", async (dialog) => {
      await dialog.getByLabel("Plan", { exact: true }).selectOption("pro");
      await dialog.getByLabel("Trial until").fill(await inDays(9));
      await dialog.getByLabel("Reason").fill("Wants to see it");
    });
    const bucket = desk.getByRole("region", { name: "Bucket" });
    await bucket.getByText(/^pro · free from /).waitFor();
    const trial = await creditsOf(nora);
    expect(trial).toMatchObject({ plan: "pro", nextPlan: "free", available: 2_500 - trial.spent });
    await goTo(nora.page, `/w/${nora.workspace}/settings/plan`);
    await nora.page.getByRole("heading", { name: "Pro plan" }).waitFor();
    await passTo(Date.parse(trial.nextPlanAt ?? "") + 60_000);
    await expect.poll(() => creditsOf(nora)).toMatchObject({ plan: "free", nextPlan: null, available: 50, spent: 0 });
    await nora.page.reload();
    await nora.page.getByRole("heading", { name: "Free plan" }).waitFor();
  });

  test("a suspended workspace reads so and takes no hold, until it is resumed", async () => {
    const place = () =>
      nora.api.send("POST", `/api/v1/workspaces/${nora.workspace}/holds`, {
        data: { credits: 1, kind: "render", deadlineSeconds: 60 },
        headers: { "idempotency-key": randomUUID() },
      });
    const told = nora.page.getByText("This workspace is suspended.");
    await act(button("Suspend"), "Suspend", (dialog) => dialog.getByLabel("Reason").fill("Sent spam"));
    await desk.getByRole("region", { name: "Bucket" }).getByText("suspended", { exact: true }).waitFor();
    await told.first().waitFor();
    expect((await place()).status()).toBe(403);
    await act(button("Resume"), "Resume", (dialog) => dialog.getByLabel("Reason").fill("It was a mistake"));
    await told.first().waitFor({ state: "detached" });
    expect((await place()).status()).toBe(201);
  });

  test("a flagged payment is counted in the navigation until it is dealt with", async () => {
    await inProductDatabase(product.dataFolder, ({ pool }) =>
      pool.query(
        `insert into dokly.payment_flags (id, kind, workspace_id, subject, detail)
         values ('flag_of_a_test', 'spent-before-taken-back', $1, 'pi_of_a_test', '40 credits were spent already.')`,
        [nora.workspace],
      ),
    );
    await desk.goto("/operator/payments");
    const payments = desk.getByRole("link", { name: "Payments", exact: true });
    await payments.getByText("1", { exact: true }).waitFor();
    await desk.getByText("40 credits were spent already.").waitFor();
    await expectGoodAtEachWidth(desk, "operator-payments");
    await act(button("Resolve"), "Resolve", (dialog) => dialog.getByLabel("Reason").fill("=Nora paid by transfer"));
    await desk.getByText("No payment needs anybody.").waitFor();
    await payments.getByText("1", { exact: true }).waitFor({ state: "detached" });
  });

  test("all of it is in the audit, which is taken along as a file whose formulas are defused", async () => {
    await desk.getByRole("link", { name: "Audit", exact: true }).click();
    await desk.getByLabel("Workspace").fill(nora.workspace);
    const table = desk.getByRole("table", { name: "What operators did" });
    await table.getByText("Wants to see it").waitFor();
    await table.getByText("Simulated clock").first().waitFor({ state: "detached" });
    const [file] = await Promise.all([
      desk.waitForEvent("download"),
      desk.getByRole("link", { name: "Export CSV" }).click(),
    ]);
    const pieces: Buffer[] = [];
    for await (const piece of await file.createReadStream()) pieces.push(piece as Buffer);
    const lines = Buffer.concat(pieces).toString().trimEnd().split("\r\n");
    const { items } = await operator.api.get(`/api/v1/operator/audit?workspace=${nora.workspace}`, operatorAuditPage);
    expect(items.map(({ act: name }) => name).toReversed()).toEqual([
      "limit-set",
      "limit-set",
      "goodwill-granted",
      "plan-set",
      "workspace-suspended",
      "workspace-resumed",
      "payment-flag-resolved",
    ]);
    expect(lines).toHaveLength(items.length + 1);
    expect(lines[1]).toContain("'=Nora paid by transfer");
    expect(lines.join()).not.toContain("Simulated clock");
  });
});
