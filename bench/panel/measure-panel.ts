import type { Credits, WorkspaceId } from "@dokly/credits";
import { type ResourceMeter, useBetween } from "../machine/resources.ts";
import { median, percentile } from "../measure/percentile.ts";
import { type PanelQuestion, panelQuestions } from "./questions.ts";

export type Size = "large" | "small";

/** What one question took, in ms; the medians of the rounds. */
export type PanelFigure = {
  readonly size: Size;
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the round that was disturbed least. */
  readonly bestP99Ms: number;
  /** Of one answer; null where the system does not tell. */
  readonly nodeCpuMs: number;
  readonly postgresCpuMs: number | null;
};

export type MeasurePanel = {
  readonly credits: Credits;
  readonly workspaces: Readonly<Record<Size, WorkspaceId>>;
  readonly resources: ResourceMeter;
  /** Of the history. */
  readonly days: number;
  readonly rounds: number;
  /** How often each question is asked in each round. */
  readonly times: number;
};

type Round = Pick<PanelFigure, "p50Ms" | "p99Ms" | "nodeCpuMs" | "postgresCpuMs">;

/** Asks every question of both workspaces, one after the other, as often as was said. */
export async function measurePanel(
  { credits, workspaces, resources, days, rounds, times }: MeasurePanel,
  onProgress: (sentence: string) => void,
): Promise<readonly PanelFigure[]> {
  const measured = new Map<string, { readonly size: Size; readonly name: string; readonly of: Round[] }>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const size of ["small", "large"] as const) {
      for (const question of await panelQuestions(credits, workspaces[size], { days })) {
        onProgress(`round ${round}, ${size}: ${question.name}`);
        const id = `${size} ${question.name}`;
        const known = measured.get(id) ?? { size, name: question.name, of: [] };
        known.of.push(await measureOne(question, resources, times));
        measured.set(id, known);
      }
    }
  }
  return [...measured.values()].map(({ size, name, of }) => figureOf(size, name, of));
}

function figureOf(size: Size, name: string, rounds: readonly Round[]): PanelFigure {
  const middle = (pick: (round: Round) => number | null): number | null =>
    median(rounds.flatMap((one) => pick(one) ?? []));
  return {
    size,
    name,
    p50Ms: middle(({ p50Ms }) => p50Ms) ?? 0,
    p99Ms: middle(({ p99Ms }) => p99Ms) ?? 0,
    bestP99Ms: Math.min(...rounds.map(({ p99Ms }) => p99Ms)),
    nodeCpuMs: middle(({ nodeCpuMs }) => nodeCpuMs) ?? 0,
    postgresCpuMs: middle(({ postgresCpuMs }) => postgresCpuMs),
  };
}

async function measureOne({ name, ask }: PanelQuestion, resources: ResourceMeter, times: number): Promise<Round> {
  const took: number[] = [];
  // A tenth before, so that plans are made and pages are read.
  for (let before = 0; before < times / 10; before += 1) {
    if ((await ask()) === 0) throw new Error(`${name} has no rows: it measures nothing`);
  }
  const began = await resources.read();
  for (let round = 0; round < times; round += 1) {
    const beganAtMs = performance.now();
    await ask();
    took.push(performance.now() - beganAtMs);
  }
  const { nodeCpuUs, postgresCpuUs } = useBetween(began, await resources.read());
  return {
    p50Ms: percentile(took, 50) ?? 0,
    p99Ms: percentile(took, 99) ?? 0,
    nodeCpuMs: nodeCpuUs / times / 1_000,
    postgresCpuMs: postgresCpuUs === null ? null : postgresCpuUs / times / 1_000,
  };
}
