import { formatCredits, formatNumber, formatRange } from "../format.ts";

const accountNames: Readonly<Record<string, string>> = {
  available: "available",
  held: "held",
  spent: "spent",
  expired: "expired",
  reversed: "reversed",
  monthly: "monthly grant",
  "top-up": "top-up",
  goodwill: "goodwill",
};

const causeNames: Readonly<Record<string, string>> = {
  hold: "Hold",
  settle: "Charge",
  release: "Return",
  return: "Return",
  "hold-expiry": "Return after the deadline",
  "lot-expiry": "Expiry",
  refund: "Refund",
  reversal: "Taken back with its purchase",
  restoration: "Given back with its purchase",
  grant: "Grant",
};

/** The receipt of one action: where every credit of its charge came from. */
export const receipt = {
  title: "Receipt",
  loading: "Loading the receipt",
  failed: "The receipt could not be loaded.",
  missing: "There is no such action here, or it is somebody else's and your role shows your own only.",
  charged: (credits: number) => `${formatCredits(credits)} charged`,
  undo: {
    button: "Undo and refund",
    hint: "For an edit that turned out poor: within ten minutes, five times a day.",
    returned: (credits: string) => `${credits} returned.`,
    textStays: "The text of the page was not changed.",
    textBack: "The old text is back.",
    textEdited: "The text was edited since, so it stays as it is.",
  },
  undone: (credits: number) => `Undone: ${formatCredits(credits)} returned.`,
  running: (held: number) => `${formatCredits(held)} held while it runs`,
  failedCost: "Failed, so it cost 0 credits. Everything held was returned.",
  cancelledFree: "Cancelled before any output, so it was not charged. Everything held was returned.",
  /** Of an action that ran on a key of the workspace's own. */
  ownKey: {
    running: "Runs on your own key: no credits are held.",
    failed: "Failed.",
    cancelled: "Cancelled.",
    cost: (dollars: string | null) =>
      dollars === null
        ? "On your own key: 0 credits. The provider did not say what it cost."
        : `On your own key: 0 credits, ${dollars} at the provider.`,
  },
  cancelledCharged: "Cancelled after output had begun: charged for what was made until then.",
  holdOnly: "A service settled this hold with its own figure; no tokens are behind it.",
  refundedByHand: (credits: number) =>
    `${formatCredits(credits)} ${credits === 1 ? "was" : "were"} refunded by hand later.`,
  refundedLine: "Refunded by hand",
  undoneLine: "Undone and refunded",
  asGoodwillLine: "Of it as goodwill, since the credits that had paid were expired",
  range: (range: { low: number; high: number }) =>
    range.low === range.high ? formatCredits(range.high) : `${formatRange(range)} credits`,
  why: "Why it failed",
  facts: {
    page: "Page",
    person: "Person",
    service: "A service, through the API",
    estimate: "Estimate",
    started: "Started",
    ended: "Ended",
    took: "Took",
    model: "Model",
    rateCard: "Rate card",
    requestId: "Provider's request id",
    id: "Action",
  },
  holdTitle: "Hold and return",
  held: "Held at the start",
  chargedLine: "Charged",
  returned: "Returned",
  expiredLine: "Expired before it could return",
  reversedLine: "Taken back with its refunded purchase",
  tokensTitle: "Tokens and prices",
  columns: { what: "Tokens", count: "Number", price: "Price per million", sum: "Sum" },
  tokens: { input: "Input", cacheRead: "Cache read", cacheWrite: "Cache write", output: "Output" },
  thinking: (tokens: number) => `of which thinking: ${formatNumber(tokens)}`,
  cost: "Provider cost",
  listPrice: {
    unlisted: "The provider's public price list has no such model to compare with.",
    same: (list: string) => `The provider's own list price for these tokens is the same: ${list}.`,
    less: (list: string, difference: string) =>
      `At the provider's own list price these tokens cost ${list}; this receipt counts ${difference} less.`,
    more: (list: string, difference: string) =>
      `At the provider's own list price these tokens cost ${list}; this receipt counts ${difference} more.`,
  },
  draws: {
    title: "Lots drawn",
    hint: "What ends first is used first. What is not charged goes back to the lot that it came from.",
    lot: "Lot",
    held: "Held",
    ends: {
      charged: "Charged",
      returned: "Returned",
      expired: "Expired",
      reversed: "Taken back",
      refunded: "Refunded",
    },
    total: "In total",
    until: (date: string) => `until ${date}`,
    never: "never expires",
    lines: (numbers: readonly number[]) =>
      `${numbers.length === 1 ? "line" : "lines"} ${numbers.map(formatNumber).join(", ")}`,
  },
  /** Lots by what they are; a line that makes or moves credits names one. */
  lots: {
    name: {
      monthly: (from: string) => `Monthly credits of ${from}`,
      "top-up": (from: string) => `Top-up of ${from}`,
      goodwill: (from: string) => `Goodwill of ${from}`,
    },
    /** Of a larger plan within the period. */
    added: (from: string, at: string) => `Monthly credits of ${from}, added ${at}`,
    refund: (from: string) => `Goodwill of ${from}, for a refund`,
  },
  sumTitle: "From dollars to credits",
  perCredit: (price: string) => `One credit stands for ${price} of provider cost.`,
  division: (cost: string, price: string, quotient: { text: string; isExact: boolean }) =>
    `${cost} ÷ ${price} = ${quotient.text}${quotient.isExact ? "" : "…"}`,
  roundedUp: (credits: number) => `Rounded up to a whole credit: ${formatNumber(credits)}`,
  raisedToOne: "The smallest charge is 1 credit: 1",
  cutToHold: (held: number) => `Never more than was held: ${formatNumber(held)}`,
  result: "Charge",
  agrees: "Computed again in your browser from these tokens and prices: it adds up.",
  differs: "Computed again in your browser, this sum differs from what was charged. Report it with the action's id.",
  ledgerTitle: "Ledger lines",
  ledgerHint: "Each line moves credits once and is never changed. Numbers count up without a gap in the workspace.",
  ledgerColumns: { sequence: "No.", what: "What moved", credits: "Credits" },
  account: (account: string): string => accountNames[account] ?? account,
  cause: (cause: string): string => causeNames[cause] ?? cause,
  demo: "Run by the demo writer, priced as the model named here.",
};
