import {
  actionStory,
  actionsPage,
  goodwillGranted,
  margins,
  operatorAuditPage,
  operatorWorkspace,
  planSet,
  runningHoldList,
  runningHoldReleased,
} from "@dokly/contract";
import { describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { dayMs, useOperatorWorld } from "./operator-world.ts";

const world = useOperatorWorld();
const { send, read, place, nextKey } = world;

const reason = "it did not run";

describe("acts on a workspace", () => {
  const act = (method: string, path: string, body: object, key?: string) =>
    send(method, `/operator/workspaces/${world.workspace}${path}`, { reason, ...body }, key);
  const balance = async () => (await read(operatorWorkspace, `/operator/workspaces/${world.workspace}`)).balance;

  test("a plan now grants the difference once, at the reset waits, and a number of credits is enterprise's", async () => {
    const before = await balance();
    const key = nextKey();
    const [first, second] = await Promise.all([
      act("PUT", "/plan", { plan: "starter" }, key),
      act("PUT", "/plan", { plan: "starter" }, key),
    ]);
    expect(planSet.parse(await first.json())).toEqual(planSet.parse(await second.json()));
    expect(await balance()).toMatchObject({ plan: "starter", available: before.available + 450 });
    const enterprise = planSet.parse(
      await (await act("PUT", "/plan", { plan: "enterprise", when: "reset", monthlyCredits: 4_000 })).json(),
    );
    const after = await balance();
    expect([after.nextPlan, after.nextMonthlyCredits, enterprise.inForceAt]).toEqual([
      "enterprise",
      4_000,
      after.period.end,
    ]);
  });

  test("a trial puts it on a plan now, and on another from the first reset after its end", async () => {
    const trialEndsAt = new Date(Date.now() + world.aheadMs + 5 * dayMs).toISOString();
    const set = planSet.parse(await (await act("PUT", "/plan", { plan: "pro", trialEndsAt })).json());
    const after = await balance();
    expect(after).toMatchObject({ plan: "pro", nextPlan: "free", nextPlanAt: set.trialEndsAt });
    expect(Date.parse(set.trialEndsAt ?? "")).toBeGreaterThanOrEqual(Date.parse(trialEndsAt));
  });

  test("a plan is refused by name: unknown, without a number, with a trial that is over or at a reset", async () => {
    const bodies: readonly (readonly [object, string])[] = [
      [{ plan: "gold" }, "plan"],
      [{ plan: "enterprise" }, "monthlyCredits"],
      [{ plan: "pro", trialEndsAt: "2020-01-01T00:00:00Z" }, "trialEndsAt"],
      [{ plan: "pro", trialEndsAt: "9999-12-31T00:00:00Z" }, "trialEndsAt"],
      [{ plan: "pro", when: "reset", trialEndsAt: "2030-01-01T00:00:00Z" }, "trialEndsAt"],
      [{ plan: "pro", when: "reset", anchor: "2030-01-01T00:00:00Z" }, "anchor"],
      [{ plan: "pro", thenPlan: "free" }, "thenPlan"],
    ];
    for (const [body, path] of bodies) {
      const { errors } = await expectProblem(await act("PUT", "/plan", body), "validation-failed");
      expect(errors?.map((error) => error.path)).toEqual([path]);
    }
    await expectProblem(await send("PUT", "/operator/workspaces/ws_none/plan", { plan: "pro", reason }), "not-found");
  });

  test("goodwill is one lot with its expiry, once for its key", async () => {
    const expiresAt = new Date(Date.now() + world.aheadMs + 90 * dayMs).toISOString();
    const key = nextKey();
    const [first, second] = await Promise.all([
      act("POST", "/goodwill", { credits: 11, expiresAt }, key),
      act("POST", "/goodwill", { credits: 11, expiresAt }, key),
    ]);
    const granted = goodwillGranted.parse(await first.json());
    expect(goodwillGranted.parse(await second.json()).lot).toBe(granted.lot);
    expect((await balance()).lots.find(({ id }) => id === granted.lot)).toMatchObject({
      source: "goodwill",
      granted: 11,
      expiresAt,
    });
    await expectProblem(
      await act("POST", "/goodwill", { credits: 1, expiresAt: "2020-01-01T00:00:00Z" }),
      "validation-failed",
    );
  });

  test("a limit counts its member, and a suspended workspace takes no hold until it is resumed", async () => {
    await act("PUT", "/limits", { member: world.editor.id, credits: 40 });
    const { limits } = await read(operatorWorkspace, `/operator/workspaces/${world.workspace}`);
    expect(limits).toMatchObject([{ member: { id: world.editor.id }, credits: 40, setBy: { name: "Operator" } }]);
    await expectProblem(await act("PUT", "/limits", { member: "nobody", credits: 1 }), "not-found");
    await act("PUT", "/limits", { member: world.editor.id, credits: null });

    await act("PUT", "/suspension", { isSuspended: true });
    await expect(place(1n)).rejects.toMatchObject({ code: "workspace-suspended" });
    await act("PUT", "/suspension", { isSuspended: false });
    expect((await place(1n)).state).toBe("held");
  });

  test("a hold that runs is seen with its age and released once, and its action has failed", async () => {
    const { hold, action } = await place(9n);
    const { items } = await read(runningHoldList, "/operator/holds");
    const seen = {
      id: hold,
      action,
      workspace: { id: world.workspace },
      credits: 9,
      isOverdue: false,
      member: { id: world.editor.id },
    };
    expect(items.find(({ id }) => id === hold)).toMatchObject(seen);
    const release = () => send("POST", `/operator/holds/${hold}/release`, { reason });
    const ends = await Promise.all([release(), release()]);
    for (const end of ends) {
      expect(runningHoldReleased.parse(await end.json())).toMatchObject({ state: "released", returned: 9, charged: 0 });
    }
    const story = await read(actionStory, `/operator/actions/${action}`);
    expect(story.action).toMatchObject({ status: "failed", charged: 0, failure: { code: "released-by-operator" } });
    const { hold: settled } = await place(3n);
    await world.settle(settled, 3n);
    const late = await send("POST", `/operator/holds/${settled}/release`, { reason });
    expect(runningHoldReleased.parse(await late.json())).toMatchObject({ state: "settled", charged: 3 });
    await expectProblem(await send("POST", "/operator/holds/hold_none/release", { reason }), "not-found");
  });

  test("is read whole, and its log paged", async () => {
    const found = await read(operatorWorkspace, `/operator/workspaces/${world.workspace}`);
    expect(found).toMatchObject({
      id: world.workspace,
      payments: { provider: "sandbox", subscription: null, flags: [] },
      ownKeys: [],
    });
    expect(found.members.map(({ role }) => role)).toEqual(["owner", "editor"]);
    expect(found.acts.length).toBeGreaterThan(5);
    const { items, nextCursor } = await read(actionsPage, `/operator/workspaces/${world.workspace}/actions?limit=2`);
    expect([items.length, nextCursor === null]).toEqual([2, false]);
    await expectProblem(await send("GET", "/operator/workspaces/ws_none"), "not-found");
  });
});

describe("figures and the audit", () => {
  test("margins are priced by the credits that paid", async () => {
    const from = new Date(Date.now() - dayMs).toISOString();
    const to = new Date(Date.now() + world.aheadMs + dayMs).toISOString();
    const found = await read(margins, `/operator/margins?from=${from}&to=${to}`);
    const [row] = found.rows;
    expect(row).toMatchObject({ kind: "improve", model: null, costNano: 0 });
    if (row === undefined) throw new Error("no row");
    const { charged, refunded, monthly, topUps, goodwill } = row;
    expect([monthly + topUps + goodwill, charged > 0]).toEqual([charged - refunded, true]);
    expect(found.pricePerCredit.plans).toContainEqual({ plan: "pro", monthlyCredits: 2_500, nano: 31_600_000 });
    for (const query of [`from=${to}&to=${from}`, `from=2020-01-01T00:00:00Z&to=${to}`, "from=now&to=later"]) {
      await expectProblem(await send("GET", `/operator/margins?${query}`), "validation-failed");
    }
  });

  test("the audit is filtered, paged and exported, with formulas defused", async () => {
    const act = await send("POST", `/operator/workspaces/${world.workspace}/goodwill`, {
      credits: 1,
      reason: "=1+1 as agreed",
    });
    expect(act.status).toBe(200);
    const page = await read(operatorAuditPage, "/operator/audit?act=goodwill-granted&limit=1&by=OPERATOR@");
    expect(page.items).toMatchObject([
      { act: "goodwill-granted", reason: "=1+1 as agreed", workspace: world.workspace, origin: "console" },
    ]);
    const rest = await read(operatorAuditPage, `/operator/audit?act=goodwill-granted&cursor=${page.nextCursor}`);
    expect(rest.items.map(({ id }) => id)).not.toContain(page.items[0]?.id);
    const csv = await (await send("GET", "/operator/audit?act=goodwill-granted&format=csv")).text();
    expect(csv.split("\r\n").length - 2).toBe(1 + rest.items.length);
    expect(csv).toContain("'=1+1 as agreed");
    await expectProblem(await send("GET", "/operator/audit?cursor=nonsense"), "validation-failed");
  });
});
