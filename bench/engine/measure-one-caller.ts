import type pg from "pg";
import { baselineStatements } from "../baselines/baseline-tables.ts";
import type { EngineLedger } from "../ledgers/engine-ledger.ts";
import { percentile } from "../measure/percentile.ts";
import type { Timing } from "./measure-series.ts";

/** What one caller waits who is alone, in milliseconds. */
export type OneCaller = {
  readonly holdP50Ms: number | null;
  readonly holdP99Ms: number | null;
  readonly settleP50Ms: number | null;
  /** One row added and committed by the same driver, in turn with the holds. */
  readonly commitP50Ms: number | null;
  /** From asking for a hold to asking the database for its transaction: what collecting batches costs. */
  readonly batcherP50Ms: number | null;
  readonly batcherP99Ms: number | null;
};

/** A hold, a commit, a settle and a commit in turn, each when the one before is done. */
export async function measureOneCaller(
  ledger: EngineLedger,
  client: pg.ClientBase,
  { seconds, warmUpSeconds }: Timing,
): Promise<OneCaller> {
  const times = { hold: [] as number[], settle: [] as number[], commit: [] as number[], batcher: [] as number[] };
  const countsFromMs = performance.now() + warmUpSeconds * 1000;
  const endsAtMs = countsFromMs + seconds * 1000;
  const commit = async (): Promise<number> => {
    const beganAtMs = performance.now();
    await client.query({ ...baselineStatements.insert, values: [1] });
    return performance.now() - beganAtMs;
  };
  for (let beganAtMs = performance.now(); beganAtMs < endsAtMs; beganAtMs = performance.now()) {
    const hold = await ledger.hold(0);
    const holdMs = performance.now() - beganAtMs;
    const batcherMs = ledger.probe.lastBegunAtMs - beganAtMs;
    const commitsMs = [await commit()];
    const settleBeganAtMs = performance.now();
    await ledger.settle(0, hold);
    const settleMs = performance.now() - settleBeganAtMs;
    commitsMs.push(await commit());
    if (beganAtMs < countsFromMs) continue;
    times.hold.push(holdMs);
    times.batcher.push(batcherMs);
    times.settle.push(settleMs);
    times.commit.push(...commitsMs);
  }
  return {
    holdP50Ms: percentile(times.hold, 50),
    holdP99Ms: percentile(times.hold, 99),
    settleP50Ms: percentile(times.settle, 50),
    commitP50Ms: percentile(times.commit, 50),
    batcherP50Ms: percentile(times.batcher, 50),
    batcherP99Ms: percentile(times.batcher, 99),
  };
}
