import { rowWriters } from "../baselines/rows-alone.ts";
import { type Random, seededRandom } from "../measure/random.ts";
import { zipfSampler } from "../measure/zipf.ts";

/** What is measured: PostgreSQL itself, the engine's rows by themselves, two other ledgers, and the engine. */
export type Subject =
  | "one-row insert"
  | "hot-row update"
  | "rows alone"
  | "several round trips"
  | "one function"
  | "engine";

/** How the load falls on the workspaces. */
export type Pattern = "spread" | "zipf" | "hot";

/** One line of the table. `perSecond` null: a closed loop. */
export type Series = {
  readonly subject: Subject;
  readonly pattern: Pattern;
  readonly callers: number;
  readonly perSecond: number | null;
};

const engineCallers = [1, 16, 64, 256, 1_024];
const patterns: readonly Pattern[] = ["spread", "zipf", "hot"];

/** Everything that one round measures, in the order of the table. */
export function allSeries(isQuick: boolean): readonly Series[] {
  const closed = (subject: Subject, pattern: Pattern, callers: number): Series => ({
    subject,
    pattern,
    callers,
    perSecond: null,
  });
  const fixed = (subject: Subject, rates: readonly number[]): Series[] =>
    rates.map((perSecond) => ({ subject, pattern: "spread", callers: 0, perSecond }));
  return [
    closed("one-row insert", "spread", 64),
    closed("hot-row update", "hot", 64),
    closed("rows alone", "spread", rowWriters.spread),
    closed("rows alone", "hot", rowWriters.hot),
    closed("several round trips", "spread", 64),
    closed("several round trips", "hot", 64),
    closed("one function", "spread", 64),
    closed("one function", "hot", 64),
    closed("one function", "spread", 1_024),
    closed("one function", "hot", 1_024),
    ...patterns.flatMap((pattern) => engineCallers.map((callers) => closed("engine", pattern, callers))),
    ...fixed("one function", isQuick ? [100] : [1_000, 4_000]),
    ...fixed("engine", isQuick ? [100] : [1_000, 5_000, 10_000, 20_000]),
  ];
}

/** The baseline that a closed loop is compared with: the hot row where one workspace is asked, else the inserts. */
export function baselineOf({ pattern }: Series): Subject {
  return pattern === "hot" ? "hot-row update" : "one-row insert";
}

const zipfExponent = 1;

/** Draws the workspace of each action. */
export function workspacePicker(pattern: Pattern, workspaces: number, seed: number): () => number {
  const random: Random = seededRandom(seed);
  if (pattern === "hot") return () => 0;
  if (pattern === "zipf") return zipfSampler(workspaces, zipfExponent, random);
  return () => Math.floor(random() * workspaces);
}
