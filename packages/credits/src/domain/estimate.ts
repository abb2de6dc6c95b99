import type { TokenUsage } from "../types.ts";
import type { TokenRange } from "./token-length.ts";

/**
 * How long a kind's output is, in percent of the tokens it works on plus a fixed part. Whole numbers: no floating
 * point near credits.
 */
export type OutputShape = {
  /** The shortest output that is usual. */
  readonly low: { readonly percent: number; readonly tokens: number };
  /** The longest output that is let through; the cap is at least this. */
  readonly cap: { readonly percent: number; readonly tokens: number };
};

/** What a request costs at the prices in force, in whole credits, rounded up once. */
export type PriceInCredits = (usage: TokenUsage) => bigint;

export type EstimateInput = {
  /** Tokens of everything that is sent: instructions, context, selection. */
  readonly input: TokenRange;
  /** Tokens of the text that is worked on; output lengths are multiples of it. */
  readonly subject: TokenRange;
  readonly output: OutputShape;
  /** Tokens that the model may think before or while it writes; billed as output. */
  readonly thinkingTokensMax: number;
  /** The most output that the model can be asked for. */
  readonly modelOutputTokensMax: number;
  readonly price: PriceInCredits;
};

/** `low`–`high` in whole credits, and the cap to send with the request that makes `high` a promise. */
export type ActionEstimate = { readonly low: bigint; readonly high: bigint; readonly outputCapTokens: number };

/** An estimate from which action on a person is asked first. */
export const confirmationCredits = 10n;

function lengthOf(part: { percent: number; tokens: number }, subjectTokens: number): number {
  return Math.ceil((subjectTokens * part.percent) / 100) + part.tokens;
}

function usageOf(input: number, output: number): TokenUsage {
  return { input, cacheRead: 0, cacheWrite: 0, output, thinking: 0 };
}

/**
 * Plans what an action can cost. `high` covers the input at its upper bound plus the whole output cap at list
 * price, so a request sent with the cap can not cost more; what rounding up leaves over is given to the cap, which
 * makes cut-off outputs rarer and costs nobody.
 */
export function planEstimate(estimate: EstimateInput): ActionEstimate {
  const { input, subject, output, price } = estimate;
  const capNeeded = Math.min(
    lengthOf(output.cap, subject.high) + estimate.thinkingTokensMax,
    estimate.modelOutputTokensMax,
  );
  const low = price(usageOf(input.low, lengthOf(output.low, subject.low)));
  const high = price(usageOf(input.high, capNeeded));
  const outputCapTokens = planOutputCap({ ...estimate, credits: high });
  return { low: low < high ? low : high, high, outputCapTokens };
}

/**
 * The largest output cap whose whole cost, with the input at its upper bound, stays within `credits`; 0 where not
 * even one token fits. A run on a quote is capped by the quote's `high` with this, whatever a fresh estimate would
 * say.
 */
export function planOutputCap(
  plan: Pick<EstimateInput, "input" | "modelOutputTokensMax" | "price"> & { readonly credits: bigint },
): number {
  let fits = 0;
  let beyond = plan.modelOutputTokensMax + 1;
  while (beyond - fits > 1) {
    const middle = Math.floor((fits + beyond) / 2);
    if (plan.price(usageOf(plan.input.high, middle)) <= plan.credits) fits = middle;
    else beyond = middle;
  }
  return fits;
}
