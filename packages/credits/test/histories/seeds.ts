import fc from "fast-check";
import type { TestEngine } from "./engines.ts";
import { LANES } from "./generate.ts";
import { runFleet } from "./run-fleet.ts";
import type { Fleet } from "./steps.ts";

/**
 * How many histories a normal run drives through each suite. `DOKLY_HISTORIES=100000` asks for a long run, shared out
 * in the same proportion; `DOKLY_SEED` (and `DOKLY_PATH`, as fast-check prints it) repeats one exactly;
 * `DOKLY_SHRINK=1` looks for the smallest one that fails.
 */
const normalTotal = 2_080;
const total = numberFrom("DOKLY_HISTORIES") ?? normalTotal;
export const seedOr = (usual: number): number => numberFrom("DOKLY_SEED") ?? usual;
export const seed = seedOr(Math.floor(Math.random() * 2 ** 31));

export function shareOfHistories(normal: number): number {
  return Math.max(1, Math.round((normal * total) / normalTotal));
}

/** Room for the long run and for shrinking; a normal share needs a fraction of it. */
export function timeoutFor(histories: number): number {
  return 60_000 + histories * 1_000;
}

/** Runs random histories against one engine, and says how to repeat a failure. Gives how many ran. */
export async function runHistories(engine: TestEngine, suite: string, fleets: fc.Arbitrary<Fleet>, normal: number) {
  const numRuns = Math.ceil(shareOfHistories(normal) / LANES);
  console.info(`${suite}: ${numRuns * LANES} histories, DOKLY_SEED=${seed}`);
  let run = 0;
  const path = process.env["DOKLY_PATH"];
  await fc.assert(
    fc.asyncProperty(fleets, async (fleet) => {
      run += 1;
      await runFleet(engine, `${suite} ${run}`, fleet);
    }),
    { seed, numRuns, endOnFailure: process.env["DOKLY_SHRINK"] !== "1", ...(path === undefined ? {} : { path }) },
  );
  return run * LANES;
}

function numberFrom(name: string): number | null {
  const text = process.env[name];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} is ${text}; a whole number is allowed`);
  return value;
}
