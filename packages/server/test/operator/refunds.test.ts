import { actionStory, operatorAuditPage, operatorRefund, operatorWorkspace, refundNoticeList } from "@dokly/contract";
import { describe, expect, test } from "vitest";
import { expectProblem, type Person } from "../server-harness.ts";
import { dayMs, useOperatorWorld } from "./operator-world.ts";

const world = useOperatorWorld();
const { send, read, charge, nextKey } = world;

const reason = "it did not run";

describe("a refund", () => {
  const refund = (action: string, body: object, key?: string) =>
    send("POST", `/operator/actions/${action}/refund`, { reason, ...body }, key);

  test("of a part is told in the story, tags the row and tells the member, once however often it is sent", async () => {
    const action = await charge(5n, "req_story");
    const key = nextKey();
    const body = { credits: 2, refundedBefore: 0 };
    const replies = await Promise.all(Array.from({ length: 4 }, () => refund(action, body, key)));
    const told = await Promise.all(replies.map(async (reply) => operatorRefund.parse(await reply.json())));
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]).toMatchObject({
      workspace: world.workspace,
      action,
      credits: 2,
      refunded: 2,
      charged: 5,
      goodwill: null,
    });
    const again = await refund(action, body, key);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    await expectProblem(await refund(action, { ...body, credits: 3 }, key), "idempotency-key-reused");

    const story = await read(actionStory, `/operator/actions/${action}`);
    expect(story).toMatchObject({
      workspace: { id: world.workspace },
      hold: action.replace("act_", "hold_"),
      person: { id: world.editor.id, email: world.editor.email },
      refundable: 3,
      action: { charged: 5, refunded: 2, tags: ["refunded"], requestId: "req_story" },
    });
    expect(story.events.map(({ what }) => what)).toEqual(["estimated", "held", "settled", "refunded", "operator-act"]);
    expect(story.events.at(-1)?.facts).toMatchObject({
      by: "operator@dokly.test",
      reason,
      outcome: "done",
      credits: 2,
    });

    const path = `/api/v1/workspaces/${world.workspace}/refund-notices`;
    const noticesOf = async (person: Person) =>
      refundNoticeList.parse(await (await person.send("GET", path)).json()).items;
    const [notice] = await noticesOf(world.editor);
    expect(notice).toMatchObject({ action, credits: 2, reason });
    expect(await noticesOf(world.owner)).toEqual([]);
    await expectProblem(await world.owner.send("POST", `${path}/${notice?.id}/dismiss`), "not-found");
    expect((await world.editor.send("POST", `${path}/${notice?.id}/dismiss`)).status).toBe(204);
    expect(await noticesOf(world.editor)).toEqual([]);
  });

  test("never passes the charge, by however many and however often it is asked for at once", async () => {
    const action = await charge(7n);
    const replies = await Promise.all(Array.from({ length: 12 }, () => refund(action, { credits: 2 })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const reply of replies.filter(({ status }) => status !== 200))
      await expectProblem(reply, "refund-above-charge");
    expect(await read(actionStory, `/operator/actions/${action}`)).toMatchObject({
      refundable: 1,
      action: { refunded: 6 },
    });
  });

  test("of those who saw the same state, one is done", async () => {
    const action = await charge(6n);
    const asked = Array.from({ length: 8 }, (_, index) =>
      refund(action, { credits: 1 + (index % 2), refundedBefore: 0 }),
    );
    const replies = await Promise.all(asked);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const reply of replies.filter(({ status }) => status !== 200)) await expectProblem(reply, "action-changed");
    const { action: after } = await read(actionStory, `/operator/actions/${action}`);
    expect([1, 2]).toContain(after.refunded);
  });

  test("R5.1 in an ended period becomes goodwill in the current one", async () => {
    const action = await charge(4n);
    world.aheadMs += 40 * dayMs;
    const done = operatorRefund.parse(await (await refund(action, { credits: 3 })).json());
    expect(done).toMatchObject({ refunded: 3, goodwill: { credits: 3 } });
    const { balance } = await read(operatorWorkspace, `/operator/workspaces/${world.workspace}`);
    expect(balance).toMatchObject({ goodwill: 3, spent: 0 });
  });

  test("is refused by name: no reason, none at all, too much, an unknown action, no key", async () => {
    const action = await charge(2n);
    for (const body of [
      { credits: 1, reason: "no" },
      { credits: 1, reason: "half a character: \ud83d" },
      { credits: 0 },
      { credits: 1.5 },
      { credits: 1, more: 1 },
    ]) {
      const { errors } = await expectProblem(await refund(action, body), "validation-failed");
      expect(errors).toHaveLength(1);
    }
    await expectProblem(await refund(action, { credits: 3 }), "refund-above-charge");
    await expectProblem(await refund(`${action.slice(0, -1)}_`, { credits: 1 }), "not-found");
    const path = `/operator/actions/${action}/refund`;
    await expectProblem(await send("POST", path, { credits: 1, reason }, null), "idempotency-key-required");
    const { items } = await read(operatorAuditPage, `/operator/audit?target=${action}`);
    expect(items).toMatchObject([{ outcome: { outcome: "refused", code: "refund-above-charge" } }]);
  });
});
