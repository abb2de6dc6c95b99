import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionFacts, Credits, SetLimit } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "./histories/test-workspace.ts";

const resetAt = Date.UTC(2027, 1, 10, 8);

describe.each(startEngines)("R4.6 limits per member and per kind, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { plan: "starter", anchor: new Date("2027-01-10T08:00:00Z") });
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  const limit = (input: Partial<Omit<SetLimit, "nanoDollars" | "credits">> & { credits?: bigint | null }) =>
    credits.setLimit({
      workspace: w.id,
      member: null,
      kind: null,
      credits: 10n,
      actor: "admin",
      key: randomUUID(),
      ...input,
    });
  const hold = (amount: bigint, member: string | null, kind = "page", deadlineMs = 60_000) =>
    w.hold(amount, { action: { member, kind }, deadlineMs });
  const limits = () => credits.getLimits({ workspace: w.id });

  test("a hold fits into every limit that counts it, and the refusal names the first that it does not fit", async () => {
    await limit({ member: "ada", credits: 20n });
    await limit({ kind: "page", credits: 30n });
    await limit({ member: "ada", kind: "page", credits: 15n });
    await hold(15n, "ada");
    const refused = { code: "limit-reached", details: { member: "ada", kind: "page", limit: 15n, reserved: 15n } };
    await expect(hold(1n, "ada")).rejects.toMatchObject(refused);
    await hold(5n, "ada", "improve");
    const both = { code: "limit-reached", details: { member: "ada", kind: null, used: 0n, reserved: 20n, needed: 1n } };
    await expect(hold(1n, "ada", "improve")).rejects.toMatchObject(both);
    await hold(15n, "bob");
    await expect(hold(1n, null)).rejects.toMatchObject({ details: { member: null, kind: "page", limit: 30n } });
    expect(await hold(400n, "bob", "improve")).toMatchObject({ available: 65n });
    await expect(hold(66n, "bob", "improve")).rejects.toMatchObject({ code: "insufficient-credits" });
  });

  test("what returns can be held again; what was charged counts until it is refunded", async () => {
    await limit({ member: "ada", credits: 10n });
    const first = await hold(10n, "ada");
    await w.settle(first.hold, 6n);
    expect(await limits()).toEqual([{ member: "ada", kind: null, ownKey: null, credits: 10n, used: 6n, reserved: 0n }]);
    await expect(hold(5n, "ada")).rejects.toMatchObject({ details: { used: 6n, reserved: 0n, needed: 5n } });
    const second = await hold(4n, "ada");
    await w.release(second.hold);
    await hold(4n, "ada", "page", 1_000);
    engine.clock.real += 1_000;
    expect((await limits())[0]).toMatchObject({ used: 6n, reserved: 0n });
    const refund = { workspace: w.id, action: first.action, reason: "r", actor: "operator", key: "r" };
    await credits.refund({ ...refund, credits: 6n });
    expect(await hold(10n, "ada")).toMatchObject({ state: "held" });
  });

  test("a new limit counts what the period used and holds already; lowered below, it refuses new holds only", async () => {
    const settled = await hold(7n, "ada");
    await w.settle(settled.hold, 5n);
    const running = await hold(8n, "ada");
    await hold(3n, "bob");
    expect(await limit({ member: "ada", credits: 14n })).toMatchObject({ used: 5n, reserved: 8n, isReplay: false });
    await expect(hold(2n, "ada")).rejects.toMatchObject({ code: "limit-reached" });
    expect(await limit({ member: "ada", credits: 1n })).toMatchObject({ credits: 1n, used: 5n, reserved: 8n });
    expect(await w.settle(running.hold, 8n)).toMatchObject({ charged: 8n });
    expect((await limits())[0]).toMatchObject({ used: 13n, reserved: 0n });
    expect(await hold(0n, "ada")).toMatchObject({ credits: 0n });
    expect(await limit({ member: "ada", credits: null })).toMatchObject({ credits: null, used: 13n });
    expect(await limits()).toEqual([]);
    await hold(100n, "ada");
    expect(await limit({ member: "ada", credits: 200n })).toMatchObject({ used: 13n, reserved: 100n });
  });

  test("P12 at a reset every limit begins at 0, and what was held before it counts no more", async () => {
    await limit({ member: "ada", credits: 10n });
    engine.clock.real = resetAt - 1_000;
    const late = await hold(9n, "ada");
    engine.clock.real = resetAt + 1_000;
    expect((await limits())[0]).toMatchObject({ used: 0n, reserved: 0n });
    const action: ActionFacts = { ...plainAction, member: "ada" };
    const fresh = await w.hold(10n, { action });
    await w.settle(late.hold, 9n);
    expect((await limits())[0]).toMatchObject({ used: 0n, reserved: 10n });
    await w.settle(fresh.hold, 2n);
    expect((await limits())[0]).toMatchObject({ used: 2n, reserved: 0n });
    expect(await limit({ kind: "page" })).toMatchObject({ used: 0n, reserved: 0n });
  });

  test("A1 many at once take exactly what the limit has, and linked holds fit together or not at all", async () => {
    await limit({ member: "ada", credits: 12n });
    const linked = {
      workspace: w.id,
      key: "site",
      fingerprint: "f",
      holds: [5n, 5n, 5n].map((amount) => ({ credits: amount, action: { ...plainAction, member: "ada" } })),
      deadlineMs: 60_000,
      actor: "test",
    };
    const refused = { code: "limit-reached", details: { needed: 15n, limit: 12n } };
    await expect(credits.placeHolds(linked)).rejects.toMatchObject(refused);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => hold(1n, "ada")));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(12);
    expect(await w.balance()).toMatchObject({ held: 12n });
  });

  test("P16 one key sets one limit once; verify shows a counter that the actions do not say", async () => {
    const first = await limit({ kind: "page", credits: 5n, key: "k" });
    await limit({ kind: "page", credits: 9n });
    expect(await limit({ kind: "page", credits: 5n, key: "k" })).toEqual({ ...first, isReplay: true });
    expect((await limits())[0]).toMatchObject({ credits: 9n });
    const reused = limit({ kind: "page", credits: 6n, key: "k" });
    await expect(reused).rejects.toMatchObject({ code: "idempotency-key-reused" });
    await engine.read("update credits.limit_counters set used = used + 1 where amount_max = 9 and used = 0");
    const { differences } = await credits.verify({ workspace: w.id });
    expect(differences.map(({ what }) => what)).toEqual([
      'limit [null,"page",null,"credits"] since 2027-01-10T08:00:00.000Z used',
    ]);
    await engine.read("update credits.limit_counters set used = used - 1 where amount_max = 9 and used = 1");
  });

  test("bad input is refused by name", async () => {
    await expect(limit({})).rejects.toMatchObject({ code: "invalid-argument", details: { what: "member" } });
    await expect(limit({ member: "" })).rejects.toMatchObject({ code: "invalid-argument" });
    await expect(limit({ member: "ada", credits: -1n })).rejects.toMatchObject({ code: "invalid-amount" });
    const unknown = limit({ member: "ada", workspace: "ws_nothing" });
    await expect(unknown).rejects.toMatchObject({ code: "workspace-not-found" });
  });
});
