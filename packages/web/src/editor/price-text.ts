import type { Estimate, OwnKeyCost } from "@dokly/contract";
import { nanoDollarsText } from "../receipt/money-text.ts";
import { formatCredits, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

type Priced = Pick<Estimate, "low" | "high" | "providerCostNanoDollars">;

const nanoDollarsPerCent = 10_000_000;
const nanoDollarsPerShownPart = nanoDollarsPerCent / 100;

/** An upper bound in nano-dollars as whole cents, rounded up: it stays one. */
export const centsAbove = (nanoDollars: number): string =>
  formatMoney(Math.ceil(nanoDollars / nanoDollarsPerCent), "usd");

/** What something would cost, on the button that starts it: credits, or the most in dollars on an own key. */
export function priceText(estimate: Priced): string {
  const most = estimate.providerCostNanoDollars;
  return most === undefined ? strings.editor.ai.credits(estimate) : strings.editor.ai.upToDollars(centsAbove(most));
}

/** The most that one of several pages may cost on an own key, to a hundredth of a cent: cents would add up to more. */
export function pageDollarsText(nanoDollars: number): string {
  const rounded = BigInt(Math.ceil(nanoDollars / nanoDollarsPerShownPart)) * BigInt(nanoDollarsPerShownPart);
  return strings.editor.ai.upToDollars(nanoDollarsText(rounded, { places: 4 }));
}

/** What a page of a job cost on an own key, exact to the nano-dollar; before it is over, the most that it may. */
export function ownKeyCostText({ nanoDollarsHeld, nanoDollars }: OwnKeyCost, isOpen: boolean): string {
  return isOpen ? pageDollarsText(nanoDollarsHeld) : usedText(nanoDollars);
}

const usedText = (nanoDollars: number): string =>
  nanoDollarsText(BigInt(nanoDollars), { places: nanoDollars === 0 ? 2 : 4 });

/** What a job that an own key pays for cost so far; credits too, where they paid for a part of it. */
export function jobCostText({ charged, ownKey }: { charged: number; ownKey?: OwnKeyCost | undefined }): string {
  return strings.editor.ai.usedOnOwnKey(formatCredits(charged), usedText(ownKey?.nanoDollars ?? 0));
}
