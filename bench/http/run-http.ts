import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { BenchDatabase } from "../engine/bench-database.ts";
import type { MachineDescription } from "../machine/describe-machine.ts";
import { seededRandom, shuffle } from "../measure/random.ts";
import type { BenchOptions } from "../options.ts";
import { checkLedger, type LedgerCheck } from "./check-ledger.ts";
import { type FirstToken, measureFirstToken } from "./first-token.ts";
import { type Furniture, furnish, writePlans } from "./furnish.ts";
import type { Client } from "./load-messages.ts";
import { type MeasuredLoad, measureLoad } from "./measure-load.ts";
import { type ProfileSummary, summarizeProfiles } from "./profile.ts";
import { startProvider } from "./provider.ts";
import { allHttpSeries, type HttpSeries, hotClients, nameOfSeries, spreadWorkspaces } from "./series.ts";
import { type BenchServer, startBenchServer } from "./server-process.ts";

/** The whole outcome of a run, as it is written to a file. */
export type HttpResult = {
  readonly machine: MachineDescription;
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** Of the minute before the first load was measured. */
  readonly load: number;
  readonly measured: readonly { readonly series: HttpSeries; readonly result: MeasuredLoad }[];
  readonly firstToken: FirstToken;
  readonly memory: Memory;
  readonly profile: ProfileSummary;
  readonly check: LedgerCheck;
  /** All that was charged is stored, no hold was left, every server ended well, and nothing but overload was told. */
  readonly isClean: boolean;
};

/** Of one server process, in bytes; null where the system does not tell. */
export type Memory = {
  /** Ready, before the first request. */
  readonly atRestBytes: number | null;
  /** At rest again after all loads. */
  readonly afterLoadBytes: number | null;
};

type Tell = (sentence: string) => void;
type Asked = Pick<BenchOptions, "isQuick" | "rounds" | "seconds" | "warmUpSeconds" | "seed" | "bundle">;

