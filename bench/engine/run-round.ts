import type { Difference } from "@dokly/credits";
import { createBaselineTables } from "../baselines/baseline-tables.ts";
import { openRowsAlone } from "../baselines/rows-alone.ts";
import { openEngineLedger } from "../ledgers/engine-ledger.ts";
import { functionLedger } from "../ledgers/function-ledger.ts";
import type { Ledger } from "../ledgers/ledger.ts";
import { naiveLedger } from "../ledgers/naive-ledger.ts";
import { countPeerDifferences, createPeerTables } from "../ledgers/peer-tables.ts";
import { growthOf, readTableBytes, type TableBytes } from "../machine/storage.ts";
import { seededRandom, shuffle } from "../measure/random.ts";
import type { BenchOptions } from "../options.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { measureOneCaller, type OneCaller } from "./measure-one-caller.ts";
import { type Measured, measureBaseline, measureLedger, measureRowsAlone } from "./measure-series.ts";
import { allSeries, type Pattern, type Series, workspacePicker } from "./series.ts";

/** What one round gave: everything once, in an order of its own, on tables of its own. */
export type Round = {
  readonly measured: readonly { readonly series: Series; readonly result: Measured }[];
  readonly oneCaller: OneCaller;
  /** Actions that the engine wrote, and by how much its tables grew with them. */
  readonly actions: number;
  readonly growth: readonly TableBytes[];
  readonly verification: { readonly transfers: number; readonly seconds: number };
  readonly differences: readonly Difference[];
  readonly peerDifferences: number;
};

/** The engine's documented need is 6; the other ledgers have as many as pgbench has clients. */
const connections = { engine: 10, peers: 64, rows: 2 };

/**
 * Measures everything once. The order is drawn anew for every round, so that no line of the table always runs on fuller
 * tables or in a noisier minute than the line it is compared with.
 */
export async function runRound(
  bench: BenchDatabase,
  options: BenchOptions & {
    readonly round: number;
    readonly hasPgbench: boolean;
    readonly onProgress: (sentence: string) => void;
  },
): Promise<Round> {
  const { round, workspaces, hasPgbench, onProgress, seed } = options;
  const { client, resources } = bench;
  const schemas = { engine: `engine_${round}`, peers: `peers_${round}`, rows: `rows_${round}` };
  const enginePool = bench.openPool({
    connections: connections.engine,
    schema: schemas.engine,
    isPipelined: options.isPipelined,
  });
  const peersPool = bench.openPool({ connections: connections.peers, schema: schemas.peers });
  const rowsPool = bench.openPool({ connections: connections.rows, schema: schemas.rows });
  try {
    await createBaselineTables(client);
    await createPeerTables(peersPool, { schema: schemas.peers, workspaces });
    const rowsAlone = await openRowsAlone(rowsPool, { schema: schemas.rows, workspaces });
    const engine = await openEngineLedger(enginePool, { schema: schemas.engine, workspaces });
    const bytesBefore = await readTableBytes(client, schemas.engine);
    const pickers = pickersOf(workspaces, seed + round);
    const ledgers: Partial<Record<Series["subject"], Ledger>> = {
      engine,
      "one function": functionLedger(peersPool),
      "several round trips": naiveLedger(peersPool),
    };
    const oneCaller = await measureOneCaller(engine, client, options);
    const measured: Round["measured"][number][] = [];
    for (const series of shuffle(allSeries(options.isQuick), seededRandom(seed + round))) {
      onProgress(`round ${round}: ${nameOf(series)}`);
      const ledger = ledgers[series.subject];
      const of = { ...options, series, resources };
      const result = ledger
        ? await measureLedger(ledger, { ...of, pick: pickers[series.pattern] })
        : series.subject === "rows alone"
          ? await measureRowsAlone(rowsAlone, of)
          : await measureBaseline(bench.url, { ...of, hasPgbench });
      measured.push({ series, result });
    }
    onProgress(`round ${round}: verify`);
    const growth = growthOf(bytesBefore, await readTableBytes(client, schemas.engine));
    const { rows } = await client.query<{ count: string }>(`select count(*)::text from ${schemas.engine}.actions`);
    const verifyBeganAtMs = performance.now();
    const { checked, differences } = await engine.credits.verify();
    const verifySeconds = (performance.now() - verifyBeganAtMs) / 1000;
    await engine.credits.close();
    return {
      measured,
      oneCaller,
      actions: Number(rows[0]?.count ?? 0),
      growth,
      verification: { transfers: checked.transfers, seconds: verifySeconds },
      differences,
      peerDifferences:
        (await countPeerDifferences(peersPool, { schema: schemas.peers })) +
        (await countPeerDifferences(rowsPool, { schema: schemas.rows, hasGaps: true })),
    };
  } finally {
    await Promise.all([enginePool, peersPool, rowsPool].map((pool) => pool.end()));
    await client.query(`drop schema if exists ${Object.values(schemas).join(", ")} cascade`);
  }
}

function pickersOf(workspaces: number, seed: number): Readonly<Record<Pattern, () => number>> {
  return {
    spread: workspacePicker("spread", workspaces, seed),
    zipf: workspacePicker("zipf", workspaces, seed),
    hot: workspacePicker("hot", workspaces, seed),
  };
}

export function nameOf({ subject, pattern, callers, perSecond }: Series): string {
  return `${subject}, ${pattern}, ${perSecond === null ? `${callers} callers` : `${perSecond} per second`}`;
}
