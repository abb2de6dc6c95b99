import { checkCredits, divideRoundingUp } from "./amount.ts";
import type { Catalog } from "./catalog.ts";
import { invariant } from "./errors.ts";
import { addMonths } from "./period.ts";

/**
 * The price of a top-up of `credits` (1 or more) in integer cents of the catalogue's currency: piecewise linear through
 * the packs,
 * beyond the last one at its rate, rounded up to a whole cent once. Fails with `invalid-amount`.
 *
 * @example
 * quoteTopUp(shippedCatalog, 1_234n); // 1051n
 */
export function quoteTopUp(catalog: Catalog, credits: bigint): bigint {
  checkCredits(credits, "credits", 1n);
  let below = { credits: 0n, priceCents: 0n };
  for (const [index, pack] of catalog.packs.entries()) {
    if (credits <= pack.credits || index === catalog.packs.length - 1) {
      const step = { credits: pack.credits - below.credits, priceCents: pack.priceCents - below.priceCents };
      return below.priceCents + divideRoundingUp((credits - below.credits) * step.priceCents, step.credits);
    }
    below = pack;
  }
  invariant(false, "a catalogue has at least one pack");
}

/**
 * The smallest top-up that covers `shortfall` and that the payment provider takes (RULES R7.1).
 */
export function smallestTopUp(
  catalog: Catalog,
  shortfall: bigint,
): { readonly credits: bigint; readonly priceCents: bigint } {
  const { smallestChargeCents = 0n } = catalog;
  let low = checkCredits(shortfall, "shortfall", 1n);
  let high = low;
  while (quoteTopUp(catalog, high) < smallestChargeCents) high *= 2n;
  // The price never falls with the size, so the first order that is dear enough can be searched by halves.
  while (low < high) {
    const middle = (low + high) / 2n;
    if (quoteTopUp(catalog, middle) >= smallestChargeCents) high = middle;
    else low = middle + 1n;
  }
  return { credits: low, priceCents: quoteTopUp(catalog, low) };
}

/** When credits that are bought now expire: at the reset, or where the catalogue says so, months later. */
export function expiryOfTopUp(catalog: Catalog, at: { readonly now: Date; readonly reset: Date }): Date {
  const { topUpMonths = null } = catalog;
  if (topUpMonths === null) return at.reset;
  const later = addMonths(at.now, topUpMonths);
  return later > at.reset ? later : at.reset;
}
