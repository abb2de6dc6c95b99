import type { TokenUsage } from "../types.ts";
import { type ExpectedLengths, type LearntLengths, nothingLearnt } from "./learnt-lengths.ts";
import { quantileOf } from "./length-quantile.ts";
import { lengthAt, positionOf } from "./length-scale.ts";
import { type LengthSketch, sampleWeight, weightOf } from "./length-sketch.ts";
import type { TokenRange } from "./token-length.ts";

/**
 * How long a kind's output is, in percent of the tokens it works on plus a fixed part, before anything was learnt.
 * Whole numbers: no floating point near credits.
 */
export type OutputShape = {
  /** The shortest output that is usual. */
  readonly low: { readonly percent: number; readonly tokens: number };
  /** The longest output that is let through before anything was learnt. */
  readonly cap: { readonly percent: number; readonly tokens: number };
};

/** What a request costs at the prices in force, in whole credits, rounded up once. */
export type PriceInCredits = (usage: TokenUsage) => bigint;

export type EstimateInput = {
  /** Tokens of everything that is sent: instructions, context, selection. */
  readonly input: TokenRange;
  /** Tokens of the text that is worked on; output lengths are multiples of it. */
  readonly subject: Pick<TokenRange, "expected">;
  readonly output: OutputShape;
  /** What finished actions of this sort have shown; without it, the shape alone counts. */
  readonly learnt?: LearntLengths;
  /** Whether the prompt may be written to the provider's cache, or read from it, at the rates of the cache. */
  readonly isPromptCached?: boolean;
  /** Tokens that the model may think before or while it writes; billed as output. */
  readonly thinkingTokensMax: number;
  /** The most output that the model can be asked for. */
  readonly modelOutputTokensMax: number;
  readonly price: PriceInCredits;
};

/** `low`–`high` in whole credits, and the cap to send with the request that makes `high` a promise. */
export type ActionEstimate = {
  readonly low: bigint;
  readonly high: bigint;
  readonly outputCapTokens: number;
  /** The input that `high` pays for. */
  readonly inputTokensMax: number;
  /** What the lengths that come will be compared with. */
  readonly expected: ExpectedLengths;
};

/** An estimate from which action on a person is asked first. */
export const confirmationCredits = 10n;

/** The shares of lengths that a range leaves out: 95 % are to be inside, and at most 1 % are to be cut. */
const shareBelowLow = 0.06;
const shareUpToHigh = 0.995;
/** How many samples the shipped lengths count for at first, and still do once much was seen. */
const outputPriorSamples = { first: 24, last: 3 };
const inputPriorSamples = { first: 10, last: 2 };
/** How far what was learnt may lead from the shipped cap. */
const learntCapPercent = { least: 40, most: 250 };
/** Actions after which a model's thinking is taken from what it thought. */
const thinkingSamplesMin = 30;

function lengthOf(part: { percent: number; tokens: number }, subjectTokens: number): number {
  return Math.ceil((subjectTokens * part.percent) / 100) + part.tokens;
}

/** Prices a request, its prompt at the rates that it may be billed at: the cheapest of them, and the dearest. */
function priceRange(
  { price, isPromptCached = false }: Pick<EstimateInput, "price" | "isPromptCached">,
  { input, output }: { input: number; output: number },
): { least: bigint; most: bigint } {
  const billed = { input: 0, cacheRead: 0, cacheWrite: 0, output, thinking: 0 };
  const plain = price({ ...billed, input });
  if (!isPromptCached) return { least: plain, most: plain };
  const written = price({ ...billed, cacheWrite: input });
  const read = price({ ...billed, cacheRead: input });
  return { least: read < plain ? read : plain, most: written > plain ? written : plain };
}

/** One in ten samples takes the place of one that the prior stood for: it has to go before a tail can be narrow. */
function priorSamplesAfter(sketch: LengthSketch, samples: { first: number; last: number }): number {
  return Math.max(samples.last, samples.first - weightOf(sketch) / (10 * sampleWeight));
}

