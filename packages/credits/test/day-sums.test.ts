import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credits } from "../src/index.ts";
import { startEngines, type TestEngine } from "./histories/engines.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Just before midnight in UTC: what follows lies on both sides of it. */
const START = Date.UTC(2027, 0, 15, 22, 30);

describe.each(startEngines)("R2.4 slots that are over are added up, on %s", (_, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await startEngine();
    credits = engine.start(undefined, { sumEvery: 3 });
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });

  type Opened = TestWorkspace & { readonly externalId: string };
  const open = (): Promise<Opened> => {
    engine.clock.real = START;
    return openTestWorkspace(credits, { plan: "scale" });
  };
  const charge = async (w: Opened, amount: bigint, member: string | null = null, kind = "improve") => {
    const { hold, action } = await w.hold(amount, { action: { kind, member } });
    await w.settle(hold, amount);
    return action;
  };
  const wait = (ms: number) => {
    engine.clock.real += ms;
  };
  const here = (w: Opened) => `(select workspace_id from credits.accounts where external_id = '${w.externalId}')`;
  /** The whole days that are added up. */
  const sumsOf = (w: Opened) =>
    engine.read(`select day, kind, credits[96] as credits, actions[96] as actions from credits.usage_days
      where workspace_id = ${here(w)} order by day, kind`);
  const days = async (w: Opened, timeZone: string, member?: string) => {
    const found = await credits.getUsage({ workspace: w.id, days: 3, timeZone, ...(member && { member }) });
    return found.filter(({ actions }) => actions > 0).map(({ date, actions, byKind }) => [date, actions, byKind]);
  };
  const differences = async (w: Opened) => (await credits.verify({ workspace: w.id })).differences;

  /** 1 to 5 credits, half an hour apart over midnight, of two people and two kinds: added up but for the last. */
  async function evening(): Promise<Opened & { readonly actions: readonly string[] }> {
    const w = await open();
    const actions: string[] = [];
    for (const amount of [1n, 2n, 3n, 4n]) {
      actions.push(await charge(w, amount, amount % 2n === 0n ? "ben" : "ada", amount === 3n ? "page" : "improve"));
      wait(30 * MINUTE_MS);
    }
    await charge(w, 5n, "ada");
    return { ...w, actions };
  }

  const first = new Date("2027-01-15T00:00:00Z");
  const second = new Date("2027-01-16T00:00:00Z");

  test("over all members, in days of UTC, and the chart of every zone is what it was", async () => {
    const w = await evening();
    expect(await sumsOf(w)).toEqual([
      { day: first, kind: "improve", credits: 3n, actions: 2n },
      { day: first, kind: "page", credits: 3n, actions: 1n },
      { day: second, kind: "improve", credits: 4n, actions: 1n },
    ]);
    expect(await days(w, "UTC")).toEqual([
      ["2027-01-15", 3, { improve: 3n, page: 3n }],
      ["2027-01-16", 2, { improve: 9n }],
    ]);
    // A day that begins at 23:00, and one that begins at 18:15.
    expect(await days(w, "Europe/Berlin")).toEqual([
      ["2027-01-15", 1, { improve: 1n }],
      ["2027-01-16", 4, { improve: 11n, page: 3n }],
    ]);
    expect(await days(w, "Asia/Kathmandu")).toEqual([["2027-01-16", 5, { improve: 12n, page: 3n }]]);
    expect(await days(w, "Europe/Berlin", "ben")).toEqual([["2027-01-16", 2, { improve: 6n }]]);
    expect(await differences(w)).toEqual([]);
  });

  test("what ends later, and what is refunded, changes the sums of its day", async () => {
    const w = await evening();
    wait(30 * MINUTE_MS);
    const { hold } = await w.hold(7n, { deadlineMs: HOUR_MS, action: { kind: "page" } });
    for (const amount of [1n, 1n, 1n]) {
      wait(15 * MINUTE_MS);
      await charge(w, amount);
    }
    expect(await sumsOf(w)).toContainEqual({ day: second, kind: "improve", credits: 9n, actions: 2n });
    await w.settle(hold, 6n);
    await w.refund(w.actions[1] ?? "", 2n);
    await w.refund(w.actions[2] ?? "", 1n);
    expect(await sumsOf(w)).toEqual([
      { day: first, kind: "improve", credits: 1n, actions: 2n },
      { day: first, kind: "page", credits: 2n, actions: 1n },
      { day: second, kind: "improve", credits: 9n, actions: 2n },
      { day: second, kind: "page", credits: 6n, actions: 1n },
    ]);
    expect(await days(w, "UTC")).toEqual([
      ["2027-01-15", 3, { improve: 1n, page: 2n }],
      ["2027-01-16", 6, { improve: 12n, page: 6n }],
    ]);
    expect(await differences(w)).toEqual([]);
  });

  test("several late ends and refunds of one batch are all counted", async () => {
    const w = await open();
    const holds = await Promise.all([1n, 2n, 3n].map((amount) => w.hold(amount, { deadlineMs: HOUR_MS })));
    wait(30 * MINUTE_MS);
    await charge(w, 1n);
    expect(await sumsOf(w)).toEqual([]);
    await Promise.all(holds.map(({ hold }, index) => w.settle(hold, BigInt(index + 1))));
    await Promise.all(holds.map(({ action }) => w.refund(action, 1n)));
    expect(await sumsOf(w)).toEqual([{ day: first, kind: "render", credits: 3n, actions: 3n }]);
    expect(await days(w, "UTC")).toEqual([["2027-01-15", 4, { improve: 1n, render: 3n }]]);
    expect(await differences(w)).toEqual([]);
  });

  test.each([
    {
      what: "a wrong sum",
      sql: "update credits.usage_days set credits[95] = credits[95] + 1, credits[96] = credits[96] + 1 where $w and kind = 'page'",
      found: {
        what: "usage day 2027-01-15T23:30:00.000Z page",
        expected: "3 credits, 1 actions",
        found: "4 credits, 1 actions",
      },
    },
    {
      what: "a wrong number of actions",
      sql: "update credits.usage_days set actions = array_fill(1::bigint, array[96]) where $w and kind = 'page'",
      found: { what: "usage day 2027-01-15T00:00:00.000Z page", expected: "none", found: "0 credits, 1 actions" },
    },
    {
      what: "a sum that is gone",
      sql: "update credits.usage_days set kind = 'pages' where $w and kind = 'page'",
      found: { what: "usage day 2027-01-15T23:30:00.000Z pages", expected: "none", found: "3 credits, 1 actions" },
    },
    {
      what: "slots that are said to be added up and are not",
      sql: "update credits.accounts set summed_until = summed_until + interval '1 day' where $w",
      found: { what: "usage day 2027-01-16T00:30:00.000Z improve", expected: "5 credits, 1 actions", found: "none" },
    },
    {
      what: "slots that are said not to be added up and are",
      sql: "update credits.accounts set summed_until = null, summed_number = null where $w",
      found: { what: "usage day 2027-01-15T22:30:00.000Z improve", expected: "none", found: "1 credits, 1 actions" },
    },
  ])("R8.3 verify names $what", async ({ sql, found }) => {
    const w = await evening();
    await engine.read(`${sql.replace("$w", `workspace_id = ${here(w)}`)} returning workspace_id`);
    const named = await differences(w);
    expect(named[0]).toMatchObject({ ...found, table: "usage_days" });
  });
});
