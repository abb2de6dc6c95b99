import { describeConditions } from "../engine/report.ts";
import { figure, markdownTable } from "../engine/table.ts";
import { median } from "../measure/percentile.ts";
import type { MeasuredLoad } from "./measure-load.ts";
import type { HttpResult } from "./run-http.ts";
import { type HttpSeries, markOf, nameOfSeries } from "./series.ts";

/** What a server at rest may take, and what it may add to the first token. */
const restBytesMax = 150e6;
const addedP99MsMax = 5;

/** The result in words and tables, in Markdown. */
export function describeHttp(result: HttpResult): string {
  const { rounds, seconds, load, isQuick } = result;
  return [
    describeConditions(result.machine, "none"),
    ...(isQuick ? ["A smoke run: its figures mean nothing."] : []),
    `${rounds} rounds of ${seconds} s each, beginning at a load average of ${figure(load)}; medians of the rounds.`,
    describeLoads(result),
    describeFirstToken(result),
    describeMemory(result),
    describeProfile(result),
    ...(isQuick ? [] : [describeMarks(result)]),
    describeChecks(result),
  ].join("\n\n");
}

function describeLoads({ measured }: HttpResult): string {
  const header = [
    "load",
    "clients",
    "servers",
    "pairs/s",
    "least–most",
    "pair p50 ms",
    "p99 ms",
    "hold p99",
    "settle p99",
  ];
  const cpu = ["CPU µs server", "PG", "load", "errors"];
  const rows = seriesOf(measured).map((series) => {
    const results = resultsOf(measured, series);
    const rates = results.map(({ pairsPerSecond }) => pairsPerSecond);
    return [
      series.pattern,
      `${series.clients}`,
      `${series.processes}`,
      figure(median(rates)),
      `${figure(Math.min(...rates))}–${figure(Math.max(...rates))}`,
      figure(median(results.flatMap(({ figures }) => figures.pairP50Ms ?? []))),
      figure(median(results.flatMap(({ figures }) => figures.pairP99Ms ?? []))),
      figure(median(results.flatMap(({ figures }) => figures.holdP99Ms ?? []))),
      figure(median(results.flatMap(({ figures }) => figures.settleP99Ms ?? []))),
      figure(median(results.flatMap(({ serverCpuUs }) => serverCpuUs ?? []))),
      figure(median(results.flatMap(({ postgresCpuUs }) => postgresCpuUs ?? []))),
      figure(median(results.map(({ loadCpuUs }) => loadCpuUs))),
      errorsOf(results),
    ];
  });
  return [
    markdownTable([...header, ...cpu], rows),
    "A pair is a hold and its settle, two requests; CPU is of one request, user and system, of all processes of each side.",
  ].join("\n\n");
}

type Measured = HttpResult["measured"];

/** Each once, in the order of the number of servers and clients. */
function seriesOf(measured: Measured): readonly HttpSeries[] {
  const byName = new Map(measured.map(({ series }) => [nameOfSeries(series), series]));
  const rank = ({ pattern, processes, clients }: HttpSeries): number =>
    processes * 1e6 + (pattern === "hot" ? 1e5 : 0) + clients;
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}

function resultsOf(measured: Measured, series: HttpSeries): readonly MeasuredLoad[] {
  return measured.filter((one) => nameOfSeries(one.series) === nameOfSeries(series)).map(({ result }) => result);
}

function errorsOf(results: readonly MeasuredLoad[]): string {
  const sum = new Map<string, number>();
  for (const { totals } of results) {
    for (const [said, count] of Object.entries(totals.errors)) sum.set(said, (sum.get(said) ?? 0) + count);
  }
  return sum.size === 0 ? "0" : [...sum].map(([said, count]) => `${count} ${said}`).join(", ");
}

function describeFirstToken({ firstToken }: HttpResult): string {
  const { times, direct, throughDokly, added } = firstToken;
  const rows = [
    ["direct", figure(direct.p50Ms), figure(direct.p99Ms)],
    ["through Dokly", figure(throughDokly.p50Ms), figure(throughDokly.p99Ms)],
    ["added", figure(added.p50Ms), figure(added.p99Ms)],
  ];
  return [
    markdownTable(["first text after, ms", "p50", "p99"], rows),
    `${times} requests each, in turn and one at a time; what was added is told of each pair.`,
  ].join("\n\n");
}

function describeMemory({ memory }: HttpResult): string {
  const megabytes = (bytes: number | null): string => figure(bytes === null ? null : bytes / 1e6);
  return `Memory of a server process at rest: ${megabytes(memory.atRestBytes)} MB after its start, ${megabytes(memory.afterLoadBytes)} MB after all loads.`;
}

function describeProfile({ profile }: HttpResult): string {
  const percent = (share: number): string => (share * 100).toFixed(1);
  const layers = profile.layers.map(({ layer, share }) => [layer, percent(share)]);
  const functions = profile.functions.map(({ name, module, share }) => [
    `\`${name}\` ${module === "" ? "(built in)" : module.replace(/^.*node_modules\//, "")}`,
    percent(share),
  ]);
  return [
    `Where ${figure(profile.busySeconds)} busy seconds of a server process went (its CPU profile under 32 clients):`,
    markdownTable(["layer", "%"], layers),
    "The functions that took most themselves:",
    markdownTable(["function", "%"], functions),
  ].join("\n\n");
}

function describeMarks({ measured, firstToken, memory }: HttpResult): string {
  const lines = seriesOf(measured).flatMap((series) => {
    const mark = markOf(series);
    if (mark === null) return [];
    const results = resultsOf(measured, series);
    const rate = median(results.map(({ pairsPerSecond }) => pairsPerSecond)) ?? 0;
    const p99Ms = median(results.flatMap(({ figures }) => figures.pairP99Ms ?? [])) ?? Number.POSITIVE_INFINITY;
    const what = `${series.clients} clients, ${series.pattern}`;
    return [
      markLine(rate >= mark.pairsPerSecond, `${what}: ${figure(rate)} of ${figure(mark.pairsPerSecond)} pairs/s`),
      markLine(p99Ms <= mark.pairP99Ms, `${what}: p99 ${figure(p99Ms)} of ${figure(mark.pairP99Ms)} ms`),
    ];
  });
  const added = firstToken.added.p99Ms ?? Number.POSITIVE_INFINITY;
  const rest = memory.atRestBytes ?? Number.POSITIVE_INFINITY;
  return [
    "Marks:",
    "",
    ...lines,
    markLine(added <= addedP99MsMax, `first token: p99 ${figure(added)} of ${figure(addedP99MsMax)} ms added`),
    markLine(rest <= restBytesMax, `memory at rest: ${figure(rest / 1e6)} of ${figure(restBytesMax / 1e6)} MB`),
  ].join("\n");
}

function markLine(isMet: boolean, sentence: string): string {
  return `- ${isMet ? "met" : "NOT met"}: ${sentence}`;
}

function describeChecks({ check, isClean }: HttpResult): string {
  const { transfers, seconds, wrong } = check;
  return [
    `${isClean ? "Clean" : "NOT CLEAN"}: every charge that a reply told is stored, no hold was left, and \`verify\` looked at`,
    `${transfers.toLocaleString("en")} transfers in ${figure(seconds)} s; ${wrong.length} differences.`,
    ...wrong.map((sentence) => `\n- ${sentence}`),
  ].join(" ");
}
