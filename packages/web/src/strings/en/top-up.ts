import { formatCredits, formatNumber } from "../format.ts";

/** The prompt that offers more credits. */
export const topUp = {
  title: "Top up",
  notEnough: "Not enough credits",
  nothingRan: "Nothing was sent to the AI provider, and nothing was charged.",
  needed: "Needed",
  available: "Available",
  shortfall: "Missing",
  smallest: "The smallest order that covers it",
  packs: "Packs",
  pack: (credits: number) => formatCredits(credits),
  covers: "covers it",
  tooSmall: "too small",
  amount: "Or any whole number of credits",
  amountWrong: "A whole number, 1 or more.",
  price: "Price",
  stillMissing: (credits: number) => `${formatNumber(credits)} more are needed for this action.`,
  expiry: (date: string, time: string, zone: string) =>
    `Bought credits join this period at once and expire at its reset: ${date}, ${time} (${zone}).`,
  soon: "The reset is less than 72 hours away. What you buy now lasts only until then.",
  noPayments: "Payments are not configured on this server",
  noPaymentsText:
    "These are the prices. Nothing can be bought here until the operator of this Dokly connects a payment provider.",
  notPayer: "Only owners and admins can top up",
  ask: "Ask one of them:",
  askNobody: "Ask an owner or admin of this workspace.",
  subject: (workspace: string) => `Credits for ${workspace} on Dokly`,
  failed: "The packs could not be loaded.",
};
