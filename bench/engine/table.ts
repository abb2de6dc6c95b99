import { median } from "../measure/percentile.ts";
import type { Measured } from "./measure-series.ts";
import type { Round } from "./run-round.ts";
import { nameOf } from "./run-round.ts";
import { baselineOf, type Series } from "./series.ts";

/** One line of the result: medians over the rounds, and where the rates of the rounds lay. */
export type Line = {
  readonly series: Series;
  readonly operationsPerSecond: { readonly median: number | null; readonly least: number; readonly most: number };
  /** Rate over the baseline's rate of the same round, the median of them; null for offered rates and baselines. */
  readonly ratio: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly averageMs: number | null;
  readonly nodeCpuUs: number | null;
  readonly postgresCpuUs: number | null;
  readonly walBytes: number | null;
  readonly operationsPerTransaction: number | null;
  readonly flightsPerTransaction: number | null;
  readonly rssBytes: number;
  readonly errors: Readonly<Record<string, number>>;
};

/** Brings the rounds together, one line per series. */
export function linesOf(series: readonly Series[], rounds: readonly Round[]): readonly Line[] {
  return series.map((one) => {
    const results = rounds.flatMap((round) => resultOf(round, one) ?? []);
    const rates = results.map((result) => result.operationsPerSecond);
    const middle = (key: NumberKey): number | null => median(results.flatMap((result) => result[key] ?? []));
    return {
      series: one,
      operationsPerSecond: { median: median(rates), least: Math.min(...rates), most: Math.max(...rates) },
      ratio: ratioOf(one, rounds),
      p50Ms: middle("p50Ms"),
      p99Ms: middle("p99Ms"),
      averageMs: middle("averageMs"),
      nodeCpuUs: middle("nodeCpuUs"),
      postgresCpuUs: middle("postgresCpuUs"),
      walBytes: middle("walBytes"),
      operationsPerTransaction: middle("operationsPerTransaction"),
      flightsPerTransaction: middle("flightsPerTransaction"),
      rssBytes: Math.max(...results.map((result) => result.rssBytes)),
      errors: sumOfErrors(results),
    };
  });
}

type NumberKey = Exclude<keyof Measured, "errors" | "operationsPerSecond" | "rssBytes">;

function resultOf(round: Round, series: Series): Measured | null {
  return round.measured.find((one) => nameOf(one.series) === nameOf(series))?.result ?? null;
}

function ratioOf(series: Series, rounds: readonly Round[]): number | null {
  const baseline = baselineOf(series);
  if (series.perSecond !== null || series.subject === baseline) return null;
  const ratios = rounds.flatMap((round) => {
    const below = round.measured.find((one) => one.series.subject === baseline)?.result.operationsPerSecond;
    const rate = resultOf(round, series)?.operationsPerSecond;
    return below === undefined || rate === undefined ? [] : [rate / below];
  });
  return median(ratios);
}

function sumOfErrors(results: readonly Measured[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const { errors } of results) {
    for (const [code, count] of Object.entries(errors)) sum[code] = (sum[code] ?? 0) + count;
  }
  return sum;
}

/** A table in Markdown, padded so that it is also read in a terminal. The first column is text, the others numbers. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, column)).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => "-".repeat(width + 1) + (column === 0 ? "-" : ":")).join("|")}|`;
  return [lineOf(header), rule, ...rows.map(lineOf)].join("\n");
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** A figure with as many digits as it is worth: three, and none behind the point from 100 on. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
