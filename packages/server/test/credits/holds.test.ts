import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

const body = { credits: 5, kind: "render", deadlineSeconds: 60 };

test("a hold is placed, settled for less, and the rest returns", async () => {
  const before = await on.readBalance();
  const held = await on.placeHold(body);
  expect(held).toMatchObject({ credits: 5, state: "held", available: before.available - 5 });
  expect(await on.readBalance()).toMatchObject({ held: 5 });
  expect(await on.endHold(held.id, "settle", { credits: 3 })).toMatchObject({
    state: "settled",
    charged: 3,
    returned: 2,
    available: before.available - 3,
    isReplay: false,
  });
  expect(await on.readBalance()).toMatchObject({ held: 0, spent: before.spent + 3 });
});

test("a released hold returns whole", async () => {
  const before = await on.readBalance();
  const held = await on.placeHold(body);
  expect(await on.endHold(held.id, "release")).toMatchObject({ state: "released", charged: 0, returned: 5 });
  expect(await on.readBalance()).toMatchObject({ available: before.available });
});

describe("R4.3: the second end of a hold is answered with the first", () => {
  test("whatever it asks for, even above the hold", async () => {
    const held = await on.placeHold(body);
    const first = await on.endHold(held.id, "settle", { credits: 2 });
    for (const again of [
      await on.endHold(held.id, "settle", { credits: 2 }),
      await on.endHold(held.id, "settle", { credits: 99 }),
      await on.endHold(held.id, "release"),
    ]) {
      expect(again).toMatchObject({ state: "settled", charged: 2, returned: 3, isReplay: true });
    }
    expect(await on.readBalance()).toMatchObject({ available: first.available });
  });

  test("an ended hold is not extended", async () => {
    const held = await on.placeHold(body);
    await on.endHold(held.id, "release");
    const response = await on.meter.send("POST", `${on.base}/holds/${held.id}/extend`, {
      json: { deadlineSeconds: 60 },
    });
    await expectProblem(response, "hold-ended");
  });
});

test("a running hold gets a later deadline", async () => {
  const held = await on.placeHold({ ...body, deadlineSeconds: 5 });
  const response = await on.meter.send("POST", `${on.base}/holds/${held.id}/extend`, {
    json: { deadlineSeconds: 600 },
  });
  const { deadline } = (await response.json()) as { deadline: string };
  expect(new Date(deadline).getTime() - new Date(held.deadline).getTime()).toBeGreaterThan(500_000);
  await on.endHold(held.id, "release");
});

describe("the Idempotency-Key of a hold", () => {
  test("places it once, and says so the second time", async () => {
    const before = await on.readBalance();
    const first = await on.placeHold(body, { key: "once" });
    const again = await on.postHold(body, { key: "once" });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toMatchObject({ id: first.id, credits: 5 });
    expect(await on.readBalance()).toMatchObject({ available: before.available - 5 });
    await on.endHold(first.id, "release");
  });
  test("is refused with another body", async () => {
    const first = await on.placeHold(body, { key: "twice" });
    await expectProblem(await on.postHold({ ...body, credits: 6 }, { key: "twice" }), "idempotency-key-reused");
    await on.endHold(first.id, "release");
  });
  test("is required", async () => {
    await expectProblem(await on.postHold(body), "idempotency-key-required");
  });
});

describe("bad input", () => {
  test("more than is there: 402 with the smallest payable order, and nothing is held", async () => {
    const { available } = await on.readBalance();
    const told = await expectProblem(
      await on.postHold({ ...body, credits: available + 7 }, { key: "much" }),
      "insufficient-credits",
    );
    expect(told).toMatchObject({
      needed: available + 7,
      available,
      shortfall: 7,
      topUp: { credits: 50, priceCents: 50 },
    });
    expect(await on.readBalance()).toMatchObject({ available, held: 0 });
  });
  test("a charge above the hold", async () => {
    const held = await on.placeHold(body);
    await expectProblem(await on.postEnd(held.id, "settle", { credits: 6 }), "settle-above-hold");
    expect(await on.endHold(held.id, "release")).toMatchObject({ state: "released", isReplay: false });
  });
  test("an unknown hold, and one of another workspace", async () => {
    await expectProblem(await on.postEnd("hold_nothing", "release"), "not-found");
    const other = await startOther();
    await expectProblem(await on.postEnd(other, "settle", { credits: 1 }), "not-found");
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
    await expectProblem(await on.postHold(wrong, { key: "wrong" }), "validation-failed");
  });
  test("editors, strangers and keys of another scope place no holds", async () => {
    await expectProblem(await on.postHold(body, { key: "k", client: on.editor }), "role-not-sufficient");
    await expectProblem(await on.postHold(body, { key: "k", client: on.server.stranger }), "not-signed-in");
    const key = await on.server.keyOf(on.workspace, ["read"]);
    await expectProblem(await on.postHold(body, { key: "k", client: key }), "scope-not-sufficient");
  });
});

test("R4.5: a hold of zero and a settle of zero move nothing", async () => {
  const before = await on.readBalance();
  const held = await on.placeHold({ ...body, credits: 0 });
  expect(await on.endHold(held.id, "settle", { credits: 0 })).toMatchObject({
    state: "settled",
    charged: 0,
    returned: 0,
  });
  expect(await on.readBalance()).toMatchObject({ available: before.available, spent: before.spent });
});

/** A hold of another workspace. */
async function startOther(): Promise<string> {
  const stranger = await on.server.signUp("Otto Other");
  const workspace = await on.server.workspaceOf(stranger);
  const meter = await on.server.keyOf(workspace, ["meter"]);
  const headers = { "idempotency-key": "theirs" };
  const response = await meter.send("POST", `/api/v1/workspaces/${workspace}/holds`, { json: body, headers });
  return ((await response.json()) as { id: string }).id;
}
