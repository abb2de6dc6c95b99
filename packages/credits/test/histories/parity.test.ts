import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPgliteEngine, startPostgresEngine, type TestEngine } from "./engines.ts";
import { calmFleet, LANES } from "./generate.ts";
import { runFleet } from "./run-fleet.ts";
import { seed, shareOfHistories, timeoutFor } from "./seeds.ts";
import type { Fleet } from "./steps.ts";

const FLEETS = Math.ceil(shareOfHistories(64) / LANES);
/** Every column is compared, hashes included. */
const TABLES = {
  accounts: "workspace_id",
  lots: "workspace_id, lot_id",
  holds: "workspace_id, hold_id",
  actions: "workspace_id, action_id",
  transfers: "workspace_id, sequence",
  operations: "workspace_id, operation, key",
  usage_slots: "workspace_id, slot, kind, member",
};

/** Requests sent at once may run in any order, on either database: here each workspace sends one at a time. */
function oneByOne(fleet: Fleet): Fleet {
  const lanes = fleet.lanes.map((lane) => ({ ...lane, steps: lane.steps.map((step) => step.slice(0, 1)) }));
  return { ...fleet, lanes };
}

let pglite: TestEngine;
let postgres: TestEngine;
beforeAll(async () => {
  [pglite, postgres] = await Promise.all([startPgliteEngine(), startPostgresEngine()]);
});
afterAll(() => Promise.all([pglite.close(), postgres.close()]));

test("P27 the same histories leave the same rows on PGlite and on PostgreSQL", {
  timeout: timeoutFor(2 * FLEETS * LANES),
}, async () => {
  console.info(`parity: ${FLEETS * LANES} histories, DOKLY_SEED=${seed}`);
  for (const [index, fleet] of fc.sample(calmFleet, { seed, numRuns: FLEETS }).map(oneByOne).entries()) {
    await runFleet(pglite, `parity ${index}`, fleet);
    await runFleet(postgres, `parity ${index}`, fleet);
  }
  for (const [table, order] of Object.entries(TABLES)) {
    const select = `select to_jsonb(rows)::text as row from credits.${table} as rows order by ${order}`;
    const [left, right] = [await pglite.read(select), await postgres.read(select)];
    expect(left.length).toBeGreaterThan(0);
    expect(right).toEqual(left);
  }
});
