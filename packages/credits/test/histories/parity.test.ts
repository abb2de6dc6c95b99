import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseKinds } from "../databases/kinds.ts";
import { recordReplies } from "../databases/record-replies.ts";
import { startEngine, type TestEngine } from "./engines.ts";
import { calmFleet, LANES } from "./generate.ts";
import { runFleet } from "./run-fleet.ts";
import { seed, shareOfHistories, timeoutFor } from "./seeds.ts";
import type { Fleet } from "./steps.ts";

const FLEETS = Math.ceil(shareOfHistories(64) / LANES);
/** Requests sent at once may run in any order, on either database: here each workspace sends one at a time. */
function oneByOne(fleet: Fleet): Fleet {
  const lanes = fleet.lanes.map((lane) => ({ ...lane, steps: lane.steps.map((step) => step.slice(0, 1)) }));
  return { ...fleet, lanes };
}

/** Every column of every table, hashes included, and every reply: ids and times are the same, as the clock is given. */
async function rowsOf(engine: TestEngine): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const tables = await engine.read(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by k.position) as key
     from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid and i.indisprimary
       cross join lateral unnest(i.indkey::int2[]) with ordinality as k (number, position)
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
     where c.relnamespace = 'credits'::regnamespace and c.relname <> 'schema_versions' group by 1 order by 1`,
  );
  const rows = new Map<string, readonly unknown[]>();
  for (const { name, key } of tables) {
    const select = `select to_jsonb(rows)::text as row from credits.${String(name)} as rows order by ${String(key)}`;
    rows.set(String(name), await engine.read(select));
  }
  return rows;
}

let engines: readonly TestEngine[] = [];
beforeAll(async () => {
  engines = await Promise.all(databaseKinds.map((kind) => startEngine(kind)));
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

test("P27 the same histories give the same replies and leave the same rows on every kind of database", {
  timeout: timeoutFor(databaseKinds.length * FLEETS * LANES),
}, async () => {
  console.info(`parity: ${FLEETS * LANES} histories, DOKLY_SEED=${seed}`);
  const recorded = engines.map(recordReplies);
  for (const [index, fleet] of fc.sample(calmFleet, { seed, numRuns: FLEETS }).map(oneByOne).entries()) {
    for (const { engine } of recorded) await runFleet(engine, `parity ${index}`, fleet);
  }
  const [first, ...others] = await Promise.all(
    recorded.map(async ({ engine, replies }) => ({ rows: await rowsOf(engine), replies: replies() })),
  );
  expect(first?.rows.get("transfers")?.length).toBeGreaterThan(0);
  expect(first?.replies.length).toBeGreaterThan(FLEETS * LANES);
  expect(others).toEqual(others.map(() => first));
});
