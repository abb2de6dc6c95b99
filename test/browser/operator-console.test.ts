import { randomUUID } from "node:crypto";
import { type Action, actionStory, hold, operatorAuditPage } from "@dokly/contract";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { runAction } from "./helpers/actions.ts";
import { creditsOf, givenPage, type Person, signInAs, signUp } from "./helpers/person.ts";
import { expectGoodAtEachWidth } from "./helpers/screen.ts";
import { useVisits } from "./helpers/visit.ts";

const text = Array.from(
  { length: 30 },
  (_, night) =>
    `In the night of day ${night + 1} the keeper of the lamp wrote down all ${night + 3} ships that passed.`,
).join(" ");
const reason = "It changed nothing at all";

describe("the operator's console", () => {
  const visits = useVisits();
  const url = inject("productUrl");
  let nora: Person;
  let operator: Person;
  let desk: Page;
  let action: Action;
  beforeAll(async () => {
    nora = await signUp(await visits.open(url), "Nora Noticed");
    operator = await signInAs(await visits.open(url), "operator");
    desk = operator.page;
    await givenPage(nora, "lamp/keeper.md", text);
    action = await runAction(nora, "shorten", text);
  });
  const storyOf = (id: string) => operator.api.get(`/api/v1/operator/actions/${id}`, actionStory);

  test("an action is found by the id on its receipt, and its story tells what it cost and why", async () => {
    // Less could not be refunded in part.
    expect(action.charged).toBeGreaterThan(1);
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    await page
      .getByRole("button", { name: /^Receipt of/ })
      .first()
      .click();
    const receipt = page.getByRole("dialog", { name: "Receipt" });
    const id = await receipt.getByText(/^act_/).innerText();
    await page.keyboard.press("Escape");
    await desk.goto("/");
    await desk.getByRole("button", { name: /^Account of/ }).click();
    await desk.getByRole("link", { name: "Operator area" }).click();
    await desk.getByRole("heading", { name: "Find", level: 1 }).waitFor();
    await desk.getByLabel("Search").fill(id);
    await desk.getByRole("region", { name: "Actions" }).getByRole("link", { name: "Shorten" }).click();
    await desk.getByRole("heading", { name: "Shorten", level: 1 }).waitFor();
    const story = desk.getByRole("region", { name: "What happened" });
    await story.getByText(new RegExp(`^${action.held} credits held`)).waitFor();
    await story.getByText(/^Answered: /).waitFor();
    await story.getByText(new RegExp(`^${action.charged} credits charged`)).waitFor();
    expect(await desk.getByLabel("With systemd").inputValue()).toContain(id);
  });

  test("a part is refunded once though it is clicked twice, and the member sees it", async () => {
    const { available } = await creditsOf(nora);
    const panel = desk.getByRole("region", { name: "Refund" });
    await expectGoodAtEachWidth(desk, "operator-action");
    await panel.getByLabel("Credits").fill("1");
    const send = panel.getByRole("button", { name: "Refund 1 credit", exact: true });
    expect(await send.isDisabled()).toBe(true);
    await panel.getByLabel("Reason").fill(reason);
    await send.dblclick();
    await desk.getByRole("region", { name: "What happened" }).getByText(`“${reason}”`).waitFor();
    await panel.getByText(`${action.charged - 1} of ${action.charged} credits can be refunded.`).waitFor();
    expect(await storyOf(action.id)).toMatchObject({ refundable: action.charged - 1, action: { refunded: 1 } });
    expect((await creditsOf(nora)).available).toBe(available + 1);
    const { page } = nora;
    await page.reload();
    const notice = page.getByRole("status").filter({ hasText: "The operator refunded 1 credit of your action" });
    await notice.getByText(`“${reason}”`).waitFor();
    await page
      .getByRole("table", { name: "Action log" })
      .getByText(/refund/i)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Dismiss this notice" }).click();
    await notice.waitFor({ state: "detached" });
  });

  test("its workspace is found by the person, and credits are given with a reason", async () => {
    await desk.getByRole("link", { name: "Find", exact: true }).first().click();
    await desk.getByLabel("Search").fill(nora.email);
    const people = desk.getByRole("region", { name: "People" });
    await people.getByText(nora.email).waitFor();
    await expectGoodAtEachWidth(desk, "operator-find");
    await people.getByRole("link").click();
    await desk.getByRole("heading", { name: "Nora Noticed's workspace", level: 1 }).waitFor();
    const { available } = await creditsOf(nora);
    await desk.getByRole("button", { name: "Give credits" }).click();
    const dialog = desk.getByRole("dialog", { name: "Give credits" });
    await dialog.getByLabel("Credits").fill("25");
    await dialog.getByLabel("Reason").fill("For the trouble");
    await dialog.getByRole("button", { name: "Give them" }).click();
    await dialog.waitFor({ state: "detached" });
    await desk.getByRole("table", { name: "What operators did" }).getByText("For the trouble").waitFor();
    expect((await creditsOf(nora)).available).toBe(available + 25);
    await expectGoodAtEachWidth(desk, "operator-workspace");
    await desk.getByRole("button", { name: "Set the plan" }).click();
    const plan = desk.getByRole("dialog", { name: "Set the plan" });
    await plan.getByLabel("Plan", { exact: true }).selectOption("starter");
    await plan.getByLabel("Reason").fill("As agreed");
    await expectGoodAtEachWidth(desk, "operator-set-plan");
    await plan.getByRole("button", { name: "Set the plan" }).click();
    await plan.waitFor({ state: "detached" });
    expect((await creditsOf(nora)).plan).toBe("starter");
  });

  test("a hold that runs is seen and released, and every act is in the audit", async () => {
    const key = { "idempotency-key": randomUUID() };
    const body = { credits: 7, kind: "render", deadlineSeconds: 600 };
    const { id } = hold.parse(await nora.api.post(`/api/v1/workspaces/${nora.workspace}/holds`, body, key));
    await desk.getByRole("link", { name: "Holds", exact: true }).click();
    const release = desk.getByRole("button", { name: /^Release the hold of .* in Nora Noticed's workspace$/ });
    await release.waitFor();
    await expectGoodAtEachWidth(desk, "operator-holds");
    await release.click();
    const dialog = desk.getByRole("dialog", { name: "Release the hold?" });
    await dialog.getByLabel("Reason").fill("Its server is gone");
    await dialog.getByRole("button", { name: "Release", exact: true }).click();
    await release.waitFor({ state: "detached" });
    expect(await storyOf(id.replace("hold_", "act_"))).toMatchObject({ action: { status: "failed", charged: 0 } });
    await desk.getByRole("link", { name: "Audit", exact: true }).click();
    await desk.getByLabel("Workspace").fill(nora.workspace);
    const table = desk.getByRole("table", { name: "What operators did" });
    for (const said of [reason, "For the trouble", "As agreed", "Its server is gone"]) {
      await table.getByText(said).waitFor();
    }
    await expectGoodAtEachWidth(desk, "operator-audit");
    const { items } = await operator.api.get(`/api/v1/operator/audit?workspace=${nora.workspace}`, operatorAuditPage);
    expect(items.map(({ act }) => act)).toEqual(["hold-released", "plan-set", "goodwill-granted", "action-refunded"]);
  });

  test("margins and flagged payments have pages of their own", async () => {
    await desk.getByRole("link", { name: "Margins", exact: true }).click();
    await desk.getByRole("table", { name: "Margins" }).getByText("In total").waitFor();
    await expectGoodAtEachWidth(desk, "operator-margins");
    await desk.getByRole("link", { name: "Payments", exact: true }).click();
    await desk.getByRole("heading", { name: "Payments flagged", level: 1 }).waitFor();
  });
});
