import type { MarginRow, Margins } from "@dokly/contract";
import type { Catalog, Margins as EngineMargins, MarginSource } from "@dokly/credits";

/** Billionths in a cent. */
const nanoPerCent = 10_000_000n;

/** What the top-ups of a time brought in, less what was paid back. */
export type PaidTopUps = { readonly cents: bigint; readonly credits: bigint };

type Prices = {
  readonly plans: Margins["pricePerCredit"]["plans"];
  readonly topUpNano: bigint;
  readonly ofPlan: ReadonlyMap<bigint, bigint>;
};

/**
 * What one credit is counted with, rounded down: of a plan, its price by its credits a month; of top-ups, the average
 * of what was paid in the time, or the price of the smallest pack where nothing was.
 */
function pricesOf({ plans, packs }: Catalog, paid: PaidTopUps): Prices {
  const ofPlan = new Map<bigint, bigint>();
  const told: Prices["plans"] = [];
  for (const { name, monthlyCredits, monthlyPriceCents } of plans) {
    if (monthlyCredits === null || monthlyCredits === 0n || monthlyPriceCents === null) continue;
    const nano = (monthlyPriceCents * nanoPerCent) / monthlyCredits;
    ofPlan.set(monthlyCredits, nano);
    told.push({ plan: name, monthlyCredits: Number(monthlyCredits), nano: Number(nano) });
  }
  const [smallest] = packs;
  const ofPack = smallest === undefined ? 0n : (smallest.priceCents * nanoPerCent) / smallest.credits;
  const topUpNano = paid.credits > 0n ? (paid.cents * nanoPerCent) / paid.credits : ofPack;
  return { plans: told, topUpNano, ofPlan };
}

/** The price of credits of one source; null: they have none. */
function priceOf({ source, entitlement }: MarginSource, { topUpNano, ofPlan }: Prices): bigint | null {
  if (source === "goodwill") return 0n;
  if (source === "top-up") return topUpNano;
  return entitlement === null ? null : (ofPlan.get(entitlement) ?? null);
}

function sum(sources: readonly MarginSource[], source: MarginSource["source"]): number {
  return Number(sources.filter((one) => one.source === source).reduce((total, { credits }) => total + credits, 0n));
}

/**
 * What kinds and models earn: credits charged and not refunded at the price of those who paid them, less what the
 * provider took. Demo runs and own keys cost whoever runs this Dokly nothing.
 */
export function marginsOf(
  { rows, sources }: EngineMargins,
  { catalog, paid, from, to }: { catalog: Catalog; paid: PaidTopUps; from: string; to: string },
): Margins {
  const prices = pricesOf(catalog, paid);
  const toRow = (row: EngineMargins["rows"][number]): MarginRow => {
    // Own keys pay no credits, so that they have no sources.
    const own = row.isOwnKey
      ? []
      : sources.filter(({ kind, model, isDemo }) => kind === row.kind && model === row.model && isDemo === row.isDemo);
    let price = 0n;
    let unpriced = 0n;
    for (const source of own) {
      const each = priceOf(source, prices);
      if (each === null) unpriced += source.credits;
      else price += source.credits * each;
    }
    const cost = row.isOwnKey || row.isDemo ? 0n : row.providerCostNanoDollars;
    return {
      kind: row.kind,
      model: row.model,
      isDemo: row.isDemo,
      isOwnKey: row.isOwnKey,
      actions: row.actions,
      failed: row.failed,
      charged: Number(row.charged),
      refunded: Number(row.refunded),
      monthly: sum(own, "monthly"),
      topUps: sum(own, "top-up"),
      goodwill: sum(own, "goodwill"),
      priceNano: Number(price),
      unpriced: Number(unpriced),
      costNano: Number(row.providerCostNanoDollars),
      marginNano: Number(price - cost),
    };
  };
  return {
    from,
    to,
    currency: catalog.currency,
    pricePerCredit: { plans: prices.plans, topUpNano: Number(prices.topUpNano), topUpsPaidCents: Number(paid.cents) },
    rows: rows.map(toRow),
  };
}
