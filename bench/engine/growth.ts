import type { Difference } from "@dokly/credits";
import { type EngineLedger, openEngineLedger } from "../ledgers/engine-ledger.ts";
import type { MachineDescription } from "../machine/describe-machine.ts";
import { startClosedLoop } from "../measure/closed-loop.ts";
import { median } from "../measure/percentile.ts";
import { seededRandom, shuffle } from "../measure/random.ts";
import { createRecording } from "../measure/recording.ts";
import type { BenchOptions } from "../options.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { type Measured, measureLedger } from "./measure-series.ts";
import { describeConditions } from "./report.ts";
import { workspacePicker } from "./series.ts";
import { figure, markdownTable } from "./table.ts";

type Size = "empty" | "grown";

/** A series: on which tables, and over how many of their workspaces. */
type Load = { readonly size: Size; readonly callers: number; readonly isOverAll: boolean };

/** The engine on large tables beside the engine on small ones. */
export type GrowthResult = {
  readonly machine: MachineDescription;
  readonly workspaces: Readonly<Record<Size, number>>;
  readonly transfersBefore: number;
  readonly fillSeconds: number;
  readonly measured: readonly (Load & { readonly result: Measured })[];
  readonly differences: readonly Difference[];
  readonly isClean: boolean;
};

const loads: readonly Load[] = [
  { size: "empty", callers: 64, isOverAll: false },
  { size: "grown", callers: 64, isOverAll: false },
  { size: "empty", callers: 1_024, isOverAll: false },
  { size: "grown", callers: 1_024, isOverAll: false },
  // Far more workspaces than stay in memory: nearly every hold reads its book.
  { size: "grown", callers: 1_024, isOverAll: true },
];
const fillers = 1_024;
/** The first hold of a workspace writes one transfer more, an action three: the hold, the charge, and what returns. */
const transfersPerAction = 3;

/**
 * Fills one set of tables through the engine, then measures it and an empty one in turn, both under a load that is
 * spread over equally many workspaces, far apart in the larger tables.
 */
export async function runGrowth(
  bench: BenchDatabase,
  options: BenchOptions,
  onProgress: (sentence: string) => void,
): Promise<GrowthResult> {
  const { isQuick, isPipelined, seed, seconds, warmUpSeconds, rounds } = options;
  const workspaces = { empty: isQuick ? 50 : 10_000, grown: isQuick ? 200 : 1_000_000 };
  const pools = {
    empty: bench.openPool({ connections: 10, schema: "empty", isPipelined }),
    grown: bench.openPool({ connections: 10, schema: "grown", isPipelined }),
  };
  try {
    const ledgers = {
      empty: await openEngineLedger(pools.empty, { schema: "empty", workspaces: workspaces.empty }),
      grown: await openEngineLedger(pools.grown, {
        schema: "grown",
        workspaces: workspaces.grown,
        isOpenedLater: true,
      }),
    };
    const actions = ((isQuick ? 2_000 : 10_000_000) - workspaces.grown) / transfersPerAction;
    const fillBeganAtMs = performance.now();
    await fill(ledgers.grown, { actions, workspaces: workspaces.grown, onProgress });
    const fillSeconds = (performance.now() - fillBeganAtMs) / 1000;
    await bench.client.query("analyze");
    const transfersBefore = await countTransfers(bench, "grown");
    const measured: GrowthResult["measured"][number][] = [];
    const apart = workspaces.grown / workspaces.empty;
    for (let round = 1; round <= rounds; round += 1) {
      for (const load of shuffle(loads, seededRandom(seed + round))) {
        const { size, callers, isOverAll } = load;
        onProgress(`round ${round}: ${size}, ${callers} callers${isOverAll ? ", all workspaces" : ""}`);
        const series = { subject: "engine", pattern: "spread", callers, perSecond: null } as const;
        const pickOne = workspacePicker("spread", isOverAll ? workspaces.grown : workspaces.empty, seed + round);
        const pick = size === "grown" && !isOverAll ? () => pickOne() * apart : pickOne;
        const { resources } = bench;
        const result = await measureLedger(ledgers[size], { series, pick, resources, seconds, warmUpSeconds });
        measured.push({ ...load, result });
      }
    }
    const differences = await verifySome(ledgers, onProgress);
    const isClean = differences.length === 0;
    return { machine: bench.machine, workspaces, transfersBefore, fillSeconds, measured, differences, isClean };
  } finally {
    await Promise.all([pools.empty.end(), pools.grown.end()]);
  }
}

