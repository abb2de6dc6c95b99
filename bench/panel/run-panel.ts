import { loadavg } from "node:os";
import { type Credits, parseWorkspaceId, type WorkspaceId } from "@dokly/credits";
import type { BenchDatabase } from "../engine/bench-database.ts";
import { openEngineLedger } from "../ledgers/engine-ledger.ts";
import type { MachineDescription } from "../machine/describe-machine.ts";
import type { BenchOptions } from "../options.ts";
import { fillPanel } from "./fill-panel.ts";
import { measurePanel, type PanelFigure, type Size } from "./measure-panel.ts";

export type PanelResult = {
  readonly machine: MachineDescription;
  readonly actions: Readonly<Record<Size, number>>;
  readonly workspaces: number;
  /** Days of the histories. */
  readonly days: number;
  readonly fillSeconds: number;
  /** Of the minute before the first question was measured. */
  readonly load: number;
  readonly rounds: number;
  readonly times: number;
  readonly figures: readonly PanelFigure[];
  readonly isQuick: boolean;
  /** Each question of the large workspace is under the mark, or the run was a quick one. */
  readonly isClean: boolean;
};

/** What each answer may take at most, for 99 of 100 of the round that was disturbed least. */
export const markMs = 10;
const days = 1_000;
const schema = "panel";

/** Asks what the panel asks, of a workspace with a long history and of one with a short one, beside many others. */
export async function runPanel(
  bench: BenchDatabase,
  { isQuick, rounds }: Pick<BenchOptions, "isQuick" | "rounds">,
  onProgress: (sentence: string) => void,
): Promise<PanelResult> {
  const actions = { large: isQuick ? 20_000 : 10_000_000, small: isQuick ? 1_000 : 10_000 };
  const workspaces = isQuick ? 20 : 10_000;
  const times = isQuick ? 5 : 500;
  const pool = bench.openPool({ connections: 4, schema, isPipelined: true });
  try {
    const { credits, ids } = await openEngineLedger(pool, { schema, workspaces });
    const [large = "", small = ""] = ids;
    const beganAtMs = performance.now();
    for (const [id, size] of [
      [large, "large"],
      [small, "small"],
    ] as const) {
      await fillPanel(
        bench.client,
        { workspace: parseWorkspaceId(id) ?? 0n, schema, actions: actions[size], days },
        onProgress,
      );
      await checkChart(bench, credits, id);
    }
    const fillSeconds = (performance.now() - beganAtMs) / 1_000;
    const [load = 0] = loadavg();
    const { resources } = bench;
    const asked = { credits, workspaces: { large, small }, resources, days, rounds, times };
    const figures = await measurePanel(asked, onProgress);
    await credits.close();
    const isClean = isQuick || figures.every(({ bestP99Ms }) => bestP99Ms < markMs);
    const { machine } = bench;
    return { machine, actions, workspaces, days, fillSeconds, load, rounds, times, figures, isQuick, isClean };
  } finally {
    await pool.end();
  }
}

/** What is measured has to be true as well: the chart adds up to what the actions of its days cost. */
async function checkChart({ client }: BenchDatabase, credits: Credits, workspace: WorkspaceId): Promise<void> {
  const chart = await credits.getUsage({ workspace, days: 30, timeZone: "Europe/Berlin" });
  const { rows } = await client.query<{ credits: string; actions: string }>(
    `select sum(charged)::text as credits, count(*)::text as actions from ${schema}.actions
     where workspace_id = $1 and status <> 'failed' and started_at at time zone 'Europe/Berlin' >= $2::date`,
    [parseWorkspaceId(workspace), chart[0]?.date],
  );
  const credited = chart.reduce((sum, day) => sum + day.credits, 0n);
  const shown = `${credited} credits of ${chart.reduce((sum, day) => sum + day.actions, 0)} actions`;
  const expected = `${rows[0]?.credits} credits of ${rows[0]?.actions} actions`;
  if (shown !== expected) throw new Error(`the chart shows ${shown}, there are ${expected}`);
}
