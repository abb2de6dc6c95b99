import { setTimeout } from "node:timers/promises";
import type { BaselineRate } from "../baselines/baseline-tables.ts";
import { runOwnLoop } from "../baselines/own-loop.ts";
import { runPgbench } from "../baselines/pgbench.ts";
import type { RowsAlone } from "../baselines/rows-alone.ts";
import type { EngineLedger } from "../ledgers/engine-ledger.ts";
import type { Ledger } from "../ledgers/ledger.ts";
import { type ResourceMeter, type ResourceUse, useBetween } from "../machine/resources.ts";
import { startClosedLoop } from "../measure/closed-loop.ts";
import { startFixedRate } from "../measure/fixed-rate.ts";
import { percentile } from "../measure/percentile.ts";
import { createRecording, type Recording } from "../measure/recording.ts";
import type { Series } from "./series.ts";

/** What one measurement of one series gave. An operation is one hold, one settle, or one statement of a baseline. */
export type Measured = {
  readonly operationsPerSecond: number;
  /** Null for pgbench and its stand-in, which tell only the average. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly averageMs: number | null;
  /** Of this process: the engine or ledger and the load that drives it. Null where another program drives. */
  readonly nodeCpuUs: number | null;
  readonly postgresCpuUs: number | null;
  readonly walBytes: number;
  /** Of the engine: operations that one transaction carried. */
  readonly operationsPerTransaction: number | null;
  /** Of the engine: how often a transaction waited for answers. */
  readonly flightsPerTransaction: number | null;
  readonly rssBytes: number;
  readonly errors: Readonly<Record<string, number>>;
};

export type Timing = { readonly seconds: number; readonly warmUpSeconds: number };

/** Runs one ledger under one load. */
export async function measureLedger(
  ledger: Ledger | EngineLedger,
  options: Timing & { readonly series: Series; readonly pick: () => number; readonly resources: ResourceMeter },
): Promise<Measured> {
  const { series, pick, resources, seconds, warmUpSeconds } = options;
  const probe = "probe" in ledger ? ledger.probe : null;
  const recording = createRecording();
  const load =
    series.perSecond === null
      ? startClosedLoop(ledger, { callers: series.callers, pick, recording })
      : startFixedRate(ledger, { perSecond: series.perSecond, pick, recording });
  await setTimeout(warmUpSeconds * 1000);
  const before = await resources.read();
  const probedBefore = probe && { ...probe };
  recording.open();
  await setTimeout(seconds * 1000);
  await firstAnswer(recording);
  recording.close();
  const probedAfter = probe && { ...probe };
  const use = useBetween(before, await resources.read());
  await load.stop();
  if (probedBefore === null || probedAfter === null) return summaryOf(recording, use, null);
  const transactions = probedAfter.transactions - probedBefore.transactions;
  return summaryOf(recording, use, { transactions, flights: probedAfter.flights - probedBefore.flights });
}

const patienceMs = 30_000;

/** A short look at a slow machine lasts until there is something to tell. */
async function firstAnswer({ latenciesMs, errors }: Recording): Promise<void> {
  const endsAtMs = performance.now() + patienceMs;
  const isSilent = (): boolean =>
    latenciesMs.hold.length + latenciesMs.settle.length + Object.keys(errors).length === 0;
  while (isSilent() && performance.now() < endsAtMs) await setTimeout(20);
}

function summaryOf(
  recording: Recording,
  use: ResourceUse,
  asked: { readonly transactions: number; readonly flights: number } | null,
): Measured {
  const { completed, seconds, latenciesMs, errors } = recording;
  const latencies = [...latenciesMs.hold, ...latenciesMs.settle];
  const each = (total: number): number => total / Math.max(completed, 1);
  return {
    operationsPerSecond: completed / seconds,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    averageMs: null,
    nodeCpuUs: each(use.nodeCpuUs),
    postgresCpuUs: use.postgresCpuUs === null ? null : each(use.postgresCpuUs),
    walBytes: each(use.walBytes),
    operationsPerTransaction: asked && completed / Math.max(asked.transactions, 1),
    flightsPerTransaction: asked && asked.flights / Math.max(asked.transactions, 1),
    rssBytes: use.rssBytes,
    errors,
  };
}

/** Runs what the engine's rows cost PostgreSQL by themselves. */
export async function measureRowsAlone(
  rowsAlone: RowsAlone,
  {
    series,
    resources,
    seconds,
    warmUpSeconds,
  }: Timing & { readonly series: Series; readonly resources: ResourceMeter },
): Promise<Measured> {
  const pattern = series.pattern === "hot" ? "hot" : "spread";
  await rowsAlone.write(pattern, warmUpSeconds);
  const before = await resources.read();
  const beganAtMs = performance.now();
  const operations = await rowsAlone.write(pattern, seconds);
  const elapsedMs = performance.now() - beganAtMs;
  const use = useBetween(before, await resources.read());
  return atDatabase({ operations, perSecond: (operations * 1000) / elapsedMs, averageMs: null }, use);
}

/** Runs what the engine is compared with at PostgreSQL's own door. */
export async function measureBaseline(
  url: string,
  options: Timing & { readonly series: Series; readonly hasPgbench: boolean; readonly resources: ResourceMeter },
): Promise<Measured> {
  const { series, hasPgbench, resources, seconds } = options;
  const baseline = series.subject === "hot-row update" ? "update" : "insert";
  const run = hasPgbench ? runPgbench : runOwnLoop;
  const before = await resources.read();
  const rate = await run(url, { baseline, clients: series.callers, seconds });
  const use = useBetween(before, await resources.read());
  return { ...atDatabase(rate, use), nodeCpuUs: hasPgbench ? null : use.nodeCpuUs / rate.operations };
}

/** Where PostgreSQL alone is measured, without an engine in this process. */
function atDatabase(
  { operations, perSecond, averageMs }: Omit<BaselineRate, "averageMs"> & Pick<Measured, "averageMs">,
  use: ResourceUse,
): Measured {
  return {
    operationsPerSecond: perSecond,
    p50Ms: null,
    p99Ms: null,
    averageMs,
    nodeCpuUs: null,
    postgresCpuUs: use.postgresCpuUs === null ? null : use.postgresCpuUs / operations,
    walBytes: use.walBytes / operations,
    operationsPerTransaction: null,
    flightsPerTransaction: null,
    rssBytes: use.rssBytes,
    errors: {},
  };
}
