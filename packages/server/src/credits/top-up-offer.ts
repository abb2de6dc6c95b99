import { type Catalog, smallestTopUp } from "@dokly/credits";

/** The smallest order that covers a shortfall and can be paid (RULES R7.1). */
export function topUpOfferOf(catalog: Catalog, shortfall: bigint): { credits: number; priceCents: number } {
  const { credits, priceCents } = smallestTopUp(catalog, shortfall);
  return { credits: Number(credits), priceCents: Number(priceCents) };
}
