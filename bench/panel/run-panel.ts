import { parseWorkspaceId } from "@dokly/credits";
import type { BenchDatabase } from "../engine/bench-database.ts";
import { describeConditions } from "../engine/report.ts";
import { markdownTable } from "../engine/table.ts";
import { openEngineLedger } from "../ledgers/engine-ledger.ts";
import type { MachineDescription } from "../machine/describe-machine.ts";
import { percentile } from "../measure/percentile.ts";
import type { BenchOptions } from "../options.ts";
import { fillPanel } from "./fill-panel.ts";
import { type PanelQuestion, panelQuestions } from "./questions.ts";

type Size = "large" | "small";
export type PanelFigure = {
  readonly size: Size;
  readonly name: string;
  readonly times: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

export type PanelResult = {
  readonly machine: MachineDescription;
  readonly actions: Readonly<Record<Size, number>>;
  readonly workspaces: number;
  readonly fillSeconds: number;
  readonly figures: readonly PanelFigure[];
  readonly isQuick: boolean;
  /** Each question of the large workspace is under the mark, or the run was a quick one. */
  readonly isClean: boolean;
};

/** What each answer may take at most, for 99 of 100. */
const markMs = 10;
const days = 1_000;
const schema = "panel";

/** Asks what the panel asks, of a workspace with a long history and of one with a short one, beside many others. */
export async function runPanel(
  bench: BenchDatabase,
  { isQuick }: BenchOptions,
  onProgress: (sentence: string) => void,
): Promise<PanelResult> {
  const actions = { large: isQuick ? 20_000 : 10_000_000, small: isQuick ? 1_000 : 10_000 };
  const workspaces = isQuick ? 20 : 10_000;
  const times = isQuick ? 5 : 500;
  const pool = bench.openPool({ connections: 4, schema });
  try {
    const { credits, ids } = await openEngineLedger(pool, { schema, workspaces });
    const [large = "", small = ""] = ids;
    const beganAtMs = performance.now();
    for (const [id, size] of [
      [large, "large"],
      [small, "small"],
    ] as const) {
      const fill = { workspace: parseWorkspaceId(id) ?? 0n, schema, actions: actions[size], days };
      await fillPanel(bench.client, fill, onProgress);
    }
    const fillSeconds = (performance.now() - beganAtMs) / 1_000;
    const figures: PanelFigure[] = [];
    for (const [id, size] of [
      [small, "small"],
      [large, "large"],
    ] as const) {
      for (const question of await panelQuestions(credits, id, { days })) {
        onProgress(`${size}: ${question.name}`);
        figures.push({ size, name: question.name, times, ...(await measure(question, times)) });
      }
    }
    await credits.close();
    const isClean = isQuick || figures.every(({ p99Ms }) => p99Ms < markMs);
    return { machine: bench.machine, actions, workspaces, fillSeconds, figures, isQuick, isClean };
  } finally {
    await pool.end();
  }
}

async function measure({ name, ask }: PanelQuestion, times: number): Promise<{ p50Ms: number; p99Ms: number }> {
  const took: number[] = [];
  // A tenth before, so that plans are made and pages are read.
  for (let round = -Math.ceil(times / 10); round < times; round += 1) {
    const beganAtMs = performance.now();
    if ((await ask()) === 0) throw new Error(`${name} has no rows: it measures nothing`);
    if (round >= 0) took.push(performance.now() - beganAtMs);
  }
  return { p50Ms: percentile(took, 50) ?? 0, p99Ms: percentile(took, 99) ?? 0 };
}

/** The result in words and a table, in Markdown. */
export function describePanel({
  machine,
  actions,
  workspaces,
  fillSeconds,
  figures,
  isClean,
  isQuick,
}: PanelResult): string {
  const of = (name: string, size: Size): readonly string[] => {
    const found = figures.find((one) => one.name === name && one.size === size);
    return found === undefined ? ["", ""] : [found.p50Ms.toFixed(1), found.p99Ms.toFixed(1)];
  };
  const names = [...new Set(figures.map(({ name }) => name))];
  const rows = names.map((name) => [name, ...of(name, "small"), ...of(name, "large")]);
  const number = (value: number): string => value.toLocaleString("en");
  const header = ["ms", `p50, ${number(actions.small)} actions`, "p99", `p50, ${number(actions.large)} actions`, "p99"];
  return [
    describeConditions(machine, "none"),
    `Two workspaces with a history of ${number(days)} days among ${number(workspaces)}, written by SQL in ` +
      `${fillSeconds.toFixed(0)} s. Asked one after the other, of the engine itself: without HTTP and people's names.`,
    markdownTable(header, rows),
    isQuick ? "A smoke run: no mark is held to." : `${isClean ? "Each" : "NOT each"} p99 is under ${markMs} ms.`,
  ].join("\n\n");
}
