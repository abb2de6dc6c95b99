import { quantileOf } from "./length-quantile.ts";
import { positionOf, scaleSteps, stepsPerDoubling } from "./length-scale.ts";
import { addToSketch, emptySketch, fade, type LengthSketch, sampleWeight, weightOf } from "./length-sketch.ts";
import { clipSketch, mergeSketches, scaleSketch } from "./mix-sketches.ts";

/** One finished action: what its estimate expected, and what came. Tokens everywhere. */
export type LengthSample = {
  readonly expected: ExpectedLengths;
  readonly input: number;
  /** Without thinking. */
  readonly output: number;
  readonly thinking: number;
  /** `cut`: the output reached its cap, so that its whole length is not known. */
  readonly outcome: "below" | "inside" | "cut";
};

/** What the lengths of an action are compared with. */
export type ExpectedLengths = { readonly input: number; readonly output: number; readonly thinking: number };

/** What is kept of finished actions of one sort: of fixed size, whatever comes. */
export type LengthStatistics = {
  /** How many there ever were. */
  readonly samples: number;
  readonly input: LengthSketch;
  readonly output: LengthSketch;
  readonly thinking: LengthSketch;
  /** Weights of the recent ones that were cut at their cap, and of those that cost less than their `low`. */
  readonly cut: number;
  readonly below: number;
};

/** What estimates of one sort of action go by. */
export type LearntLengths = Pick<LengthStatistics, "input" | "output" | "thinking"> & {
  /** Steps by which `high` is raised because outputs were cut lately, and `low` is lowered. */
  readonly raise: number;
  readonly lower: number;
};

/** What is kept before the first action. */
export const noStatistics: LengthStatistics = {
  samples: 0,
  input: emptySketch,
  output: emptySketch,
  thinking: emptySketch,
  cut: 0,
  below: 0,
};

/** Samples after which a sketch has forgotten most: drift shows within some hundred actions. */
const memory = 400;
/** Samples after which a cut output, or a charge below `low`, no longer moves the range. */
const controlMemory = 150;
/** An output that was cut is taken for at least so much longer than its cap: three steps are 19 %. */
const cutSteps = 3;

/**
 * Takes in one finished action. An output that was cut counts as longer than its cap (RULES R6.4). Keep the result,
 * one for each sort of action and share of the workspaces; it never grows.
 *
 * @example
 * const sample = { expected: estimate.expected, input: 512, output: 148, thinking: 0, outcome: "inside" } as const;
 * const statistics = learnLengths(noStatistics, sample);
 */
export function learnLengths(statistics: LengthStatistics, sample: LengthSample): LengthStatistics {
  const { expected, outcome } = sample;
  const input = positionOf({ actual: sample.input, expected: expected.input });
  const output = positionOf({ actual: sample.output, expected: expected.output });
  const top = scaleSteps - 1;
  return {
    samples: statistics.samples + 1,
    input: addToSketch(statistics.input, input, memory),
    output: addToSketch(statistics.output, outcome === "cut" ? Math.min(top, output + cutSteps) : output, memory),
    thinking: addToSketch(
      statistics.thinking,
      positionOf({ actual: sample.thinking, expected: expected.thinking }),
      memory,
    ),
    cut: fade(statistics.cut, controlMemory) + (outcome === "cut" ? sampleWeight : 0),
    below: fade(statistics.below, controlMemory) + (outcome === "below" ? sampleWeight : 0),
  };
}

/** What one share of the workspaces weighs at most while there are others: so many samples, or half of all others. */
const shareSamplesMax = 40;
/** From so many samples of others on, what is longer than theirs by half counts as longer by half. */
const othersSamplesMin = 30;
const beyondOthersSteps = 7;
/** What another language's samples, or the sum of all, count for one language. */
const relatedSamples = 30;

const widest = { low: 0, middle: scaleSteps / 2, high: scaleSteps };

/** Bounds what one of several sketches weighs, and how far it may stand off from the others. */
function boundInfluence(sketch: LengthSketch, others: LengthSketch): LengthSketch {
  const weight = weightOf(others);
  if (weight === 0) return sketch;
  const scaled = scaleSketch(sketch, Math.max(shareSamplesMax * sampleWeight, Math.floor(weight / 2)));
  if (weight < othersSamplesMin * sampleWeight) return scaled;
  const positionAt = (share: number): number => quantileOf(others, { prior: widest, priorSamples: 0, share });
  return clipSketch(scaled, { low: positionAt(0.02) - beyondOthersSteps, high: positionAt(0.99) + beyondOthersSteps });
}

function poolSketches(sketches: readonly LengthSketch[]): LengthSketch {
  const bounded = sketches.map((sketch, at) =>
    boundInfluence(sketch, mergeSketches(sketches.filter((_, other) => other !== at))),
  );
  return mergeSketches(bounded);
}

/** Steps for what went wrong lately beyond what is meant to: more of it moves the range further, up to an octave. */
function controlSteps(weights: readonly number[], { usual, step }: { usual: number; step: number }): number {
  const excess = weights.map((weight) => Math.min(3, Math.max(0, weight / sampleWeight - usual)));
  return Math.min(stepsPerDoubling, step * excess.reduce((sum, one) => sum + one, 0));
}

/**
 * Brings together what the shares of a deployment's workspaces have shown: many small and one large count alike,
 * and whatever one does moves the ranges of the others by a bounded step only. `related` is what is known of the kind
 * as a whole, for a language that has few samples itself.
 *
 * @example
 * const learnt = poolLengths(sharesOfGerman, poolLengths(sharesOfAllLanguages));
 * planEstimate({ ...request, learnt });
 */
export function poolLengths(shares: readonly LengthStatistics[], related: LearntLengths | null = null): LearntLengths {
  const withRelated = (own: LengthSketch, of: "input" | "output" | "thinking"): LengthSketch =>
    related === null ? own : mergeSketches([own, scaleSketch(related[of], relatedSamples * sampleWeight)]);
  const own = {
    input: poolSketches(shares.map(({ input }) => input)),
    output: poolSketches(shares.map(({ output }) => output)),
    thinking: poolSketches(shares.map(({ thinking }) => thinking)),
  };
  const isThin = weightOf(own.output) < relatedSamples * sampleWeight;
  const raise = controlSteps(
    shares.map(({ cut }) => cut),
    { usual: 0.8, step: 1.5 },
  );
  const lower = controlSteps(
    shares.map(({ below }) => below),
    { usual: 4.5, step: 0.5 },
  );
  return {
    input: withRelated(own.input, "input"),
    output: withRelated(own.output, "output"),
    thinking: withRelated(own.thinking, "thinking"),
    raise: isThin ? Math.max(raise, related?.raise ?? 0) : raise,
    lower: isThin ? Math.max(lower, related?.lower ?? 0) : lower,
  };
}

/** What estimates go by where nothing was seen yet. */
export const nothingLearnt: LearntLengths = poolLengths([]);
