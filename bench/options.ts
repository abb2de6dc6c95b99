import { resolve } from "node:path";
import { parseArgs } from "node:util";

const parts = ["engine", "http", "estimate", "panel"] as const;
type Part = (typeof parts)[number];

/** What one run of the benchmark is asked to do. */
export type BenchOptions = {
  readonly part: Part;
  /** A few operations of everything, to see that it works: its figures mean nothing. */
  readonly isQuick: boolean;
  /** The engine on a million workspaces and ten million transfers, beside an empty one, instead of the curves. */
  readonly isGrowth: boolean;
  /** Sends the statements of a batch without waiting in between (pg's pipeline mode), as the product does. */
  readonly isPipelined: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly workspaces: number;
  readonly seed: number;
  /** Where the result is written as JSON. */
  readonly jsonPath: string;
  /** The folder of the pages that estimates are measured on; null for the usual one. */
  readonly corpus: string | null;
  /** The folder of the built server that is measured over HTTP. */
  readonly bundle: string;
};

/** The words that `npm run bench` understands. */
export const usage = `npm run bench [-- [engine | http | estimate | panel] [options]]

engine (the part that is run where none is named) measures the ledger on a PostgreSQL of its own:

  --quick         a smoke run of a few seconds; its figures mean nothing
  --growth        1 million workspaces and 10 million transfers against an empty database (about a quarter of an hour)
  --rounds N      how often everything is measured (3); medians are of rounds
  --seconds N     length of one measurement (5), after a warm-up of a fifth of it
  --workspaces N  workspaces of the spread and Zipf loads (10000)
  --no-pipeline   the engine waits for the answer of each statement, as without pg's pipeline mode
  --seed N        of the order of measurements and of the load (1)
  --json PATH     where the result goes (.cache/bench/engine.json)

http measures the built server in a process of its own, with API keys over real connections, in about five minutes:

  --quick         a smoke run of a few seconds; its figures mean nothing, and no mark is told
  --rounds N      how often each load is measured (3)
  --seconds N     length of one measurement (5), after a warm-up of a fifth of it
  --seed N        of the order of measurements (1)
  --bundle PATH   another built server than the one of this clone (packages/server/dist/bundle)
  --json PATH     where the result goes (.cache/bench/http.json)

estimate compares estimates with simulated actions on real pages, in about half a minute:

  --quick         a smoke run; its figures mean nothing, and no mark is held to
  --corpus PATH   the pages (../shared/corpus; without it, the few of the repository itself)
  --seed N        of everything that is drawn (1): the same seed gives the same figures
  --json PATH     where the result goes (.cache/bench/estimate.json)

panel asks what the usage panel asks, of 10 million actions in one workspace among 10,000 (about ten minutes, half of
them to write the actions):

  --quick         a smoke run of a few thousand; its figures mean nothing, and no mark is held to
  --rounds N      how often everything is measured (3)
  --json PATH     where the result goes (.cache/bench/panel.json)`;

/** A word that the benchmark does not understand, in a sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the words of the command; fails with `UsageError`. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values, positionals } = parse(words);
  const part = parts.find((name) => name === (positionals[0] ?? "engine"));
  if (part === undefined || positionals.length > 1) {
    throw new UsageError(`There is no part called ${positionals.join(" ")}; there are: ${parts.join(", ")}.`);
  }
  const isQuick = values.quick === true;
  const number = (name: "rounds" | "seconds" | "workspaces" | "seed", usual: number, least: number): number => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (Number.isFinite(value) && value >= least && (name === "seconds" || Number.isInteger(value))) return value;
    throw new UsageError(`--${name} is ${values[name]}; allowed: a number from ${least}.`);
  };
  const seconds = number("seconds", isQuick ? 0.2 : 5, 0.05);
  return {
    part,
    isQuick,
    isGrowth: values.growth === true,
    isPipelined: values["no-pipeline"] !== true,
    rounds: number("rounds", isQuick ? 1 : 3, 1),
    seconds,
    warmUpSeconds: seconds / 5,
    workspaces: number("workspaces", isQuick ? 100 : 10_000, 1),
    seed: number("seed", 1, 0),
    jsonPath: values.json ?? `.cache/bench/${part}.json`,
    corpus: values.corpus ?? null,
    bundle: resolve(values.bundle ?? "packages/server/dist/bundle"),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        quick: { type: "boolean" },
        growth: { type: "boolean" },
        "no-pipeline": { type: "boolean" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        workspaces: { type: "string" },
        seed: { type: "string" },
        json: { type: "string" },
        corpus: { type: "string" },
        bundle: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}
