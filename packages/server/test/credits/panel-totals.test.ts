import { actionDetail, balance, usage, verification } from "@dokly/contract";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../server-harness.ts";
import { parseCsv } from "./parse-csv.ts";

/** The clock of the whole server: resets and days go by as the history says. */
let now = new Date("2037-03-01T10:00:00Z");
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({}, { now: () => now });
});
afterAll(() => server.close());

type Step =
  | { readonly do: "charge"; readonly kind: string; readonly held: number; readonly part: number }
  | { readonly do: "fail"; readonly held: number }
  | { readonly do: "refund"; readonly which: number; readonly credits: number }
  | { readonly do: "grant"; readonly credits: number }
  | { readonly do: "wait"; readonly hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("charge" as const),
    kind: fc.constantFrom("improve", "translate", "render"),
    held: fc.integer({ min: 0, max: 12 }),
    part: fc.integer({ min: 0, max: 12 }),
  }),
  fc.record({ do: fc.constant("fail" as const), held: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant("refund" as const), which: fc.nat(20), credits: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant("grant" as const), credits: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 400 }) }),
);

async function play(workspace: string, member: string, steps: readonly Step[]): Promise<void> {
  const { credits } = server.services;
  const actions: string[] = [];
  const base = { workspace, actor: "test" };
  const plain = { document: null, model: null, estimate: null, group: null, isDemo: false, member };
  for (const [index, one] of steps.entries()) {
    const key = `step ${index}`;
    // A refusal (too few credits, more than the charge) is part of any history, and changes nothing.
    const refused = () => null;
    if (one.do === "wait") now = new Date(now.getTime() + one.hours * 3_600_000);
    else if (one.do === "grant") {
      await credits.grant({ ...base, source: "goodwill", credits: BigInt(one.credits), key, reason: "test" });
    } else if (one.do === "refund") {
      const action = actions[one.which % Math.max(1, actions.length)];
      if (action === undefined) continue;
      await credits.refund({ ...base, action, credits: BigInt(one.credits), key, reason: "test" }).catch(refused);
    } else {
      const asked = { ...base, key, fingerprint: key, credits: BigInt(one.held), deadlineMs: 3_600_000 };
      const kind = one.do === "charge" ? one.kind : "render";
      const placed = await credits.placeHold({ ...asked, action: { ...plain, kind } }).catch(refused);
      if (placed === null) continue;
      actions.push(placed.action);
      const end = { ...base, hold: placed.hold };
      const charge = { credits: BigInt(one.do === "charge" ? Math.min(one.part, one.held) : 0) };
      if (one.do === "fail") await credits.releaseHold({ ...end, status: "failed", failure: null });
      else await credits.settleHold({ ...end, charge, status: "succeeded" });
    }
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** A week or less before the clocks change in Europe or in America. */
const starts = ["2037-03-05T10:00:00Z", "2037-03-26T23:30:00Z", "2037-10-22T22:00:00Z", "2037-10-30T05:00:00Z"];
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/St_Johns"];

/** How far a zone is from UTC at an instant: it changes where the clocks do. */
function offsetOf(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** What the histories went through, so that a seed which avoids it proves nothing unnoticed. */
const crossed = { resets: 0, clockChanges: 0, goodwillOfRefunds: 0 };

test("panel, chart, rows, file, receipts and transfers agree to the credit over random histories", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25 }),
      fc.constantFrom(...zones),
      fc.constantFrom(...starts),
      async (steps, timeZone, start) => {
        now = new Date(start);
        const owner = await server.signUp("Olga");
        const w = await server.workspaceOf(owner);
        await play(w, owner.id, steps);
        const get = (path: string) => owner.send("GET", `/api/v1/workspaces/${w}${path}`);
        const bucket = balance.parse(await (await get("/credits")).json());
        const { days } = usage.parse(await (await get(`/credits/usage?days=366&timeZone=${timeZone}`)).json());
        const [head = [], ...rows] = parseCsv(await (await get("/actions?format=csv")).text());
        const of = (row: readonly string[], name: string) => row[head.indexOf(name)] ?? "";
        const cost = (list: readonly string[][]) => sum(list.map((row) => Number(of(row, "cost"))));

        if (bucket.period.start > start) crossed.resets += 1;
        if (offsetOf(timeZone, now) !== offsetOf(timeZone, new Date(start))) crossed.clockChanges += 1;
        const ofPeriod = rows.filter((row) => of(row, "started") >= bucket.period.start);
        expect(bucket.monthly + bucket.topUps + bucket.goodwill).toBe(bucket.spent + bucket.held + bucket.available);
        expect(sum(days.map(({ credits }) => credits))).toBe(cost(rows));
        expect(sum(days.flatMap(({ byKind }) => Object.values(byKind)))).toBe(cost(rows));

        let refundedAsGoodwill = 0;
        for (const row of rows) {
          const detail = actionDetail.parse(await (await get(`/actions/${of(row, "id")}`)).json());
          const { transfers, draws, charged, refunded, held } = detail;
          const moved = (cause: string) =>
            sum(transfers.filter((line) => line.cause === cause).map(({ credits }) => credits));
          expect([moved("hold"), moved("settle"), moved("refund")]).toEqual([held, charged, refunded]);
          expect(sum(draws.map((draw) => draw.charged))).toBe(charged);
          for (const draw of draws) {
            expect(draw.held).toBe(draw.charged + draw.returned + draw.expired + draw.reversed);
          }
          if (refunded > sum(draws.map((draw) => draw.refunded))) crossed.goodwillOfRefunds += 1;
          if (ofPeriod.includes(row)) refundedAsGoodwill += refunded - sum(draws.map((draw) => draw.refunded));
        }
        // A refund of a dead lot is a gift of its own; what the period's actions cost it stays spent there.
        expect(bucket.spent).toBe(cost(ofPeriod) + refundedAsGoodwill);
        const proof = verification.parse(await (await owner.send("POST", `/api/v1/workspaces/${w}/verify`)).json());
        expect(proof.differences).toEqual([]);
        expect(proof.head.available).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 12, seed: 1 },
  );
  for (const [what, count] of Object.entries(crossed)) expect(count, what).toBeGreaterThan(0);
  // The chart came of sums of days, too, and not of slots alone.
  const { rows } = await server.database.pool.query("select count(*)::integer as sums from credits.usage_days");
  expect(rows[0]?.sums).toBeGreaterThan(0);
}, 240_000);
