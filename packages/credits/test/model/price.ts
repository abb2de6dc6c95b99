import type { TokenUsage } from "../../src/types.ts";
import type { ModelCatalog } from "./state.ts";

/** What the provider charges for tokens, in nano-dollars; the band is that of the whole prompt. Null: no price. */
export function costOf(catalog: ModelCatalog, model: string, usage: TokenUsage): bigint | null {
  const promptTokens = usage.input + usage.cacheRead + usage.cacheWrite;
  const bands = catalog.prices[model] ?? [];
  const band = bands.find(({ promptTokensMax }) => promptTokensMax === null || promptTokens <= promptTokensMax);
  if (band === undefined) return null;
  return (
    BigInt(usage.input) * band.input +
    BigInt(usage.cacheRead) * band.cacheRead +
    BigInt(usage.cacheWrite) * band.cacheWrite +
    BigInt(usage.output) * band.output
  );
}

/** Credits for tokens: max(1, ceil(cost ÷ cost per credit)). Null: no price. */
export function priceOf(catalog: ModelCatalog, model: string, usage: TokenUsage): bigint | null {
  const cost = costOf(catalog, model, usage);
  if (cost === null) return null;
  let credits = cost / catalog.nanoDollarsPerCredit;
  if (credits * catalog.nanoDollarsPerCredit < cost) credits += 1n;
  return credits < 1n ? 1n : credits;
}

/** The shipped defaults of SPEC sections 2 and 3, typed from the document and not read from the engine. */
export const documentedCatalog: ModelCatalog = {
  monthlyCredits: { free: 50n, starter: 500n, pro: 2_500n, scale: 10_000n, enterprise: 0n },
  trial: { plan: "starter", days: 14 },
  nanoDollarsPerCredit: 1_500_000n,
  prices: {
    "claude-sonnet-5-5": [
      { input: 2_000n, cacheRead: 100n, cacheWrite: 2_500n, output: 10_000n, promptTokensMax: null },
    ],
  },
};
