import type { Estimate, OwnKeyCost } from "@dokly/contract";
import { nanoDollarsText } from "../receipt/money-text.ts";
import { formatCredits, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

type Priced = Pick<Estimate, "low" | "high" | "providerCostNanoDollars">;

const nanoDollarsPerCent = 10_000_000;

/** An upper bound in nano-dollars as whole cents, rounded up: it stays one. */
export const centsAbove = (nanoDollars: number): string =>
  formatMoney(Math.ceil(nanoDollars / nanoDollarsPerCent), "usd");

/** What something would cost, on the button that starts it: credits, or the most in dollars on an own key. */
export function priceText(estimate: Priced): string {
  const most = estimate.providerCostNanoDollars;
  return most === undefined ? strings.editor.ai.credits(estimate) : strings.editor.ai.upToDollars(centsAbove(most));
}

/** What a page of a job cost on an own key, exact to the nano-dollar; before it is over, the most that it may. */
export function ownKeyCostText({ nanoDollarsHeld, nanoDollars }: OwnKeyCost, isOpen: boolean): string {
  return isOpen
    ? strings.editor.ai.upToDollars(centsAbove(nanoDollarsHeld))
    : nanoDollarsText(BigInt(nanoDollars), { places: 4 });
}

/** What a job that an own key pays for cost so far; credits too, where they paid for a part of it. */
export function jobCostText({ charged, ownKey }: { charged: number; ownKey?: OwnKeyCost | undefined }): string {
  const dollars = nanoDollarsText(BigInt(ownKey?.nanoDollars ?? 0), { places: 4 });
  return strings.editor.ai.usedOnOwnKey(formatCredits(charged), dollars);
}
