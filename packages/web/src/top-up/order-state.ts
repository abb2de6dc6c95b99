import type { TopUpOrder, TopUpQuote } from "@dokly/contract";

/** Whether the provider would take the payment of a quoted order: its own smallest charge is above some. */
export const isPayable = (quote: Pick<TopUpQuote, "credits" | "payable">): boolean =>
  quote.payable.credits === quote.credits;

/** Whether an order can still be paid, or its payment is on its way. */
export const isUnderway = (order: Pick<TopUpOrder, "state">): boolean =>
  order.state === "open" || order.state === "processing";
