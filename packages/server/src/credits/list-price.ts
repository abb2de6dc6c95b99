import { type ActionReceipt, priceUsage, shippedCatalog } from "@dokly/credits";

/**
 * What the provider's own price list takes for the tokens of a receipt, in nano-dollars: the shipped prices are that
 * list. Null where it has no such model. Calls from before the first list are priced with it.
 */
export function listPriceOf(usage: ActionReceipt["usage"], model: string | null, at: Date): bigint | null {
  const { rateCards } = shippedCatalog;
  const card = rateCards.findLast(({ from }) => from.getTime() <= at.getTime()) ?? rateCards[0];
  if (card === undefined || model === null || !Object.hasOwn(card.models, model)) return null;
  const bands = card.models[model] ?? [];
  const prices = { rateCard: card.version, nanoDollarsPerCredit: card.nanoDollarsPerCredit, bands };
  return priceUsage(prices, usage).providerCostNanoDollars;
}
