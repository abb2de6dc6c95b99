import { type Catalog, defineCatalog } from "./catalog.ts";

/** The shipped plans, packs and prices. List prices of Anthropic as of 7 October 2026, in nano-dollars per token. */
export const shippedCatalog: Catalog = defineCatalog({
  currency: "usd",
  plans: [
    { name: "free", monthlyCredits: 50n, monthlyPriceCents: 0n },
    { name: "starter", monthlyCredits: 500n, monthlyPriceCents: 1_900n, yearlyPriceCents: 19_000n },
    { name: "pro", monthlyCredits: 2_500n, monthlyPriceCents: 7_900n, yearlyPriceCents: 79_000n },
    { name: "scale", monthlyCredits: 10_000n, monthlyPriceCents: 29_900n, yearlyPriceCents: 299_000n },
    { name: "enterprise", monthlyCredits: null, monthlyPriceCents: null },
  ],
  packs: [
    { credits: 500n, priceCents: 500n },
    { credits: 2_500n, priceCents: 2_000n },
    { credits: 10_000n, priceCents: 7_000n },
  ],
  // Stripe's smallest charge in dollars.
  smallestChargeCents: 50n,
  rateCards: [
    {
      version: "2026-10-07",
      from: new Date("2026-10-07T00:00:00Z"),
      nanoDollarsPerCredit: 1_500_000n,
      models: {
        "claude-sonnet-5-5": [
          { promptTokensMax: null, input: 2_000n, cacheRead: 100n, cacheWrite: 2_500n, output: 10_000n },
        ],
        "claude-haiku-5-5": [
          { promptTokensMax: 100_000, input: 100n, cacheRead: 10n, cacheWrite: 125n, output: 500n },
          { promptTokensMax: null, input: 500n, cacheRead: 50n, cacheWrite: 625n, output: 2_500n },
        ],
      },
    },
  ],
});
