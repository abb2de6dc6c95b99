import type { Receipt } from "@dokly/contract";

/** How the provider cost behind a charge compares with what the provider's own price list takes for the same tokens. */
export type ListPriceComparison =
  /** The provider lists no such model. */
  | { readonly type: "unlisted" }
  | { readonly type: "same"; readonly list: bigint }
  /** The rate card is below (`less`) or above (`more`) the list by so many nano-dollars. */
  | { readonly type: "less" | "more"; readonly list: bigint; readonly difference: bigint };

export function compareWithList(
  receipt: Pick<Receipt, "listPriceNanoDollars" | "providerCostNanoDollars">,
): ListPriceComparison {
  if (receipt.listPriceNanoDollars === null) return { type: "unlisted" };
  const list = BigInt(receipt.listPriceNanoDollars);
  const difference = BigInt(receipt.providerCostNanoDollars) - list;
  if (difference === 0n) return { type: "same", list };
  return difference < 0n ? { type: "less", list, difference: -difference } : { type: "more", list, difference };
}
