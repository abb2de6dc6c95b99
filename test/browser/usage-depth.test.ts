import { randomUUID } from "node:crypto";
import { actionsPage, hold } from "@dokly/contract";
import { parseWorkspaceId } from "@dokly/credits";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { startBufferingProxy } from "./helpers/buffering-proxy.ts";
import { creditsOf, meter, type Person, signUp } from "./helpers/person.ts";
import { inProductDatabase } from "./helpers/product-database.ts";
import { expectGoodScreen } from "./helpers/screen.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

/** More than are drawn at once. */
const deepRows = 310;
const heldMost = 200;

describe("the AI usage panel, in depth and under bad conditions", () => {
  const visits = useVisits();
  const data = inject("productData");
  let nora: Person;
  let edgar: Person;
  let usagePage: string;
  beforeAll(async () => {
    nora = await signUp(await visits.open(inject("productUrl")));
    edgar = await joinAs("editor", { owner: nora, page: await visits.open(inject("productUrl")), name: "Edgar Else" });
    usagePage = `/w/${nora.workspace}/settings/account/ai-usage`;
  });

  const available = (page: Page, credits: number): Locator =>
    page.getByRole("link", { name: new RegExp(`^${credits} credits available.*Open AI usage\\.$`) });

  test("behind a proxy that holds events back, the panel asks by itself, and says so", async () => {
    const proxy = await startBufferingProxy(inject("productUrl"));
    try {
      const page = await visits.open(inject("productUrl"), { sentTo: proxy.url });
      // Cookies know no ports: who is signed in there is signed in here.
      await page.context().addCookies(await nora.page.context().cookies());
      await page.goto(`${proxy.url}${usagePage}`);
      await available(page, 50).waitFor();
      await meter(nora, 3);
      // Five seconds of silence, then every four.
      await available(page, 47).waitFor({ timeout: 10_000 });
      await meter(nora, 2);
      await available(page, 45).waitFor({ timeout: 5_000 });
      await available(page, 45).hover();
      await page.getByText("Live updates are interrupted").waitFor();
      await page.context().close();
    } finally {
      await proxy.close();
    }
  });

  test("each held credit has a name or a number: five actions, the others counted, and those of others", async () => {
    const base = `/api/v1/workspaces/${nora.workspace}`;
    const place = async (credits: number) => {
      const body = { credits, kind: "render", deadlineSeconds: 600 };
      return hold.parse(await nora.api.post(`${base}/holds`, body, { "idempotency-key": randomUUID() })).id;
    };
    const ids: string[] = [];
    for (let credits = 1; credits <= 7; credits += 1) ids.push(await place(credits));
    await nora.page.goto(usagePage);
    const running = nora.page.getByRole("list", { name: "Running now" });
    await running.getByText("and 2 more, which hold 3 credits").waitFor();
    expect(await running.getByRole("listitem").count()).toBe(6);
    await edgar.page.goto(usagePage);
    await edgar.page.getByText("Actions of others hold 28 credits").waitFor();
    await running.getByRole("link").click();
    await nora.page.getByText("That is all: 7 actions").waitFor();
    expect(new URL(nora.page.url()).searchParams.get("outcome")).toBe("running");
    for (const id of ids) await nora.api.post(`${base}/holds/${id}/release`, {});
  });

  test("every grant is there with what became of it", async () => {
    const { page } = nora;
    await page.goto(usagePage);
    await page.getByRole("button", { name: "Every grant, and what became of it" }).click();
    const grants = page.getByRole("dialog", { name: "Every grant, and what became of it" });
    await grants.getByRole("row", { name: /^Monthly credits of .* until .* 50 5 45 0$/ }).waitFor();
    await expectGoodScreen(page, "usage-grants");
    await page.setViewportSize({ width: 390, height: 844 });
    await grants.getByText("Spent 5 · Available 45").waitFor();
    await expectGoodScreen(page, "usage-grants");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");
  });

  test("pages to any depth by keyboard, with a bounded number of rows in the page, and back to the newest", async () => {
    const { page } = nora;
    await inProductDatabase(data, async ({ credits }) => {
      const facts = { kind: "deep", member: null, document: null, model: null, estimate: null, group: null };
      for (let from = 0; from < deepRows; from += heldMost) {
        const length = Math.min(heldMost, deepRows - from);
        const holds = Array.from({ length }, () => ({ credits: 0n, action: { ...facts, isDemo: false } }));
        const asked = { key: `deep ${from}`, fingerprint: "deep", deadlineMs: 3_600_000, actor: "test" };
        const placed = await credits.placeHolds({ workspace: nora.workspace, holds, ...asked });
        // Operators see the oldest that run: hundreds that did would hide those of other tests.
        const end = { workspace: nora.workspace, status: "cancelled", failure: null, actor: "test" } as const;
        await Promise.all(placed.holds.map(({ hold: id }) => credits.releaseHold({ ...end, hold: id })));
      }
    });
    await page.goto(`${usagePage}?kind=deep`);
    const rows = page.getByRole("button", { name: /^Receipt of deep/ });
    await expect.poll(() => rows.count()).toBe(50);
    await page.keyboard.press("End");
    const end = page.getByText(`That is all: ${deepRows} actions`);
    await expect
      .poll(
        async () => {
          await page.keyboard.press("End");
          return await end.count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    expect(await rows.count()).toBeLessThanOrEqual(300);
    await rows.last().press("Enter");
    await page.getByRole("dialog", { name: "Receipt" }).getByText("Held at the start").waitFor();
    await page.keyboard.press("Escape");
    const { items } = await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?kind=deep&limit=1`, actionsPage);
    await expect
      .poll(
        async () => {
          await page.keyboard.press("Home");
          await rows.first().press("Enter");
          const action = new URL(page.url()).searchParams.get("action");
          await page.keyboard.press("Escape");
          return action;
        },
        { timeout: 30_000 },
      )
      .toBe(items[0]?.id);
  });

  test("verify shows what differs where somebody changed a figure: admins which, others how many", async () => {
    const change = (by: number): Promise<unknown> =>
      inProductDatabase(data, ({ pool }) =>
        pool.query("update credits.lots set available = available - $2, spent = spent + $2 where workspace_id = $1", [
          String(parseWorkspaceId(nora.workspace)),
          by,
        ]),
      );
    await change(1);
    try {
      const proofOf = ({ page }: Person) => page.getByRole("region", { name: "Can you trust it?" });
      await nora.page.goto(`${usagePage}?kind=none`);
      await proofOf(nora).getByRole("button", { name: "Verify now" }).click();
      await proofOf(nora)
        .getByText(/figures differ from their ledger lines\.$/)
        .waitFor();
      await proofOf(nora)
        .getByRole("row", { name: /available 45 44$/ })
        .first()
        .waitFor();
      await expectGoodScreen(nora.page, "usage-differences", { fullPage: true });
      await edgar.page.goto(usagePage);
      await proofOf(edgar).getByRole("button", { name: "Verify now" }).click();
      await proofOf(edgar).getByText("An owner or admin sees which ones").waitFor();
      expect(await proofOf(edgar).getByRole("table").count()).toBe(0);
    } finally {
      await change(-1);
    }
    const proof = nora.page.getByRole("region", { name: "Can you trust it?" });
    await proof.getByRole("button", { name: "Verify again" }).click();
    await proof.getByText("Everything adds up.").waitFor();
    expect((await creditsOf(nora)).available).toBe(45);
  });
});
