import type { Catalog } from "../domain/catalog.ts";
import { CreditsError } from "../domain/errors.ts";
import { planOutputCap } from "../domain/estimate.ts";
import { pinPrices, priceUsage } from "../domain/rate-card.ts";
import { estimateTokenLength, sumTokenRanges, type TokenRange } from "../domain/token-length.ts";
import type { TokenUsage } from "../types.ts";
import type { CallParams } from "./sdk-types.ts";

export type RequestPlan = {
  /** Tokens of what is sent, as estimated. */
  readonly input: TokenRange;
  /** What to send as the most output: with it, the request can not cost more than its hold. */
  readonly maxOutputTokens: number;
};

export type PlanRequest = {
  readonly params: CallParams;
  readonly catalog: Catalog;
  readonly model: string;
  readonly at: Date;
  readonly holdCredits: bigint;
  readonly modelOutputTokensMax: number;
  /** Tokens of what is sent, where the caller knows better. */
  readonly input: TokenRange | null;
};

/** Tokens around each message and tool that are not in its text. */
const framingTokens = 16;

/** All text that a request sends; fails with `invalid-argument` for what has no text to be counted by. */
function textsOf({ prompt, tools = [], responseFormat }: CallParams): string[] {
  const texts: string[] = [];
  for (const message of prompt) {
    if (typeof message.content === "string") {
      texts.push(message.content);
      continue;
    }
    for (const part of message.content) {
      if (part.type === "file" || part.type === "reasoning-file") {
        const allowed = "text, unless `inputTokens` tells how many tokens a request has";
        throw new CreditsError("invalid-argument", { what: "prompt", value: "a file", allowed });
      }
      texts.push("text" in part ? part.text : JSON.stringify(part));
    }
  }
  for (const tool of tools) texts.push(JSON.stringify(tool));
  if (responseFormat?.type === "json") texts.push(JSON.stringify(responseFormat));
  return texts;
}

/** Tokens that a provider adds to the output cap for thinking, where the request asks for such a budget. */
function thinkingBudgetOf({ providerOptions = {} }: CallParams): number {
  let budget = 0;
  for (const options of Object.values(providerOptions)) {
    const thinking: unknown = options["thinking"];
    if (typeof thinking !== "object" || thinking === null || !("budgetTokens" in thinking)) continue;
    const tokens = thinking.budgetTokens;
    if (typeof tokens === "number" && Number.isSafeInteger(tokens) && tokens > budget) budget = tokens;
  }
  return budget;
}

/**
 * Plans a request so that it can not cost more than its hold: the output cap is what the hold leaves after the whole
 * input. Fails with `unpriced-model`, with `invalid-amount` where the hold is too small for even one token of output,
 * and with `invalid-argument` for a prompt whose tokens can not be estimated.
 */
export function planRequest(plan: PlanRequest): RequestPlan {
  const prices = pinPrices(plan.catalog, plan.model, plan.at);
  const input =
    plan.input ??
    sumTokenRanges(
      textsOf(plan.params).map((text) => {
        const range = estimateTokenLength(text);
        return { ...range, high: range.high + framingTokens };
      }),
    );
  // What is sent may be written to the provider's cache, which costs more than sending it.
  const price = (usage: TokenUsage): bigint => {
    const { credits } = priceUsage(prices, usage);
    const cached = priceUsage(prices, { ...usage, input: 0, cacheWrite: usage.input }).credits;
    return cached > credits ? cached : credits;
  };
  const { holdCredits: credits, modelOutputTokensMax } = plan;
  const thinking = thinkingBudgetOf(plan.params);
  const affordable = planOutputCap({ input, modelOutputTokensMax, price, credits }) - thinking;
  if (affordable < 1) {
    const least = price({ input: input.high, cacheRead: 0, cacheWrite: 0, output: thinking + 1, thinking: 0 });
    const allowed = `at least ${least} for a prompt of up to ${input.high} tokens`;
    throw new CreditsError("invalid-amount", { what: "holdCredits", value: `${credits}`, allowed });
  }
  return { input, maxOutputTokens: Math.min(affordable, plan.params.maxOutputTokens ?? affordable) };
}
