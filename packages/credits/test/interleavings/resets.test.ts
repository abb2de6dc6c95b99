import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { createCredits, defineCatalog, shippedCatalog } from "../../src/index.ts";
import { clockOf } from "../histories/test-clock.ts";
import { openTestWorkspace, type TestWorkspace, workspaceOf } from "../histories/test-workspace.ts";
import { type Instances, startInstances } from "./instances.ts";
import { meet, ROUNDS } from "./meet.ts";

const START = Date.UTC(2027, 0, 15, 12);
const anchor = new Date("2027-01-10T08:00:00Z");
const reset = new Date("2027-02-10T08:00:00Z");

describe("a reset that many connections of several engines meet at once", () => {
  let instances: Instances;
  beforeAll(async () => {
    instances = await startInstances();
  });
  beforeEach(() => instances.setClocks(START));
  afterEach(() => instances.check());
  afterAll(() => instances.close());

  const rounds = Math.max(5, ROUNDS / 5);
  const openAll = async (plan = "pro") => {
    const first = await openTestWorkspace(instances.credits[0], { plan, anchor });
    const everywhere = instances.credits.map((credits) => workspaceOf(credits, first.id));
    return { first, everywhere, externalId: first.externalId };
  };
  /** Four kinds of touch from each engine, twelve at once. */
  const touchAll = (everywhere: readonly TestWorkspace[]) =>
    meet<unknown>(
      everywhere.flatMap((w, index) => [
        () => w.hold(1n),
        () => w.grant(1n),
        () => w.changePlan("pro", "reset"),
        () => instances.credits[index]?.expireHolds() ?? Promise.resolve(0),
      ]),
    );
  const linesOf = async (externalId: string) => {
    const { rows } = await instances.pool.query<{ cause: string; from: string; credits: bigint; effective: Date }>(
      `select cause, from_account as from, credits, effective_at as effective from credits.transfers
       where workspace_id = (select workspace_id from credits.accounts where external_id = $1) order by sequence`,
      [externalId],
    );
    return rows;
  };
  const monthlyOf = async (externalId: string) =>
    (await linesOf(externalId)).filter(({ from }) => from === "monthly").map(({ credits }) => credits);

  test("P13 F7 one monthly lot is opened, and the old one expires once, by whoever comes first", async () => {
    for (let round = 0; round < rounds; round += 1) {
      instances.setClocks(START);
      const { first, everywhere, externalId } = await openAll();
      await first.settle((await first.hold(100n)).hold, 100n);
      instances.setClocks(reset.getTime());
      await touchAll(everywhere);
      expect(await monthlyOf(externalId)).toEqual([2_500n, 2_500n]);
      const expiries = (await linesOf(externalId)).filter(({ cause }) => cause === "lot-expiry");
      expect(expiries.map(({ credits, effective }) => [credits, effective])).toEqual([[2_400n, reset]]);
      expect(await first.balance()).toMatchObject({ monthly: 2_500n, goodwill: 3n, held: 3n });
    }
  });

  test("P13 R3.4 a trial that ends under everybody's hands is followed by one period of the next plan", async () => {
    const trial = defineCatalog({ ...shippedCatalog, trial: { plan: "pro", days: 14 } });
    const { database, pool } = connectionsIn(instances, "UTC");
    const opener = createCredits({ database, catalog: trial, clock: at(START) });
    for (let round = 0; round < rounds; round += 1) {
      instances.setClocks(START);
      const opened = await openTestWorkspace(opener, { hasTrial: true });
      const end = START + 14 * 86_400_000;
      instances.setClocks(end);
      const everywhere = instances.credits.map((credits) => workspaceOf(credits, opened.id));
      await meet<unknown>(everywhere.flatMap((w) => [() => w.hold(1n), () => w.grant(1n), () => w.hold(2n)]));
      expect(await monthlyOf(opened.externalId)).toEqual([2_500n, 50n]);
      const balance = await everywhere[1]?.balance();
      expect(balance).toMatchObject({ plan: "free", trialEndsAt: null, monthly: 50n, goodwill: 3n, held: 9n });
      expect(balance?.period.start).toEqual(new Date(end));
    }
    await opener.close();
    await pool.end();
  });

  test("R3.5 paid ∥ reset ∥ unpaid: whatever comes first, the lots are of one entitlement and the books are right", async () => {
    for (let round = 0; round < rounds; round += 1) {
      instances.setClocks(START);
      const { first, everywhere, externalId } = await openAll();
      const [a, b, c] = everywhere as [TestWorkspace, TestWorkspace, TestWorkspace];
      instances.setClocks(reset.getTime());
      const unpaid = { from: reset, plan: "free" };
      await meet<unknown>([() => a.setUnpaid(unpaid), () => b.setUnpaid(null), () => c.hold(1n), () => a.hold(1n)]);
      const isPaid = (await first.balance()).unpaidFrom === null;
      expect(await first.balance()).toMatchObject({ monthly: isPaid ? 2_500n : 50n, held: 2n });
      await b.setUnpaid(null);
      expect(await first.balance()).toMatchObject({ monthly: 2_500n, held: 2n, available: 2_498n });
      expect(await monthlyOf(externalId)).toEqual([2_500n, 2_500n]);
    }
  });

  test("P13 R3.1 upgrade ∥ upgrade ∥ reset: the new period has the plan's credits once, in lots that add up to it", async () => {
    for (let round = 0; round < rounds; round += 1) {
      instances.setClocks(START);
      const { everywhere } = await openAll("starter");
      instances.setClocks(reset.getTime());
      await meet<unknown>(everywhere.flatMap((w) => [() => w.changePlan("pro", "now"), () => w.hold(1n)]));
      const { lots, monthly } = await (everywhere[2] as TestWorkspace).balance();
      expect({ monthly, granted: lots.map(({ granted }) => granted) }).toEqual({
        monthly: 2_500n,
        granted: [500n, 2_000n],
      });
    }
  });

  test.each(["UTC", "America/New_York", "Pacific/Chatham", "Asia/Kathmandu"])(
    "F8 P14 the server's TimeZone %s changes no period, no expiry and no line",
    async (zone) => {
      const { database, pool } = connectionsIn(instances, zone);
      const late = Date.parse("2027-01-31T23:30:00Z");
      const clock = { now: late };
      const credits = createCredits({ database, catalog: shippedCatalog, clock: clockOf(() => both(clock.now)) });
      const w = await openTestWorkspace(credits, { plan: "starter" });
      const edges = ["2027-02-28T23:30:00Z", "2027-03-31T23:30:00Z", "2027-04-30T23:30:00Z"];
      for (const edge of edges) {
        clock.now = Date.parse(edge) - 1;
        expect((await w.balance()).period.end).toEqual(new Date(edge));
        clock.now += 1;
        await w.hold(1n);
        expect((await w.balance()).period.start).toEqual(new Date(edge));
      }
      const expiries = (await linesOf(w.externalId)).filter(({ cause }) => cause === "lot-expiry");
      expect(expiries.map(({ effective }) => effective)).toEqual(edges.map((edge) => new Date(edge)));
      await credits.close();
      await pool.end();
    },
  );
});

/** Connections of their own to the instances' database, whose sessions are in a time zone. */
function connectionsIn({ pool: { options } }: Instances, zone: string) {
  const settings = { ...options, max: 4, options: `-c TimeZone=${zone}` };
  const pool = new pg.Pool(settings);
  pool.on("error", () => undefined);
  return { pool, database: postgresDatabase(pool) };
}

const both = (now: number) => ({ real: now, business: now });
const at = (now: number) => clockOf(() => both(now));
