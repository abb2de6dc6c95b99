import { describe, expect, test } from "vitest";
import type { Measured } from "./measure-series.ts";
import type { Round } from "./run-round.ts";
import { allSeries, type Series } from "./series.ts";
import { figure, linesOf, markdownTable } from "./table.ts";

const insert: Series = { subject: "one-row insert", pattern: "spread", callers: 64, perSecond: null };
const hotRow: Series = { subject: "hot-row update", pattern: "hot", callers: 64, perSecond: null };
const spread: Series = { subject: "engine", pattern: "spread", callers: 1_024, perSecond: null };
const hot: Series = { subject: "engine", pattern: "hot", callers: 1_024, perSecond: null };
const offered: Series = { subject: "engine", pattern: "spread", callers: 0, perSecond: 1_000 };

const measured = (operationsPerSecond: number, more: Partial<Measured> = {}): Measured => ({
  operationsPerSecond,
  p50Ms: 1,
  p99Ms: 2,
  averageMs: null,
  nodeCpuUs: 3,
  postgresCpuUs: null,
  walBytes: 4,
  operationsPerTransaction: 5,
  flightsPerTransaction: 2,
  rssBytes: 6,
  errors: {},
  ...more,
});

function roundOf(rates: readonly (readonly [Series, Measured])[]): Round {
  return {
    measured: rates.map(([series, result]) => ({ series, result })),
    oneCaller: {
      holdP50Ms: null,
      holdP99Ms: null,
      settleP50Ms: null,
      commitP50Ms: null,
      batcherP50Ms: null,
      batcherP99Ms: null,
    },
    actions: 0,
    growth: [],
    verification: { transfers: 0, seconds: 0 },
    differences: [],
    peerDifferences: 0,
  };
}

describe("rounds become lines", () => {
  const rounds = [
    roundOf([
      [insert, measured(100)],
      [hotRow, measured(10)],
      [spread, measured(300, { p99Ms: 9, errors: { overloaded: 1 } })],
      [hot, measured(400)],
      [offered, measured(1_000)],
    ]),
    roundOf([
      [insert, measured(50)],
      [hotRow, measured(20)],
      [spread, measured(200, { errors: { overloaded: 2 } })],
      [hot, measured(400)],
      [offered, measured(990)],
    ]),
    roundOf([
      [insert, measured(200)],
      [hotRow, measured(20)],
      [spread, measured(400)],
      [hot, measured(400)],
      [offered, measured(1_000)],
    ]),
  ];
  const [, , ofSpread, ofHot, ofOffered] = linesOf([insert, hotRow, spread, hot, offered], rounds);

  test("a rate is compared with its baseline of the same round, before the median is taken", () => {
    // 3, 4 and 2 times; the median rate over the median baseline would be the same only by chance.
    expect(ofSpread?.ratio).toBe(3);
    expect(ofHot?.ratio).toBe(20);
  });

  test("medians, extremes and errors are over all rounds", () => {
    expect(ofSpread?.operationsPerSecond).toEqual({ median: 300, least: 200, most: 400 });
    expect(ofSpread?.p99Ms).toBe(2);
    expect(ofSpread?.postgresCpuUs).toBeNull();
    expect(ofSpread?.errors).toEqual({ overloaded: 3 });
  });

  test("an offered rate has no ratio", () => {
    expect(ofOffered?.ratio).toBeNull();
  });
});

test("every number of callers is measured on every pattern", () => {
  for (const isQuick of [true, false]) {
    const engine = allSeries(isQuick).filter(({ subject, perSecond }) => subject === "engine" && perSecond === null);
    expect(engine.map(({ pattern, callers }) => `${pattern} ${callers}`)).toEqual(
      ["spread", "zipf", "hot"].flatMap((pattern) => [1, 16, 64, 256, 1_024].map((callers) => `${pattern} ${callers}`)),
    );
  }
});

test("a table lines up, its first column to the left", () => {
  expect(
    markdownTable(
      ["what", "n"],
      [
        ["rows", "1"],
        ["a", "1,000"],
      ],
    ),
  ).toBe(["| what |     n |", "|------|------:|", "| rows |     1 |", "| a    | 1,000 |"].join("\n"));
});

test("figures have three digits, and nothing is a dash", () => {
  expect([1.234, 12.34, 123.4, 1_234.5, 0, null, Number.NaN].map(figure)).toEqual([
    "1.23",
    "12.3",
    "123",
    "1,235",
    "0.00",
    "–",
    "–",
  ]);
});
