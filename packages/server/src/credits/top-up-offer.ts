import { type Catalog, smallestTopUp } from "@dokly/credits";

/** The smallest charge that the payment provider takes (USD). */
const minimumCents = 50n;

/** The smallest order that covers a shortfall and can be paid (RULES R7.1). */
export function topUpOfferOf(catalog: Catalog, shortfall: bigint): { credits: number; priceCents: number } {
  const { credits, priceCents } = smallestTopUp(catalog, { shortfall, minimumCents });
  return { credits: Number(credits), priceCents: Number(priceCents) };
}
