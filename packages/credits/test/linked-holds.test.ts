import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits, PlaceHolds } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "./histories/test-workspace.ts";

const hour = 3_600_000;

describe.each(startEngines)("linked holds, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { anchor: new Date("2027-01-10T08:00:00Z") });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  const request = (amounts: readonly bigint[], more: Partial<PlaceHolds> = {}): PlaceHolds => ({
    workspace: w.id,
    key: randomUUID(),
    fingerprint: amounts.join(),
    holds: amounts.map((amount) => ({ credits: amount, action: { ...plainAction, kind: "page", group: "site" } })),
    deadlineMs: hour / 2,
    actor: "test",
    ...more,
  });
  const extend = (key: string, deadlineMs: number) => credits.extendHolds({ workspace: w.id, key, deadlineMs });

  test("SPEC 4 all are taken together, over several lots, or none is, and the sum is what is missing", async () => {
    await w.grant(10n);
    const placed = await credits.placeHolds(request([25n, 0n, 30n]));
    expect(placed.holds.map(({ credits: held, state }) => [held, state])).toEqual([
      [25n, "held"],
      [0n, "held"],
      [30n, "held"],
    ]);
    expect(placed).toMatchObject({ available: 5n, isReplay: false, deadline: new Date(engine.clock.real + hour / 2) });
    await expect(credits.placeHolds(request([3n, 3n]))).rejects.toMatchObject({
      code: "insufficient-credits",
      details: { needed: 6n, available: 5n, shortfall: 1n },
    });
    const unpriced = request([1n, 1n]);
    const [first] = unpriced.holds;
    if (!first) throw new Error("the request has holds");
    const holds = [first, { credits: 1n, action: { ...plainAction, model: "unheard-of" } }];
    await expect(credits.placeHolds({ ...unpriced, holds })).rejects.toMatchObject({ code: "unpriced-model" });
    expect(await w.balance()).toMatchObject({ held: 55n, available: 5n });
    expect(await w.log()).toHaveLength(3);
  });

  test("each is ended on its own; what returns from one can be taken again", async () => {
    const { holds } = await credits.placeHolds(request([20n, 20n, 10n]));
    const [a, b, c] = holds.map(({ hold }) => hold);
    if (!a || !b || !c) throw new Error("three holds");
    expect(await w.settle(a, 15n)).toMatchObject({ charged: 15n, available: 5n });
    expect(await w.release(b)).toMatchObject({ charged: 0n, available: 25n });
    expect(await w.hold(25n)).toMatchObject({ state: "held", available: 0n });
    expect(await w.balance()).toMatchObject({ spent: 15n, held: 35n });
  });

  test("P16 one key takes them once and answers with the first reply and the states now", async () => {
    const asked = request([5n, 6n]);
    const replies = await Promise.all(Array.from({ length: 5 }, () => credits.placeHolds(asked)));
    expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    const [first] = replies;
    const [ended] = first?.holds ?? [];
    if (!first || !ended) throw new Error("two holds");
    await w.settle(ended.hold, 5n);
    const replay = await credits.placeHolds(asked);
    expect(replay).toEqual({ ...first, holds: [{ ...ended, state: "settled" }, first.holds[1]], isReplay: true });
    const other = credits.placeHolds({ ...asked, fingerprint: "other" });
    await expect(other).rejects.toMatchObject({ code: "idempotency-key-reused" });
    expect(await w.hold(1n, { key: asked.key })).toMatchObject({ isReplay: false });
  });

  test("R4.4 they share one deadline: it moves for all that run, and for none alone", async () => {
    const asked = request([5n, 6n, 7n]);
    const { holds } = await credits.placeHolds(asked);
    const [a, b, c] = holds.map(({ hold }) => hold);
    if (!a || !b || !c) throw new Error("three holds");
    await w.settle(a, 1n);
    engine.clock.real += hour / 4;
    const deadline = new Date(engine.clock.real + hour);
    expect(await extend(asked.key, hour)).toEqual({ deadline, holds: [b, c] });
    await expect(w.extend(b, hour)).rejects.toMatchObject({ code: "hold-linked", details: { hold: b } });
    engine.clock.real = deadline.getTime() - 1;
    expect(await w.balance()).toMatchObject({ held: 13n });
    engine.clock.real += 1;
    expect(await w.balance()).toMatchObject({ held: 0n, spent: 1n, available: 49n });
    await credits.expireHolds();
    expect((await w.log()).map(({ status }) => status)).toEqual(["failed", "failed", "succeeded"]);
    await expect(extend(asked.key, hour)).rejects.toMatchObject({ code: "hold-ended" });
  });

  test("R4.4 an extension is at most an hour, and together they live at most 24 hours", async () => {
    const asked = request([5n, 6n]);
    await credits.placeHolds(asked);
    await expect(extend(asked.key, hour + 1)).rejects.toMatchObject({ code: "hold-limit" });
    for (let hours = 0.5; hours < 23; hours += 0.5) {
      engine.clock.real += hour / 2 - 1;
      await extend(asked.key, hour / 2);
    }
    engine.clock.real += hour / 4;
    await extend(asked.key, hour);
    engine.clock.real += hour - 1;
    const refused = { code: "hold-limit", details: { limit: "lifetime" } };
    await expect(extend(asked.key, hour)).rejects.toMatchObject(refused);
  });

  test("bad input is refused by name", async () => {
    for (const amounts of [[], Array.from({ length: 201 }, () => 0n)]) {
      const refused = credits.placeHolds(request(amounts, { fingerprint: "f" }));
      await expect(refused).rejects.toMatchObject({ code: "invalid-argument", details: { what: "holds" } });
    }
    const negative = credits.placeHolds(request([1n, -1n]));
    await expect(negative).rejects.toMatchObject({ code: "invalid-amount", details: { what: "holds[1].credits" } });
    await expect(extend("never used", hour)).rejects.toMatchObject({ code: "hold-not-found" });
    const other = await openTestWorkspace(credits);
    const asked = request([1n], { workspace: other.id });
    await credits.placeHolds(asked);
    await expect(extend(asked.key, hour)).rejects.toMatchObject({ code: "hold-not-found" });
    expect(await w.balance()).toMatchObject({ held: 0n });
  });

  test("R4.4 a replay tells the deadline of those that run, also where it was moved nearer after one had ended", async () => {
    const asked = request([5n, 5n]);
    const placed = await credits.placeHolds(asked);
    await w.release(placed.holds[1]?.hold ?? "");
    const { deadline } = await extend(asked.key, 60_000);
    expect(deadline.getTime()).toBeLessThan(placed.deadline.getTime());
    expect(await credits.placeHolds(asked)).toMatchObject({ deadline, isReplay: true });
  });
});
