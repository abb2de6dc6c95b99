import type Stripe from "stripe";

const days = { day: 1, week: 7 } as const;

/** The instant `count` intervals after an anchor; in a shorter month its last day. All in seconds, UTC. */
export function afterIntervals(anchor: number, interval: string, count: number): number {
  if (interval === "day" || interval === "week") return anchor + count * days[interval] * 86_400;
  const months = interval === "year" ? count * 12 : count;
  const from = new Date(anchor * 1_000);
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return Math.floor(first.getTime() / 1_000);
}

/** The first billing instant of an anchor after `start`. */
export function nextBilling(anchor: number, price: Stripe.Price, start: number): number {
  const interval = price.recurring?.interval ?? "month";
  const step = price.recurring?.interval_count ?? 1;
  for (let count = 0; ; count += step) {
    const at = afterIntervals(anchor, interval, count);
    if (at > start) return at;
  }
}
