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

/** The engine on large tables beside the engine on small ones. */
export type GrowthResult = {
  readonly machine: MachineDescription;
  readonly workspaces: Readonly<Record<Size, number>>;
  readonly transfersBefore: number;
  readonly measured: readonly { readonly size: Size; readonly callers: number; readonly result: Measured }[];
  readonly differences: readonly Difference[];
  readonly isClean: boolean;
};

const sizes: readonly Size[] = ["empty", "grown"];
const callersOf = [64, 1_024];
const fillers = 1_024;
/** An opening writes one transfer, an action three: the hold, the charge, and what returns. */
const transfersPerAction = 3;

/** Fills one set of tables through the engine, then measures it and an empty one in turn. */
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
  const every = isQuick ? 1_000 : 50_000;
  const onOpened = (opened: number): void => {
    if (opened % every === 0) onProgress(`opened ${opened} workspaces`);
  };
  try {
    const ledgers = {
      empty: await openEngineLedger(pools.empty, { schema: "empty", workspaces: workspaces.empty }),
      grown: await openEngineLedger(pools.grown, {
        schema: "grown",
        workspaces: workspaces.grown,
        onProgress: onOpened,
      }),
    };
    const actions = ((isQuick ? 2_000 : 10_000_000) - workspaces.grown) / transfersPerAction;
    await fill(ledgers.grown, { actions, workspaces: workspaces.grown, seed, onProgress });
    await bench.client.query("analyze");
    const transfersBefore = await countTransfers(bench, "grown");
    const measured: GrowthResult["measured"][number][] = [];
    for (let round = 1; round <= rounds; round += 1) {
      for (const size of shuffle(sizes, seededRandom(seed + round))) {
        for (const callers of callersOf) {
          onProgress(`round ${round}: ${size}, ${callers} callers`);
          const series = { subject: "engine", pattern: "spread", callers, perSecond: null } as const;
          const pick = workspacePicker("spread", workspaces[size], seed + round);
          const { resources } = bench;
          const result = await measureLedger(ledgers[size], { series, pick, resources, seconds, warmUpSeconds });
          measured.push({ size, callers, result });
        }
      }
    }
    onProgress("verify");
    const differences: Difference[] = [];
    for (const size of sizes) differences.push(...(await ledgers[size].credits.verify()).differences);
    const isClean = differences.length === 0;
    return { machine: bench.machine, workspaces, transfersBefore, measured, differences, isClean };
  } finally {
    await Promise.all([pools.empty.end(), pools.grown.end()]);
  }
}

async function fill(
  ledger: EngineLedger,
  options: {
    readonly actions: number;
    readonly workspaces: number;
    readonly seed: number;
    readonly onProgress: (sentence: string) => void;
  },
): Promise<void> {
  const { actions, workspaces, seed, onProgress } = options;
  let settled = 0;
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
    const pick = workspacePicker("spread", workspaces, seed);
    const load = startClosedLoop(counting, { callers: fillers, pick, recording: createRecording() });
  });
}

async function countTransfers({ client }: BenchDatabase, schema: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*)::text from ${schema}.transfers`);
  return Number(rows[0]?.count ?? 0);
}

/** The result in words and a table, in Markdown. */
export function describeGrowth(result: GrowthResult): string {
  const cpuOf = ({ nodeCpuUs, postgresCpuUs }: Measured): number => (nodeCpuUs ?? 0) + (postgresCpuUs ?? 0);
  const rows = callersOf.flatMap((callers) => {
    const of = (size: Size, value: (measured: Measured) => number): number | null =>
      median(
        result.measured.filter((one) => one.size === size && one.callers === callers).map((one) => value(one.result)),
      );
    return sizes.map((size) => [
      size,
      `${callers}`,
      figure(of(size, (one) => one.operationsPerSecond)),
      figure(of(size, (one) => one.nodeCpuUs ?? 0)),
      figure(of(size, (one) => one.postgresCpuUs ?? 0)),
      figure(of(size, (one) => one.walBytes)),
      figure((of(size, cpuOf) ?? 0) / (of("empty", cpuOf) ?? 1)),
    ]);
  });
  const header = ["tables", "callers", "ops/s", "CPU µs Node", "CPU µs PG", "WAL B", "CPU × empty"];
  return [
    describeConditions(result.machine, "none"),
    `Grown: ${result.workspaces.grown.toLocaleString("en")} workspaces and ` +
      `${result.transfersBefore.toLocaleString("en")} transfers before the first measurement; empty: ` +
      `${result.workspaces.empty.toLocaleString("en")} workspaces. The load is spread over all of them.`,
    markdownTable(header, rows),
    `${result.isClean ? "Clean" : "NOT CLEAN"}: verify found ${result.differences.length} differences.`,
  ].join("\n\n");
}
