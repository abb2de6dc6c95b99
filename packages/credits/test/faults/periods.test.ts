import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { startEngines, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { boundary, periodAt } from "../model/calendar.ts";

const DAY_MS = 86_400_000;
const at = (text: string): number => Date.parse(text);

describe.each(startEngines)("periods and lots in time, on %s", (_, start) => {
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await start();
    credits = engine.start();
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });
  const openAt = (now: number, options: { plan?: string; anchor?: Date } = {}) => {
    engine.clock.real = now;
    return openTestWorkspace(credits, options);
  };

  test("P14 R3 the reference calendar itself: 31 Jan → 28 or 29 Feb → 31 Mar → 30 Apr, never chained", () => {
    const anchor = at("2028-01-31T09:30:00.001Z");
    expect([1, 2, 3, 13].map((n) => new Date(boundary(anchor, n)).toISOString())).toEqual([
      "2028-02-29T09:30:00.001Z",
      "2028-03-31T09:30:00.001Z",
      "2028-04-30T09:30:00.001Z",
      "2029-02-28T09:30:00.001Z",
    ]);
  });

  test.each([28, 29, 30, 31])("F6 P14 an anchor on day %i: 60 periods without gap, overlap or drift", async (day) => {
    const anchor = Date.UTC(2027, 0, day, 23, 59, 59, 999);
    const w = await openAt(anchor);
    let last = anchor;
    for (let n = 1; n <= 60; n += 1) {
      const edge = boundary(anchor, n);
      engine.clock.real = edge - 1;
      expect((await w.balance()).period).toEqual({ start: new Date(last), end: new Date(edge) });
      engine.clock.real = edge;
      expect((await w.balance()).period.start).toEqual(new Date(edge));
      last = edge;
    }
  });

  test("F1 P10 the last millisecond of a lot can be held, the next cannot, with no sweeper running", async () => {
    const now = at("2027-03-10T10:00:00Z");
    const w = await openAt(now);
    await w.grant(30n, { expiresAt: new Date(now + 5_000) });
    engine.clock.real = now + 4_999;
    const { hold } = await w.hold(80n);
    await w.release(hold);
    engine.clock.real = now + 5_000;
    expect(await w.balance()).toMatchObject({ available: 50n, goodwill: 0n });
    await expect(w.hold(51n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 50n } });
  });

  test("F1 P11 at the reset what is left of the old bucket is gone and the new one is whole", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    await w.settle((await w.hold(20n)).hold, 20n);
    const { period } = await w.balance();
    engine.clock.real = period.end.getTime() - 1;
    await expect(w.hold(31n)).rejects.toMatchObject({ details: { available: 30n } });
    engine.clock.real = period.end.getTime();
    expect(await w.hold(50n)).toMatchObject({ available: 0n });
    expect(await w.balance()).toMatchObject({ monthly: 50n, spent: 0n, held: 50n, period: { start: period.end } });
  });

  test("P12 E4 an action that ends after the reset settles in the old lots and leaves the new bucket alone", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    const end = (await w.balance()).period.end.getTime();
    engine.clock.real = end - 1_000;
    const { hold, action } = await w.hold(40n);
    engine.clock.real = end + 1_000;
    await w.grant(5n);
    const before = await w.balance();
    expect(before).toMatchObject({ monthly: 50n, goodwill: 5n, spent: 0n, held: 0n, available: 55n });
    expect(await w.settle(hold, 15n)).toMatchObject({ state: "settled", charged: 15n, returned: 25n, available: 55n });
    const { version: _v, ...after } = await w.balance();
    const { version: _w, ...untouched } = before;
    expect({ ...after, expired: 0n }).toEqual({ ...untouched, expired: 0n });
    expect((await w.action(action)).action).toMatchObject({ status: "succeeded", charged: 15n });
  });

  test("P10 what returns to a dead lot expires, once", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    const end = (await w.balance()).period.end.getTime();
    engine.clock.real = end - 1_000;
    const { hold } = await w.hold(40n);
    engine.clock.real = end;
    expect(await w.release(hold)).toMatchObject({ returned: 40n, available: 50n });
    expect(await w.release(hold)).toMatchObject({ returned: 40n, available: 50n, isReplay: true });
    expect(await w.balance()).toMatchObject({ monthly: 50n, available: 50n });
  });

  test("F3 a grant in the first instant of a period and one in the opening instant are counted once each", async () => {
    const now = at("2027-05-31T00:00:00Z");
    const w = await openAt(now, { anchor: new Date(now) });
    await w.grant(5n);
    expect(await w.balance()).toMatchObject({ monthly: 50n, goodwill: 5n, available: 55n });
    const reset = boundary(now, 1);
    engine.clock.real = reset;
    await w.grant(7n);
    expect(await w.balance()).toMatchObject({ monthly: 50n, goodwill: 7n, available: 57n });
    await w.hold(0n);
    expect(await w.balance()).toMatchObject({ monthly: 50n, goodwill: 7n, available: 57n });
  });

  test("F5 P13 opened on the 20th: the turn of the calendar month grants nothing", async () => {
    const w = await openAt(at("2027-01-20T08:00:00Z"));
    await w.settle((await w.hold(50n)).hold, 50n);
    for (const day of ["2027-01-31T23:59:59.999Z", "2027-02-01T00:00:00Z", "2027-02-20T07:59:59.999Z"]) {
      engine.clock.real = at(day);
      await expect(w.hold(1n)).rejects.toMatchObject({ code: "insufficient-credits" });
    }
    engine.clock.real = at("2027-02-20T08:00:00Z");
    expect(await w.balance()).toMatchObject({ available: 50n, spent: 0n });
  });

  test("F7 P13 a period that is touched late, early or many times is granted once", async () => {
    const anchor = at("2027-01-31T12:00:00Z");
    const w = await openAt(anchor);
    for (const instant of [
      "2027-02-28T11:59:59.999Z",
      "2027-02-28T12:00:00Z",
      "2027-02-28T12:00:00Z",
      "2027-03-30T00:00:00Z",
    ]) {
      engine.clock.real = at(instant);
      await w.balance();
      await w.hold(0n);
      await credits.expireHolds();
      expect(await w.balance()).toMatchObject({ monthly: 50n, available: 50n });
    }
  });

  test("F8 a workspace that slept for five periods wakes with one bucket and the right reset", async () => {
    const anchor = at("2027-01-31T12:00:00Z");
    const w = await openAt(anchor);
    await w.settle((await w.hold(10n)).hold, 10n);
    engine.clock.real = at("2027-07-15T12:00:00Z");
    const { period, available, lots } = await w.balance();
    expect({ ...period, available, lots: lots.length }).toEqual({
      start: new Date("2027-06-30T12:00:00Z"),
      end: new Date("2027-07-31T12:00:00Z"),
      available: 50n,
      lots: 1,
    });
    expect(await w.hold(50n)).toMatchObject({ available: 0n });
  });

  test("F8 the days of the chart are the viewer's, across the changes of summer time", async () => {
    const w = await openAt(at("2027-03-27T22:59:00Z"), { plan: "pro" });
    // Berlin's clocks go from 02:00 to 03:00 on 28 March 2027: that day begins at 23:00 UTC and ends at 22:00.
    for (const instant of ["27T22:59:00Z", "27T23:00:00Z", "28T21:59:00Z", "28T22:00:00Z"]) {
      engine.clock.real = at(`2027-03-${instant}`);
      await w.settle((await w.hold(3n)).hold, 3n);
    }
    engine.clock.real = at("2027-03-29T12:00:00Z");
    const days = await credits.getUsage({ workspace: w.id, days: 3, timeZone: "Europe/Berlin" });
    expect(days.map(({ date, credits: cost }) => [date, cost])).toEqual([
      ["2027-03-27", 3n],
      ["2027-03-28", 6n],
      ["2027-03-29", 3n],
    ]);
  });

  test("I17 a top-up with its own expiry outlives resets, and is spent after what expires sooner", async () => {
    const now = at("2027-03-10T10:00:00Z");
    const w = await openAt(now);
    await w.grant(100n, { source: "top-up", expiresAt: new Date(now + 400 * DAY_MS) });
    await w.settle((await w.hold(60n)).hold, 60n);
    expect(await w.balance()).toMatchObject({ monthly: 50n, topUps: 100n, spent: 60n, available: 90n });
    engine.clock.real = boundary(now, 3);
    expect(await w.balance()).toMatchObject({ monthly: 50n, topUps: 90n, spent: 0n, available: 140n });
  });

  test("R2.2 P26 a clock that goes back cannot bring back the old bucket, nor lines that are earlier than the last", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    const reset = (await w.balance()).period.end;
    await w.settle((await w.hold(50n)).hold, 50n);
    engine.clock.real = reset.getTime();
    await w.settle((await w.hold(20n)).hold, 20n);
    engine.clock.real = at("2027-03-10T11:00:00Z");
    expect(await w.balance()).toMatchObject({ period: { start: reset }, spent: 20n, available: 30n });
    await expect(w.hold(31n)).rejects.toMatchObject({ code: "insufficient-credits" });
    const { action } = await w.hold(5n);
    expect((await w.action(action)).action.startedAt).toEqual(reset);
    expect(await engine.audit([w.externalId])).toEqual([]);
    expect(await engine.verify(credits, [w.externalId])).toEqual([]);
  });

  test("F4 an engine that has seen an older state answers as a fresh one, for every question", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    await w.hold(5n);
    const other = workspaceOf(engine.start(), w.id);
    await other.settle((await other.hold(20n)).hold, 7n);
    await other.grant(9n);
    const fresh = workspaceOf(engine.start(), w.id);
    expect(await w.balance()).toEqual(await fresh.balance());
    expect(await w.log()).toEqual(await fresh.log());
    await expect(w.hold(48n)).rejects.toMatchObject({ details: { available: 47n } });
    expect(await w.hold(47n)).toMatchObject({ available: 0n });
  });

  test("E3 a plan that lapses keeps its top-ups: to their own date, whatever the plan is then", async () => {
    const now = at("2027-03-10T10:00:00Z");
    const w = await openAt(now, { plan: "pro" });
    await w.grant(100n, { source: "top-up", expiresAt: new Date(now + 400 * DAY_MS) });
    await w.changePlan("free", "reset");
    engine.clock.real = boundary(now, 1);
    expect(await w.balance()).toMatchObject({ plan: "free", monthly: 50n, topUps: 100n, available: 150n });
    await w.changePlan("starter", "now");
    await w.changePlan("free", "now", { anchor: new Date(engine.clock.real) });
    expect(await w.balance()).toMatchObject({ monthly: 50n, topUps: 100n, available: 150n });
  });

  test("P9 R5.1 a refund after the reset is goodwill of the new period, and the dead lot stays as it was", async () => {
    const now = at("2027-03-10T10:00:00Z");
    const w = await openAt(now);
    const { hold, action } = await w.hold(40n);
    await w.settle(hold, 20n);
    await w.refund(action, 5n);
    expect(await w.balance()).toMatchObject({ spent: 15n, available: 35n, goodwill: 0n });
    engine.clock.real = boundary(now, 1);
    expect(await w.refund(action, 15n)).toMatchObject({ refunded: 20n, goodwill: { credits: 15n }, available: 65n });
    await expect(w.refund(action, 1n)).rejects.toMatchObject({ code: "refund-above-charge" });
    expect(await w.balance()).toMatchObject({ monthly: 50n, goodwill: 15n, spent: 0n, available: 65n });
    engine.clock.real = boundary(now, 2);
    expect(await w.balance()).toMatchObject({ goodwill: 0n, available: 50n });
    expect((await w.log())[0]).toMatchObject({ charged: 20n, refunded: 20n });
  });

  test("J2 refunds of what was not charged give nothing: running, released, expired, charged nothing", async () => {
    const w = await openAt(at("2027-03-10T10:00:00Z"));
    const refused = { code: "refund-above-charge" };
    const [running, released, free] = [await w.hold(5n), await w.hold(5n), await w.hold(5n)];
    await w.release(released.hold);
    await w.settle(free.hold, 0n);
    for (const { action } of [running, released, free])
      await expect(w.refund(action, 1n)).rejects.toMatchObject(refused);
    engine.clock.real += 60_000;
    await expect(w.refund(running.action, 1n)).rejects.toMatchObject(refused);
    expect(await w.balance()).toMatchObject({ spent: 0n, goodwill: 0n, available: 50n });
  });

  test("P14 an anchor long ago puts the opening into the period of today", async () => {
    const now = at("2027-03-10T10:00:00Z");
    const anchor = at("2020-02-29T23:00:00Z");
    const w = await openAt(now, { anchor: new Date(anchor) });
    const { start: from, end } = periodAt(anchor, now);
    expect((await w.balance()).period).toEqual({ start: new Date(from), end: new Date(end) });
  });
});
