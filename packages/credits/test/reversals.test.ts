import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Credits, ReverseGrant } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const resetAt = Date.UTC(2027, 1, 10, 8);

describe.each(startEngines)("R5.2 a payment that is refunded or disputed, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  let topUp: string;
  beforeAll(async () => {
    engine = await startEngine();
  });
  beforeEach(async () => {
    engine.clock.real = Date.UTC(2027, 0, 15);
    credits = engine.start();
    w = await openTestWorkspace(credits, { anchor: new Date("2027-01-10T08:00:00Z") });
    topUp = (await w.grant(100n, { source: "top-up" })).lot;
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    if (differences.length > 0) throw new Error(differences.map(({ what }) => what).join(", "));
  });
  afterAll(() => engine.close());

  const requestOf = (refundedCents: bigint, more: Partial<ReverseGrant>): ReverseGrant => ({
    workspace: w.id,
    lot: topUp,
    refundedCents,
    paidCents: 300n,
    reason: "refunded",
    actor: "payments",
    key: randomUUID(),
    ...more,
  });
  const reverse = (cents: bigint, more: Partial<ReverseGrant> = {}) => credits.reverseGrant(requestOf(cents, more));
  const restore = (cents: bigint, more: Partial<ReverseGrant> = {}) => credits.restoreGrant(requestOf(cents, more));
  const lot = async () => (await w.balance()).lots.find(({ id }) => id === topUp);

  test("takes back its part of what is available, rounded down, and counts all its refunds together", async () => {
    expect(await reverse(100n)).toEqual({
      lot: topUp,
      due: 33n,
      reversed: 33n,
      outstanding: 0n,
      available: 117n,
      isReplay: false,
    });
    expect(await reverse(200n)).toMatchObject({ due: 66n, reversed: 66n, available: 84n });
    expect(await reverse(150n)).toMatchObject({ due: 66n, reversed: 66n, available: 84n });
    expect(await lot()).toMatchObject({ granted: 100n, available: 34n, reversed: 66n });
    expect(await w.balance()).toMatchObject({ topUps: 34n, monthly: 50n, available: 84n });
  });

  test("J2 is never taken from what was spent, and what returns to the lot goes to it first", async () => {
    const spent = await w.hold(90n);
    await w.settle(spent.hold, 90n);
    const held = await w.hold(50n);
    expect(await w.balance()).toMatchObject({ available: 10n });
    expect(await reverse(300n)).toMatchObject({ due: 100n, reversed: 10n, outstanding: 90n, available: 0n });
    expect(await w.settle(held.hold, 20n)).toMatchObject({ charged: 20n, returned: 30n, available: 0n });
    expect(await lot()).toMatchObject({ available: 0n, spent: 60n, reversed: 40n });
    const back = { workspace: w.id, action: spent.action, reason: "r", actor: "operator" };
    expect(await credits.refund({ ...back, credits: 45n, key: "a" })).toMatchObject({ refunded: 45n, available: 5n });
    expect(await lot()).toMatchObject({ available: 0n, spent: 20n, reversed: 80n });
    const { transfers } = await w.action(held.action);
    const ends = transfers.filter(({ cause }) => cause === "return");
    expect(ends.map((line) => [line.from, line.to, line.credits])).toEqual([["held", "reversed", 30n]]);
  });

  test("what returns beyond what is due is available again", async () => {
    const held = await w.hold(140n);
    expect(await reverse(150n)).toMatchObject({ due: 50n, reversed: 10n, outstanding: 40n, available: 0n });
    expect(await w.release(held.hold)).toMatchObject({ returned: 140n, available: 100n });
    expect(await lot()).toMatchObject({ available: 50n, held: 0n, reversed: 50n });
  });

  test("a won dispute gives back exactly what was reversed, once, and nothing is due any more", async () => {
    const held = await w.hold(80n);
    await w.settle(held.hold, 80n);
    await reverse(300n);
    expect(await lot()).toMatchObject({ available: 0n, spent: 30n, reversed: 70n });
    const won = await restore(0n, { key: "won" });
    expect(won).toMatchObject({ due: 0n, reversed: 0n, outstanding: 0n, available: 70n });
    expect(await restore(0n, { key: "won" })).toEqual({ ...won, isReplay: true });
    expect(await restore(0n)).toMatchObject({ reversed: 0n, available: 70n });
    expect(await lot()).toMatchObject({ available: 70n, spent: 30n, reversed: 0n });
  });

  test("after the lot's expiry there is nothing to take, and what is given back has expired", async () => {
    await reverse(30n);
    engine.clock.real = resetAt - 1;
    const held = await w.hold(140n);
    engine.clock.real = resetAt + 1;
    expect(await reverse(300n)).toMatchObject({ due: 100n, reversed: 10n, outstanding: 90n, available: 50n });
    expect(await w.settle(held.hold, 60n)).toMatchObject({ available: 50n });
    const rows = await engine.read(
      `select available, held, spent, expired, reversed from credits.lots
       where granted = 100 and reversal_due = 100 and expired_at is not null`,
    );
    expect(rows).toContainEqual({ available: 0n, held: 0n, spent: 10n, expired: 0n, reversed: 90n });
    expect(await restore(30n)).toMatchObject({ due: 10n, reversed: 10n, available: 50n });
    engine.clock.real = resetAt + 86_400_000 * 40;
    expect(await restore(0n)).toMatchObject({ due: 0n, reversed: 0n, available: 50n });
  });

  test("P16 P17 one report counts once, however often and at once it comes", async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => reverse(150n, { key: "event" })));
    expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(await w.balance()).toMatchObject({ available: 100n });
    await Promise.all(Array.from({ length: 4 }, () => reverse(150n)));
    expect(await w.balance()).toMatchObject({ available: 100n });
    await expect(reverse(200n, { key: "event" })).rejects.toMatchObject({ code: "idempotency-key-reused" });
  });

  test("bad input is refused by name and changes nothing", async () => {
    await expect(reverse(301n)).rejects.toMatchObject({ code: "invalid-amount", details: { what: "refundedCents" } });
    await expect(reverse(-1n)).rejects.toMatchObject({ code: "invalid-amount" });
    await expect(reverse(0n, { paidCents: 0n })).rejects.toMatchObject({ details: { what: "paidCents" } });
    const other = await openTestWorkspace(credits);
    const foreign = await other.grant(1n, { source: "top-up" });
    for (const id of [foreign.lot, "lot_nothing", null as unknown as string]) {
      await expect(reverse(1n, { lot: id })).rejects.toMatchObject({ code: "lot-not-found" });
    }
    expect(await w.balance()).toMatchObject({ available: 150n });
  });
});