/** Measures the built server over HTTP, in processes of its own, on the durable PostgreSQL of the benchmark. */
export async function runHttp(bench: BenchDatabase, options: Asked, onProgress: Tell): Promise<HttpResult> {
  const folder = mkdtempSync(join(tmpdir(), "dokly-bench-http-"));
  const provider = await startProvider();
  const running = new Set<BenchServer>();
  try {
    writePlans(folder);
    const start = async (name: string, more: { readonly profile?: string } = {}): Promise<BenchServer> => {
      const { bundle } = options;
      const around = { databaseUrl: bench.url, folder, name, bundle, providerUrl: provider.url };
      const server = await startBenchServer({ ...around, ...more });
      running.add(server);
      return server;
    };
    const stop = async (server: BenchServer): Promise<void> => {
      running.delete(server);
      await server.stop();
    };
    return await measureAll(bench, options, { folder, providerUrl: provider.url, start, stop, onProgress });
  } finally {
    for (const server of running) await server.stop().catch(() => undefined);
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Stage = {
  readonly folder: string;
  readonly providerUrl: string;
  start(name: string, more?: { readonly profile?: string }): Promise<BenchServer>;
  stop(server: BenchServer): Promise<void>;
  readonly onProgress: Tell;
};

async function measureAll(bench: BenchDatabase, options: Asked, stage: Stage): Promise<HttpResult> {
  const { isQuick, rounds, seconds, bundle } = options;
  const { onProgress } = stage;
  const first = await stage.start("first");
  await setTimeout(isQuick ? 100 : restMs);
  const atRestBytes = first.rssBytes();
  const furniture = await furnish(first.address, numbersOf(isQuick));
  onProgress("workspaces and keys");
  const [load = 0] = loadavg();
  const loads = createLoads(bench, options, furniture, onProgress);
  const all = allHttpSeries(isQuick);
  await loads.measure(
    all.filter(({ processes }) => processes === 1),
    [first],
  );
  const firstToken = await measureFirstToken({
    providerUrl: stage.providerUrl,
    address: first.address,
    workspace: furniture.ai.id,
    key: furniture.ai.key,
    times: isQuick ? 5 : 300,
    warmUpTimes: isQuick ? 1 : 30,
  });
  onProgress("first token");
  await setTimeout(isQuick ? 100 : restMs);
  const afterLoadBytes = first.rssBytes();
  const second = await stage.start("second");
  await loads.measure(
    all.filter(({ processes }) => processes === 2),
    [first, second],
  );
  await stage.stop(second);
  await stage.stop(first);
  const profile = await loads.profile(stage);
  onProgress("profile");
  const { client, url } = bench;
  const totals = loads.everything.map(({ totals: one }) => one);
  const check = await checkLedger({ client, databaseUrl: url, bundle, folder: stage.folder, totals });
  const memory = { atRestBytes, afterLoadBytes };
  const told = { machine: bench.machine, isQuick, rounds, seconds, load, firstToken, memory, profile, check };
  const isClean = check.wrong.length === 0 && totals.every(({ errors }) => Object.keys(errors).every(isOverload));
  return { ...told, measured: loads.measured, isClean };
}

/** Long enough for the collection of what starting or loading left behind. */
const restMs = 3_000;

function numbersOf(isQuick: boolean) {
  return isQuick
    ? { workspaces: 4, keys: 1, hotKeys: 4 }
    : { workspaces: spreadWorkspaces, keys: 4, hotKeys: hotClients };
}

/** A busy machine may turn clients away; nothing else may go wrong. */
const isOverload = (said: string): boolean => said === "answered 503 overloaded";

/** In less, a busy machine may take no sample of a layer. */
const profileSecondsMin = 1;

/** Loads the servers with the clients of the furniture, and keeps what came of it. */
function createLoads(bench: BenchDatabase, options: Asked, furniture: Furniture, onProgress: Tell) {
  const { rounds, seconds, warmUpSeconds, seed, isQuick } = options;
  const random = seededRandom(seed);
  const { resources } = bench;
  const measured: { series: HttpSeries; result: MeasuredLoad }[] = [];
  const everything: MeasuredLoad[] = [];

  async function run(series: HttpSeries, servers: readonly BenchServer[], leastSeconds = 0): Promise<MeasuredLoad> {
    const clients = clientsOf(series, servers, furniture);
    const name = `load-${everything.length}`;
    const serverPids = servers.map(({ pid }) => pid);
    const input = { clients, name, seconds: Math.max(seconds, leastSeconds), warmUpSeconds, serverPids, resources };
    const result = await measureLoad(input);
    everything.push(result);
    return result;
  }

  return {
    measured,
    everything,
    measure: async (all: readonly HttpSeries[], servers: readonly BenchServer[]): Promise<void> => {
      for (let round = 1; round <= rounds; round += 1) {
        for (const series of shuffle(all, random)) {
          const result = await run(series, servers);
          measured.push({ series, result });
          onProgress(`${nameOfSeries(series)}, round ${round}: ${result.pairsPerSecond.toFixed(0)} pairs/s`);
        }
      }
    },
    profile: async (stage: Stage): Promise<ProfileSummary> => {
      const profile = join(stage.folder, "profile");
      const server = await stage.start("profiled", { profile });
      const series: HttpSeries = { clients: isQuick ? 2 : 32, pattern: "spread", processes: 1 };
      const { window } = await run(series, [server], profileSecondsMin);
      await stage.stop(server);
      return summarizeProfiles(profile, window);
    },
  };
}

function clientsOf(series: HttpSeries, servers: readonly BenchServer[], furniture: Furniture): readonly Client[] {
  const { workspaces, hot } = furniture;
  return Array.from({ length: series.clients }, (_, index) => {
    const address = servers[index % servers.length]?.address ?? "";
    if (series.pattern === "hot") return { address, workspace: hot.id, key: hot.keys[index] ?? "" };
    const workspace = workspaces[index % workspaces.length];
    const key = workspace?.keys[Math.floor(index / workspaces.length)] ?? "";
    return { address, workspace: workspace?.id ?? "", key };
  });
}
