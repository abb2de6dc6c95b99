import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import {
  type CreditsServer,
  endHold,
  placeHold,
  postEnd,
  postHold,
  readBalance,
  startCreditsServer,
} from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

const body = { credits: 5, kind: "render", deadlineSeconds: 60 };

test("a hold is placed, settled for less, and the rest returns", async () => {
  const before = await readBalance(on);
  const held = await placeHold(on, body);
  expect(held).toMatchObject({ credits: 5, state: "held", available: before.available - 5 });
  expect(await readBalance(on)).toMatchObject({ held: 5 });
  expect(await endHold(on, held.id, "settle", { credits: 3 })).toMatchObject({
    state: "settled",
    charged: 3,
    returned: 2,
    available: before.available - 3,
    isReplay: false,
  });
  expect(await readBalance(on)).toMatchObject({ held: 0, spent: before.spent + 3 });
});

test("a released hold returns whole", async () => {
  const before = await readBalance(on);
  const held = await placeHold(on, body);
  expect(await endHold(on, held.id, "release")).toMatchObject({ state: "released", charged: 0, returned: 5 });
  expect(await readBalance(on)).toMatchObject({ available: before.available });
});

describe("R4.3: the second end of a hold is answered with the first", () => {
  test("whatever it asks for, even above the hold", async () => {
    const held = await placeHold(on, body);
    const first = await endHold(on, held.id, "settle", { credits: 2 });
    for (const again of [
      await endHold(on, held.id, "settle", { credits: 2 }),
      await endHold(on, held.id, "settle", { credits: 99 }),
      await endHold(on, held.id, "release"),
    ]) {
      expect(again).toMatchObject({ state: "settled", charged: 2, returned: 3, isReplay: true });
    }
    expect(await readBalance(on)).toMatchObject({ available: first.available });
  });

  test("an ended hold is not extended", async () => {
    const held = await placeHold(on, body);
    await endHold(on, held.id, "release");
    const response = await on.meter.send("POST", `${on.base}/holds/${held.id}/extend`, {
      json: { deadlineSeconds: 60 },
    });
    await expectProblem(response, "hold-ended");
  });
});

test("a running hold gets a later deadline", async () => {
  const held = await placeHold(on, { ...body, deadlineSeconds: 5 });
  const response = await on.meter.send("POST", `${on.base}/holds/${held.id}/extend`, {
    json: { deadlineSeconds: 600 },
  });
  const { deadline } = (await response.json()) as { deadline: string };
  expect(new Date(deadline).getTime() - new Date(held.deadline).getTime()).toBeGreaterThan(500_000);
  await endHold(on, held.id, "release");
});

describe("the Idempotency-Key of a hold", () => {
  test("places it once, and says so the second time", async () => {
    const before = await readBalance(on);
    const first = await placeHold(on, body, { key: "once" });
    const again = await postHold(on, body, { key: "once" });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toMatchObject({ id: first.id, credits: 5 });
    expect(await readBalance(on)).toMatchObject({ available: before.available - 5 });
    await endHold(on, first.id, "release");
  });
  test("is refused with another body", async () => {
    const first = await placeHold(on, body, { key: "twice" });
    await expectProblem(await postHold(on, { ...body, credits: 6 }, { key: "twice" }), "idempotency-key-reused");
    await endHold(on, first.id, "release");
  });
  test("is required", async () => {
    await expectProblem(await postHold(on, body), "idempotency-key-required");
  });
});

describe("bad input", () => {
  test("more than is there: 402 with the smallest payable order, and nothing is held", async () => {
    const { available } = await readBalance(on);
    const told = await expectProblem(
      await postHold(on, { ...body, credits: available + 7 }, { key: "much" }),
      "insufficient-credits",
    );
    expect(told).toMatchObject({
      needed: available + 7,
      available,
      shortfall: 7,
      topUp: { credits: 50, priceCents: 50 },
    });
    expect(await readBalance(on)).toMatchObject({ available, held: 0 });
  });
  test("a charge above the hold", async () => {
    const held = await placeHold(on, body);
    await expectProblem(await postEnd(on, held.id, "settle", { credits: 6 }), "settle-above-hold");
    expect(await endHold(on, held.id, "release")).toMatchObject({ state: "released", isReplay: false });
  });
  test("an unknown hold, and one of another workspace", async () => {
    await expectProblem(await postEnd(on, "hold_nothing", "release"), "not-found");
    const other = await startOther();
    await expectProblem(await postEnd(on, other, "settle", { credits: 1 }), "not-found");
  });
  test.each([
    { credits: -1, kind: "render" },
    { credits: 1.5, kind: "render" },
    { credits: 1, kind: "No Such" },
    { credits: 1, kind: "render", deadlineSeconds: 0 },
    { credits: 1, kind: "render", deadlineSeconds: 3601 },
    { credits: 1, kind: "render", extra: true },
    { credits: Number.MAX_SAFE_INTEGER + 2, kind: "render" },
  ])("%j", async (wrong) => {
    await expectProblem(await postHold(on, wrong, { key: "wrong" }), "validation-failed");
  });
  test("editors, strangers and keys of another scope place no holds", async () => {
    await expectProblem(await postHold(on, body, { key: "k", client: on.editor }), "role-not-sufficient");
    await expectProblem(await postHold(on, body, { key: "k", client: on.server.stranger }), "not-signed-in");
    const key = await on.server.keyOf(on.workspace, ["read"]);
    await expectProblem(await postHold(on, body, { key: "k", client: key }), "scope-not-sufficient");
  });
});

test("R4.5: a hold of zero and a settle of zero move nothing", async () => {
  const before = await readBalance(on);
  const held = await placeHold(on, { ...body, credits: 0 });
  expect(await endHold(on, held.id, "settle", { credits: 0 })).toMatchObject({
    state: "settled",
    charged: 0,
    returned: 0,
  });
  expect(await readBalance(on)).toMatchObject({ available: before.available, spent: before.spent });
});

async function startOther(): Promise<string> {
  const stranger = await on.server.signUp("Otto Other");
  const workspace = await on.server.workspaceOf(stranger);
  const meter = await on.server.keyOf(workspace, ["meter"]);
  const there = { ...on, workspace, base: `/api/v1/workspaces/${workspace}`, meter };
  return (await placeHold(there, body)).id;
}
