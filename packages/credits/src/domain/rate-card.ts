import type { ActionReceipt } from "../log-types.ts";
import type { TokenUsage } from "../types.ts";
import { divideRoundingUp } from "./amount.ts";
import type { Catalog, PriceBand } from "./catalog.ts";
import { CreditsError, invariant } from "./errors.ts";

/**
 * The prices of one model as they were when a hold was taken: what its charge will be computed with, whatever comes
 * later.
 */
export type PinnedPrices = {
  readonly rateCard: string;
  readonly nanoDollarsPerCredit: bigint;
  readonly bands: readonly PriceBand[];
};

/** The prices of a model in force at an instant; fails with `unpriced-model`. */
export function pinPrices(catalog: Catalog, model: string, at: Date): PinnedPrices {
  const card = catalog.rateCards.findLast(({ from }) => from.getTime() <= at.getTime());
  const bands = card && Object.hasOwn(card.models, model) ? card.models[model] : undefined;
  if (!card || !bands) throw new CreditsError("unpriced-model", { model, at });
  return { rateCard: card.version, nanoDollarsPerCredit: card.nanoDollarsPerCredit, bands };
}

/** The most tokens that one figure of a usage may have; far above any model, far below overflow. */
const tokensMax = 1_000_000_000_000;

/** Checks what a provider reported; a missing or odd figure is never taken as zero. Fails with `invalid-amount`. */
export function checkUsage(usage: TokenUsage): TokenUsage {
  for (const part of ["input", "cacheRead", "cacheWrite", "output", "thinking"] as const) {
    const tokens: unknown = usage[part];
    if (!(typeof tokens === "number" && Number.isSafeInteger(tokens) && tokens >= 0 && tokens <= tokensMax)) {
      const allowed = `a whole number from 0 to ${tokensMax}`;
      throw new CreditsError("invalid-amount", { what: `usage.${part}`, value: String(tokens), allowed });
    }
  }
  if (usage.thinking > usage.output) {
    const allowed = `at most the output, ${usage.output}, which includes it`;
    throw new CreditsError("invalid-amount", { what: "usage.thinking", value: String(usage.thinking), allowed });
  }
  return usage;
}

/**
 * What a usage costs, as the receipt shows it: credits = max(1, ceil(provider cost ÷ provider cost per credit)),
 * rounded up once.
 * The band is chosen by the size of the whole prompt. Not yet bounded by a hold.
 *
 * @example
 * const prices = pinPrices(shippedCatalog, "claude-sonnet-5-5", new Date());
 * priceUsage(prices, { input: 512, cacheRead: 0, cacheWrite: 0, output: 148, thinking: 0 }).credits; // 2n
 */
export function priceUsage(prices: PinnedPrices, usage: TokenUsage): ActionReceipt {
  checkUsage(usage);
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  const band = prices.bands.find(({ promptTokensMax }) => promptTokensMax === null || prompt <= promptTokensMax);
  invariant(band !== undefined, `rate card ${prices.rateCard} has no band for a prompt of ${prompt} tokens`);
  const lines = (["input", "cacheRead", "cacheWrite", "output"] as const).map((what) => ({
    what,
    tokens: usage[what],
    nanoDollarsPerToken: band[what],
    nanoDollars: BigInt(usage[what]) * band[what],
  }));
  const providerCostNanoDollars = lines.reduce((sum, line) => sum + line.nanoDollars, 0n);
  const credits = divideRoundingUp(providerCostNanoDollars, prices.nanoDollarsPerCredit);
  return {
    rateCard: prices.rateCard,
    usage,
    lines: lines.filter((line) => line.tokens > 0),
    providerCostNanoDollars,
    nanoDollarsPerCredit: prices.nanoDollarsPerCredit,
    credits: credits > 1n ? credits : 1n,
  };
}