/** Verifies every workspace of the small tables, and of the large ones those that the load was spread over. */
async function verifySome(
  { empty, grown }: Readonly<Record<Size, EngineLedger>>,
  onProgress: (sentence: string) => void,
): Promise<readonly Difference[]> {
  onProgress("verify");
  const differences = [...(await empty.credits.verify()).differences];
  const apart = grown.ids.length / empty.ids.length;
  for (let index = 0; index < grown.ids.length; index += apart) {
    const workspace = grown.ids[index];
    if (workspace !== undefined) differences.push(...(await grown.credits.verify({ workspace })).differences);
  }
  return differences;
}

/** Runs actions over all workspaces, one after the other, so that all of them have equally many. */
async function fill(
  ledger: EngineLedger,
  options: {
    readonly actions: number;
    readonly workspaces: number;
    readonly onProgress: (sentence: string) => void;
  },
): Promise<void> {
  const { actions, workspaces, onProgress } = options;
  let settled = 0;
  let next = 0;
  const pick = (): number => next++ % workspaces;
  const recording = createRecording();
  await new Promise<void>((resolve, reject) => {
    const counting = {
      hold: (workspace: number) => ledger.hold(workspace),
      settle: async (workspace: number, hold: string) => {
        await ledger.settle(workspace, hold);
        settled += 1;
        if (settled % 100_000 === 0) onProgress(`${settled} of ${Math.ceil(actions)} actions`);
        if (settled >= actions) load.stop().then(resolve, reject);
      },
    };
    const load = startClosedLoop(counting, { callers: fillers, pick, recording });
  });
}

async function countTransfers({ client }: BenchDatabase, schema: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*)::text from ${schema}.transfers`);
  return Number(rows[0]?.count ?? 0);
}

/** The result in words and a table, in Markdown. */
export function describeGrowth(result: GrowthResult): string {
  const cpuOf = ({ nodeCpuUs, postgresCpuUs }: Measured): number => (nodeCpuUs ?? 0) + (postgresCpuUs ?? 0);
  const of = ({ size, callers, isOverAll }: Load, value: (measured: Measured) => number): number | null => {
    const isMeant = (one: Load) => one.size === size && one.callers === callers && one.isOverAll === isOverAll;
    return median(result.measured.filter(isMeant).map((one) => value(one.result)));
  };
  const rows = loads.map((load) => [
    load.isOverAll ? `${load.size}, all workspaces` : load.size,
    `${load.callers}`,
    figure(of(load, (one) => one.operationsPerSecond)),
    figure(of(load, (one) => one.nodeCpuUs ?? 0)),
    figure(of(load, (one) => one.postgresCpuUs ?? 0)),
    figure(of(load, (one) => one.walBytes)),
    figure(of(load, (one) => one.flightsPerTransaction ?? 0)),
    figure((of(load, cpuOf) ?? 0) / (of({ ...load, size: "empty", isOverAll: false }, cpuOf) ?? 1)),
  ]);
  const header = ["tables", "callers", "ops/s", "CPU µs Node", "CPU µs PG", "WAL B", "flights/commit", "CPU × empty"];
  return [
    describeConditions(result.machine, "none"),
    `Grown: ${result.workspaces.grown.toLocaleString("en")} workspaces and ` +
      `${result.transfersBefore.toLocaleString("en")} transfers before the first measurement, written by the engine in ${figure(result.fillSeconds)} s; empty: ` +
      `${result.workspaces.empty.toLocaleString("en")} workspaces. The load is spread over so many workspaces, in the ` +
      `last line over all of the larger tables.`,
    markdownTable(header, rows),
    `${result.isClean ? "Clean" : "NOT CLEAN"}: verify found ${result.differences.length} differences.`,
  ].join("\n\n");
}
