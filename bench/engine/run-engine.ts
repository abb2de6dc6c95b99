import { findPgbench } from "../baselines/pgbench.ts";
import type { BenchOptions } from "../options.ts";
import { type BenchDatabase, countDeadlocks } from "./bench-database.ts";
import type { EngineResult } from "./report.ts";
import { type Round, runRound } from "./run-round.ts";
import { allSeries } from "./series.ts";
import { linesOf } from "./table.ts";

/** Measures the curves of the engine and what it is compared with, all rounds on one PostgreSQL. */
export async function runEngine(
  bench: BenchDatabase,
  options: BenchOptions,
  onProgress: (sentence: string) => void,
): Promise<EngineResult> {
  const pgbench = findPgbench();
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    rounds.push(await runRound(bench, { ...options, round, hasPgbench: pgbench !== null, onProgress }));
  }
  return {
    machine: bench.machine,
    baselinesBy: pgbench ?? "our own loop in Node, for want of pgbench",
    isQuick: options.isQuick,
    rounds,
    lines: linesOf(allSeries(options.isQuick), rounds),
    deadlocks: await countDeadlocks(bench.client),
    isClean: rounds.every((round) => round.differences.length === 0 && round.peerDifferences === 0),
  };
}