function planInput({ input }: EstimateInput, learnt: LearntLengths): { low: number; high: number } {
  const { expected } = input;
  const prior = {
    low: positionOf({ actual: input.low, expected }),
    middle: positionOf({ actual: expected, expected }),
    high: positionOf({ actual: input.high, expected }),
  };
  const priorSamples = priorSamplesAfter(learnt.input, inputPriorSamples);
  const tokensAt = (share: number): number =>
    lengthAt(quantileOf(learnt.input, { prior, priorSamples, share }), expected);
  return { low: Math.floor(tokensAt(shareBelowLow)), high: Math.ceil(tokensAt(shareUpToHigh)) };
}

function planOutput({ subject, output }: EstimateInput, learnt: LearntLengths) {
  const least = Math.max(1, lengthOf(output.low, subject.expected));
  const most = Math.max(least, lengthOf(output.cap, subject.expected));
  const expected = Math.round(Math.sqrt(least * most));
  const prior = {
    low: positionOf({ actual: least, expected }),
    middle: positionOf({ actual: expected, expected }),
    high: positionOf({ actual: most, expected }),
  };
  const priorSamples = priorSamplesAfter(learnt.output, outputPriorSamples);
  const tokensAt = (share: number, steps: number): number =>
    lengthAt(quantileOf(learnt.output, { prior, priorSamples, share }) + steps, expected);
  const high = Math.min(
    Math.max(tokensAt(shareUpToHigh, learnt.raise), (most * learntCapPercent.least) / 100),
    (most * learntCapPercent.most) / 100,
  );
  const low = Math.floor(Math.min(tokensAt(shareBelowLow, -learnt.lower), high));
  return { expected, low, high: Math.ceil(high) };
}

/** Thinking that `high` has to pay for: what the model's settings allow, until enough was seen of it. */
function planThinking({ thinkingTokensMax }: EstimateInput, { thinking }: LearntLengths): number {
  if (thinkingTokensMax === 0 || weightOf(thinking) < thinkingSamplesMin * sampleWeight) return thinkingTokensMax;
  const prior = { low: 0, middle: 0, high: 0 };
  const seen = lengthAt(quantileOf(thinking, { prior, priorSamples: 0, share: shareUpToHigh }), thinkingTokensMax);
  return Math.ceil(Math.min(seen, thinkingTokensMax * 4));
}

/**
 * Plans what an action can cost. `high` covers the input at its upper bound plus the whole output cap at list
 * price, so a request sent with the cap can not cost more; what rounding up leaves over is given to the cap, which
 * makes cut-off outputs rarer and costs nobody.
 */
export function planEstimate(estimate: EstimateInput): ActionEstimate {
  const { learnt = nothingLearnt } = estimate;
  const input = planInput(estimate, learnt);
  const output = planOutput(estimate, learnt);
  const capNeeded = Math.min(output.high + planThinking(estimate, learnt), estimate.modelOutputTokensMax);
  const low = priceRange(estimate, { input: input.low, output: output.low }).least;
  const high = priceRange(estimate, { input: input.high, output: capNeeded }).most;
  return {
    low: low < high ? low : high,
    high,
    outputCapTokens: planOutputCap({ ...estimate, input, credits: high }),
    inputTokensMax: input.high,
    expected: { input: estimate.input.expected, output: output.expected, thinking: estimate.thinkingTokensMax },
  };
}

/**
 * The largest output cap whose whole cost, with the input at its upper bound, stays within `credits`; 0 where not
 * even one token fits. A run on a quote is capped by the quote's `high` with this, whatever a fresh estimate would
 * say.
 */
export function planOutputCap(
  plan: Pick<EstimateInput, "modelOutputTokensMax" | "price" | "isPromptCached"> & {
    readonly input: Pick<TokenRange, "high">;
    readonly credits: bigint;
  },
): number {
  let fits = 0;
  let beyond = plan.modelOutputTokensMax + 1;
  while (beyond - fits > 1) {
    const middle = Math.floor((fits + beyond) / 2);
    if (priceRange(plan, { input: plan.input.high, output: middle }).most <= plan.credits) fits = middle;
    else beyond = middle;
  }
  return fits;
}
