import { type MachineDescription, quietLoadMax } from "../machine/describe-machine.ts";
import type { TableBytes } from "../machine/storage.ts";
import { median } from "../measure/percentile.ts";
import type { OneCaller } from "./measure-one-caller.ts";
import type { Round } from "./run-round.ts";
import { figure, type Line, markdownTable } from "./table.ts";

/** The whole outcome of a run, as it is written to a file. */
export type EngineResult = {
  readonly machine: MachineDescription;
  /** What ran the two baselines: a version of pgbench, or our own loop. */
  readonly baselinesBy: string;
  readonly isQuick: boolean;
  readonly rounds: readonly Round[];
  readonly lines: readonly Line[];
  readonly deadlocks: number;
  readonly isClean: boolean;
};

/** The result in words and tables, in Markdown. */
export function describeResult(result: EngineResult): string {
  return [
    describeConditions(result.machine, result.baselinesBy),
    ...(result.isQuick ? ["A smoke run: its figures mean nothing."] : []),
    describeLines(result.lines),
    describeOneCaller(result.rounds.map((round) => round.oneCaller)),
    describeStorage(result.rounds),
    describeChecks(result),
  ].join("\n\n");
}

/** Where and how it was measured. */
export function describeConditions(machine: MachineDescription, baselinesBy: string): string {
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name} ${value}`);
  const noise =
    machine.loadBefore > quietLoadMax
      ? ` Above ${quietLoadMax} other programs take part: these figures are not worth keeping.`
      : "";
  return [
    `- ${machine.at}, \`${machine.command}\``,
    `- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.system}, ${machine.fileSystem}`,
    `- Node ${machine.node}, ${machine.postgres}; ${settings.join(", ")}`,
    `- baselines by ${baselinesBy}`,
    `- load average of the minute before: ${figure(machine.loadBefore)}.${noise}`,
  ].join("\n");
}

function describeLines(lines: readonly Line[]): string {
  const header = ["what", "load", "callers", "ops/s", "least–most", "× baseline"];
  const more = [
    "p50 ms",
    "p99 ms",
    "CPU µs Node",
    "CPU µs PG",
    "WAL B",
    "ops/commit",
    "flights/commit",
    "RSS MB",
    "errors",
  ];
  const rows = lines.map((line) => [
    line.series.subject,
    line.series.pattern,
    line.series.perSecond === null ? `${line.series.callers}` : `${line.series.perSecond}/s`,
    figure(line.operationsPerSecond.median),
    `${figure(line.operationsPerSecond.least)}–${figure(line.operationsPerSecond.most)}`,
    line.ratio === null ? "–" : figure(line.ratio),
    line.p50Ms === null && line.averageMs !== null ? `mean ${figure(line.averageMs)}` : figure(line.p50Ms),
    figure(line.p99Ms),
    figure(line.nodeCpuUs),
    figure(line.postgresCpuUs),
    figure(line.walBytes),
    figure(line.operationsPerTransaction),
    figure(line.flightsPerTransaction),
    figure(line.rssBytes / 1e6),
    describeErrors(line.errors),
  ]);
  const legend =
    "One operation is one hold or one settle. CPU and WAL are per operation. × baseline: over the one-row inserts, or " +
    "over the hot-row updates where one workspace takes the load. A flight is one wait for answers of PostgreSQL.";
  return `${markdownTable([...header, ...more], rows)}\n\n${legend}`;
}

function describeErrors(errors: Readonly<Record<string, number>>): string {
  const all = Object.entries(errors).map(([code, count]) => `${count} ${code}`);
  return all.length === 0 ? "0" : all.join(", ");
}

function describeOneCaller(rounds: readonly OneCaller[]): string {
  const middle = (key: keyof OneCaller): number | null => median(rounds.flatMap((round) => round[key] ?? []));
  const ratio = median(
    rounds.flatMap(({ holdP50Ms, commitP50Ms }) =>
      holdP50Ms === null || commitP50Ms === null ? [] : [holdP50Ms / commitP50Ms],
    ),
  );
  return [
    `One caller alone: hold p50 ${figure(middle("holdP50Ms"))} ms (p99 ${figure(middle("holdP99Ms"))}),`,
    `settle p50 ${figure(middle("settleP50Ms"))} ms; one committed row by the same driver, in turn with them:`,
    `p50 ${figure(middle("commitP50Ms"))} ms; hold / commit ${figure(ratio)}. Of a hold, collecting the batch took`,
    `${figure(middle("batcherP50Ms"))} ms (p99 ${figure(middle("batcherP99Ms"))}).`,
  ].join(" ");
}

function describeStorage(rounds: readonly Round[]): string {
  const tables = rounds[0]?.growth.map(({ table }) => table) ?? [];
  const each = (table: string, part: "heap" | "indexes"): number | null =>
    median(rounds.map((round) => bytesOf(round.growth, table, part) / Math.max(round.actions, 1)));
  const rows = tables.map((table) => [table, figure(each(table, "heap")), figure(each(table, "indexes"))]);
  const total = (part: "heap" | "indexes"): number | null =>
    median(
      rounds.map(({ growth, actions }) => growth.reduce((sum, bytes) => sum + bytes[part], 0) / Math.max(actions, 1)),
    );
  rows.push(["all", figure(total("heap")), figure(total("indexes"))]);
  return `Bytes on disk per action (one hold and one settle):\n\n${markdownTable(["table", "heap", "indexes"], rows)}`;
}

function bytesOf(growth: readonly TableBytes[], table: string, part: "heap" | "indexes"): number {
  return growth.find((bytes) => bytes.table === table)?.[part] ?? 0;
}

function describeChecks({ rounds, deadlocks, isClean }: EngineResult): string {
  const transfers = rounds.reduce((sum, round) => sum + round.verification.transfers, 0);
  const seconds = rounds.reduce((sum, round) => sum + round.verification.seconds, 0);
  const differences = rounds.flatMap((round) => round.differences);
  const peers = rounds.reduce((sum, round) => sum + round.peerDifferences, 0);
  return [
    `${isClean ? "Clean" : "NOT CLEAN"}: verify after every round looked at ${transfers.toLocaleString("en")} transfers`,
    `in ${figure(seconds)} s and found ${differences.length} differences; the compared ledgers' sums differ in ${peers}`,
    `workspaces; ${deadlocks} deadlocks.`,
    ...differences.slice(0, 5).map((difference) => `\n${JSON.stringify(difference)}`),
  ].join(" ");
}
