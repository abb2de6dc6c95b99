import { setTimeout } from "node:timers/promises";
import { cpuOfProcessTree } from "../machine/process-cpu.ts";
import type { ResourceMeter } from "../machine/resources.ts";
import { startLoad } from "./load.ts";
import type { Client, LoadFigures, LoadTotals } from "./load-messages.ts";
import type { Window } from "./profile.ts";

/** What one load made of the server and its surroundings; CPU in µs of each request, of user and system together. */
export type MeasuredLoad = {
  readonly figures: LoadFigures;
  readonly totals: LoadTotals;
  readonly pairsPerSecond: number;
  /** Null where the system does not tell. */
  readonly serverCpuUs: number | null;
  readonly postgresCpuUs: number | null;
  readonly loadCpuUs: number;
  readonly window: Window;
};

export type MeasureLoad = {
  readonly clients: readonly Client[];
  /** Of the idempotency keys. */
  readonly name: string;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly serverPids: readonly number[];
  readonly resources: ResourceMeter;
};

const patienceMs = 30_000;

/** Loads the server for so long, after a warm-up, and waits for what is in flight. */
export async function measureLoad(input: MeasureLoad): Promise<MeasuredLoad> {
  const load = await startLoad(input.clients, input.name);
  await setTimeout(input.warmUpSeconds * 1_000);
  const read = async () => ({
    atUs: Number(process.hrtime.bigint() / 1_000n),
    server: sumOf(input.serverPids.map(cpuOfProcessTree)),
    postgres: (await input.resources.read()).postgresCpuUs,
  });
  await load.open();
  const before = await read();
  await setTimeout(input.seconds * 1_000);
  const after = await read();
  const figures = await load.close();
  const totals = await Promise.race([load.stop(), tooLong()]);
  const each = (used: number | null): number | null => used && used / Math.max(figures.requests, 1);
  return {
    figures,
    totals,
    pairsPerSecond: figures.pairs / figures.seconds,
    serverCpuUs: each(difference(after.server, before.server)),
    postgresCpuUs: each(difference(after.postgres, before.postgres)),
    loadCpuUs: figures.cpuUs / Math.max(figures.requests, 1),
    window: { fromUs: before.atUs, untilUs: after.atUs },
  };
}

async function tooLong(): Promise<never> {
  await setTimeout(patienceMs, undefined, { ref: false });
  throw new Error(`what was in flight was not answered within ${patienceMs / 1_000} s`);
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}
