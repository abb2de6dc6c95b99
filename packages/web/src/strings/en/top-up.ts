import { formatCredits, formatMoney, formatNumber } from "../format.ts";

/** Buying credits: the prompt when there are too few, the form, the order, and asking somebody who may pay. */
export const topUp = {
  title: "Top up",
  notEnough: "Not enough credits",
  nothingRan: "Nothing was sent to the AI provider, and nothing was charged.",
  needed: "Needed",
  available: "Available",
  shortfall: "Missing",
  smallest: "smallest that covers it",
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
  expiryOn: (date: string, time: string, zone: string) =>
    `Bought credits can be used at once and expire on ${date}, ${time} (${zone}).`,
  neverExpire: "Bought credits can be used at once and never expire.",
  soon: "The reset is less than 72 hours away. What you buy now lasts only until then.",
  minimum: (smallest: string) => `The payment provider takes no charge below ${smallest}.`,
  takeMinimum: (credits: number, price: string) => `Buy ${formatCredits(credits)} for ${price}`,
  noPayments: "Payments are not configured on this server",
  noPaymentsText:
    "These are the prices. Nothing can be bought here until the operator of this Dokly connects a payment provider.",
  sandbox: "This Dokly uses a sandbox checkout: no real money moves.",
  buy: (price: string | null) => (price === null ? "Buy" : `Buy · ${price}`),
  buyAndRun: (price: string | null) => (price === null ? "Buy and run" : `Buy and run · ${price}`),
  newTab: "The checkout opens in a new tab.",
  failed: "The packs could not be loaded.",
  order: {
    title: "Waiting for the payment",
    text: (credits: number, cents: number, currency: string) =>
      `${formatCredits(credits)} for ${formatMoney(cents, currency)}. This notices by itself when it is paid.`,
    processing: "Payment on its way",
    processingText: (credits: number) =>
      `The payment was started and is not confirmed yet. ${formatCredits(credits)} join the bucket the moment it is.`,
    open: "Open the checkout",
    other: "Choose another order",
    lastTry: (why: string) => `The last try did not go through: ${why}`,
    granted: (credits: number) => `Paid. ${formatCredits(credits)} ${credits === 1 ? "has" : "have"} arrived.`,
    until: (date: string) => `They can be used until ${date}.`,
    elsewhere: "If an action waits for them in another tab, run it there.",
    failed: "The payment did not go through. Nothing was charged.",
    cancelled: "The checkout was left without paying. Nothing was charged.",
    unknown: "This order could not be looked up.",
    receipt: "Receipt",
    reversed: (credits: number) => `${formatCredits(credits)} of them were taken back with a refund.`,
  },
  enough: {
    title: "There are enough credits now",
    text: (needed: number, available: number) =>
      `${formatCredits(available)} ${available === 1 ? "is" : "are"} available, and the action needs at most ${formatNumber(needed)}.`,
    run: (name: string) => `Run “${name}”`,
    close: "Back to the page",
  },
  notPayer: "Only owners and admins can top up",
  ask: "Owners and admins:",
  askNobody: "Ask an owner or admin of this workspace.",
  subject: (workspace: string) => `Credits for ${workspace} on Dokly`,
  asking: {
    text: "Ask them with one click. They see it in the app and by e-mail, and can buy the credits from there.",
    credits: "Credits",
    note: "What for (optional)",
    noteExample: "The release notes are due on Friday",
    submit: (credits: number | null) => (credits === null ? "Ask for credits" : `Ask for ${formatCredits(credits)}`),
    asked: (credits: number, ago: string) => `You asked for ${formatCredits(credits)} ${ago}.`,
    askedHint: "Owners and admins have it before them. This notices by itself when the credits arrive.",
    dismissed: (name: string | null) => `${name ?? "Somebody"} said no to your last request.`,
    approved: (name: string | null) =>
      `${name ?? "Somebody"} said yes to your last request. Its credits arrive when they are paid.`,
  },
};
